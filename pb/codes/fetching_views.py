"""Staff fetch letters, once; once more when they did not arrive; and say they did."""

from collections.abc import Iterator
from typing import IO

from flask import (
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from pb import clock
from pb.auth.access import staff_required
from pb.auth.models import Role
from pb.codes.blueprint import bp, desk
from pb.codes.calibration import print_calibration
from pb.codes.keys import key_of_this_browser, take_key
from pb.codes.models import CodeBatch
from pb.codes.moments import takes_revocations
from pb.codes.posted import posted_run
from pb.codes.printing import (
    LettersAreGone,
    WrongCheck,
    confirm,
    first_batch_of,
    hand_over,
    may_repeat,
)
from pb.codes.sealed_file import can_open, content_length, read_sealed
from pb.codes.storage import letters_path, open_letters, remove_letters
from pb.db import db
from pb.rounds.models import BudgetRound
from pb.web.rounds import desk_round

# Who approved extra codes has the key to their letters.
MAY_FETCH = (Role.CONFIGURATOR, Role.APPROVER)


@bp.post("/letters")
@staff_required(*MAY_FETCH)
def letters(slug: str) -> ResponseReturnValue:
    """Hand the letters over, once."""
    budget_round, batch = _posted(slug)
    if batch.handed_over_at or batch.revoked_at:
        return _show_gone(budget_round, batch)
    file = _opened(batch)
    if file is None:
        return _show_locked(budget_round, batch)
    if not _is_first(batch):
        file.close()
        return _show_gone(budget_round, batch)
    return _download(file, slug, batch)


@bp.post("/repeat-letters")
@staff_required(*MAY_FETCH)
def repeat(slug: str) -> ResponseReturnValue:
    """Give the letters again to who did not get all of them."""
    budget_round, batch = _posted(slug)
    if not may_repeat(batch, clock.now()):
        return _show_gone(budget_round, batch)
    file = _opened(batch)
    if file is None:
        return _show_locked(budget_round, batch)
    return _download(file, slug, batch)


@bp.post("/confirm-letters")
@staff_required(*MAY_FETCH)
def confirm_receipt(slug: str) -> ResponseReturnValue:
    """Remove the letters: what was typed stands in the parcel, so it arrived."""
    budget_round, batch = _posted(slug)
    try:
        confirm(db.session(), batch, request.form.get("check", ""), now=clock.now())
    except WrongCheck:
        return _show_wrong_check(budget_round, batch)
    job_id = batch.job_id
    db.session.commit()
    response = redirect(desk(slug), 303)
    if job_id is not None:
        remove_letters(job_id)
        take_key(response, job_id)
    flash(_("De brieven zijn ontvangen. Ze staan niet meer op de server."))
    return response


def _posted(slug: str) -> tuple[BudgetRound, CodeBatch]:
    budget_round = desk_round(slug)
    batch = first_batch_of(db.session(), posted_run(budget_round).id)
    if batch is None:
        abort(409, _("Deze brieven zijn nog niet klaar."))
    return budget_round, batch


def _opened(batch: CodeBatch) -> IO[bytes] | None:
    """Return the file, read through, if this browser has the key to it."""
    job_id = _job_of(batch)
    db.session.commit()  # nothing stays locked while the file is read through
    file = open_letters(job_id)
    if file is None or can_open(file, key_of_this_browser(job_id)):
        return file
    file.close()
    return None


def _job_of(batch: CodeBatch) -> int:
    assert batch.job_id is not None  # noqa: S101  # it was found by its job
    return batch.job_id


def _is_first(batch: CodeBatch) -> bool:
    """Note that the letters leave, unless somebody was earlier."""
    try:
        hand_over(db.session(), _job_of(batch), now=clock.now())
    except LettersAreGone:
        db.session.rollback()
        return False
    db.session.commit()
    return True


def _download(file: IO[bytes], slug: str, batch: CodeBatch) -> Response:
    job_id = _job_of(batch)
    content = _content(file, key_of_this_browser(job_id))
    response = Response(content, mimetype="application/zip")
    response.content_length = content_length(file)
    name = f"brieven-{slug}-{job_id}.zip"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.call_on_close(file.close)  # also when nobody reads the content
    return response


def _content(file: IO[bytes], private_key: str) -> Iterator[bytes]:
    with file:
        yield from read_sealed(file, private_key)


@bp.app_template_global()
def holds_letter_key(job_id: int) -> bool:
    """Say whether this browser asked for these letters, so that it can open them."""
    return bool(key_of_this_browser(job_id))


def _show_gone(budget_round: BudgetRound, batch: CodeBatch) -> ResponseReturnValue:
    return _show_refusal("codes/gone.html", budget_round, batch), 410


def _show_wrong_check(
    budget_round: BudgetRound, batch: CodeBatch
) -> ResponseReturnValue:
    return _show_refusal("codes/wrong_check.html", budget_round, batch), 422


def _show_locked(budget_round: BudgetRound, batch: CodeBatch) -> ResponseReturnValue:
    """Say why letters that are there can't be opened, or that they are not there."""
    if not letters_path(_job_of(batch)).exists():
        return _show_gone(budget_round, batch)
    return _show_refusal("codes/closed.html", budget_round, batch), 403


def _show_refusal(template: str, budget_round: BudgetRound, batch: CodeBatch) -> str:
    now = clock.now()
    return render_template(
        template,
        budget_round=budget_round,
        batch=batch,
        may_revoke=takes_revocations(budget_round, now) and not batch.revoked_at,
        may_repeat=may_repeat(batch, now),
    )


@bp.get("/proefblad.pdf")
@staff_required(Role.CONFIGURATOR)
def calibration(slug: str) -> ResponseReturnValue:
    """Give the sheet to try an envelope with."""
    desk_round(slug)
    pdf = print_calibration(
        current_app.extensions["site"],
        public_url=current_app.config["PUBLIC_URL"],
        language=str(get_locale() or "nl"),
    )
    return Response(pdf, mimetype="application/pdf")
