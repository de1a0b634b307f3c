"""Staff issue codes, fetch the letters once, and revoke what went wrong."""

import re
from collections.abc import Iterator
from typing import IO, NoReturn

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from pb import clock
from pb.auth.access import current_staff, staff_required
from pb.auth.models import Role
from pb.codes import work
from pb.codes.forms import IssueForm, read_issue_form
from pb.codes.keys import give_key, key_of_this_browser, take_key
from pb.codes.models import CodeBatch
from pb.codes.printing import (
    LettersAreBeingMade,
    LettersAreGone,
    RunIsOver,
    find_batch,
    find_run,
    first_batch_of,
    hand_over,
    request_letters,
    stop_run,
)
from pb.codes.sealed_file import can_open, content_length, new_key_pair, read_sealed
from pb.codes.service import (
    BatchIsRevoked,
    RoundTakesNoCodes,
    desk_state,
    revoke_batch,
    takes_codes,
    tally,
)
from pb.db import db
from pb.jobs.models import Job
from pb.jobs.queue import enqueue
from pb.log.acting import acting, sign
from pb.rounds.models import BudgetRound
from pb.web.rounds import desk_round

bp = Blueprint("codes", __name__, url_prefix="/beheer/rondes/<slug>")


@bp.post("/issue-codes")
@staff_required(Role.CONFIGURATOR)
def issue(slug: str) -> ResponseReturnValue:
    """Ask the worker for codes and letters; give this browser the key to them."""
    budget_round = desk_round(slug)
    if not takes_codes(budget_round, clock.now()):
        _refuse_codes()
    areas = tally(db.session(), budget_round)
    form = read_issue_form(request.form, areas)
    if form.mistakes:
        return _show_form(budget_round, form)
    private_key, public_key = new_key_pair()
    job_id = _request(budget_round, form, public_key)
    response = redirect(_desk(slug), 303)
    give_key(response, job_id, private_key)
    enqueue(job_id)
    flash(_("De brieven worden gemaakt. Sluit deze browser niet voordat u ze ophaalt."))
    return response


def _request(budget_round: BudgetRound, form: IssueForm, public_key: str) -> int:
    try:
        job = request_letters(
            db.session(),
            budget_round,
            form.counts,
            public_key=public_key,
            staff_id=current_staff().id,
            now=clock.now(),
        )
    except RoundTakesNoCodes:
        _refuse_codes()
    except LettersAreBeingMade:
        abort(409, _("Er worden al brieven gemaakt. Wacht tot ze klaar zijn."))
    job_id = job.id
    db.session.commit()
    return job_id


@bp.post("/stop-letters")
@staff_required(Role.CONFIGURATOR)
def stop(slug: str) -> ResponseReturnValue:
    """Stop a run that is at work."""
    job = _run_or_404(desk_round(slug))
    job_id = job.id
    try:
        stop_run(db.session(), job_id, now=clock.now())
    except RunIsOver:
        abort(409, _("Deze brieven zijn al klaar of gestopt."))
    db.session.commit()
    flash(_("Het maken van brieven is gestopt. Er zijn geen codes uitgegeven."))
    response = redirect(_desk(slug), 303)
    take_key(response, job_id)
    return response


@bp.post("/letters")
@staff_required(Role.CONFIGURATOR)
def letters(slug: str) -> ResponseReturnValue:
    """Hand the letters over, once: after that they are nowhere in the system."""
    budget_round = desk_round(slug)
    job_id = _run_or_404(budget_round).id
    batch = first_batch_of(db.session(), job_id)
    if batch is None:
        abort(409, _("Deze brieven zijn nog niet klaar."))
    if batch.handed_over_at or batch.revoked_at:
        return _show_gone(budget_round, batch)
    db.session.commit()  # nothing stays locked while the file is read through
    private_key = key_of_this_browser(job_id)
    file = work.open_letters(job_id)
    if file is None:
        return _show_gone(budget_round, batch)
    if not can_open(file, private_key):
        file.close()
        return _show_closed(budget_round, batch)
    if not _is_first(job_id):
        file.close()
        return _show_gone(budget_round, batch)
    # The open file can still be read; nobody else finds it any more.
    work.remove_letters(job_id)
    response = _download(file, private_key, f"brieven-{slug}-{job_id}.zip")
    take_key(response, job_id)
    return response


def _is_first(job_id: int) -> bool:
    """Note that the letters leave, unless somebody was earlier."""
    try:
        hand_over(db.session(), job_id, now=clock.now())
    except LettersAreGone:
        db.session.rollback()
        return False
    db.session.commit()
    return True


def _download(file: IO[bytes], private_key: str, name: str) -> Response:
    response = Response(_content(file, private_key), mimetype="application/zip")
    response.content_length = content_length(file)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.call_on_close(file.close)  # also when nobody reads the content
    return response


def _content(file: IO[bytes], private_key: str) -> Iterator[bytes]:
    with file:
        yield from read_sealed(file, private_key)


@bp.post("/revoke-batch")
@staff_required(Role.CONFIGURATOR)
def revoke(slug: str) -> ResponseReturnValue:
    """Revoke the codes of one run, and remove its letters."""
    budget_round = desk_round(slug)
    batch_id = _number("batch")
    batch = find_batch(db.session(), budget_round, batch_id) if batch_id else None
    if batch is None:
        abort(404)
    job_id = batch.job_id
    try:
        actor = acting(budget_round, Role.CONFIGURATOR)
        revoked = revoke_batch(db.session(), batch, now=clock.now(), actor=actor)
    except RoundTakesNoCodes:
        abort(409, _("Het stemmen is begonnen. Codes intrekken kan nu niet meer."))
    except BatchIsRevoked:
        abort(409, _("Deze codes zijn al ingetrokken."))
    db.session.commit()
    sign(budget_round)
    response = redirect(_desk(slug), 303)
    if job_id is not None:
        work.remove_letters(job_id)
        take_key(response, job_id)
    flash(
        ngettext(
            "%(num)s code is ingetrokken.", "%(num)s codes zijn ingetrokken.", revoked
        )
    )
    return response


@bp.app_template_global()
def holds_letter_key(job_id: int) -> bool:
    """Say whether this browser asked for these letters, so that it can open them."""
    return bool(key_of_this_browser(job_id))


def _run_or_404(budget_round: BudgetRound) -> Job:
    job_id = _number("run")
    job = find_run(db.session(), budget_round, job_id) if job_id else None
    if job is None:
        abort(404)
    return job


def _number(field: str) -> int | None:
    """Return the id in a hidden field, if it can be one."""
    text = request.form.get(field, "")
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else None


def _refuse_codes() -> NoReturn:
    abort(
        409,
        _(
            "Codes worden uitgegeven nadat de ronde is vastgezet en voordat het"
            " stemmen begint."
        ),
    )


def _desk(slug: str) -> str:
    return url_for("rounds.desk", slug=slug, _anchor="codes")


def _show_form(budget_round: BudgetRound, form: IssueForm) -> ResponseReturnValue:
    codes = desk_state(db.session(), budget_round, clock.now())
    page = render_template(
        "codes/issue.html", budget_round=budget_round, codes=codes, form=form
    )
    return page, 422


def _show_gone(budget_round: BudgetRound, batch: CodeBatch) -> ResponseReturnValue:
    return _show_refusal("codes/gone.html", budget_round, batch), 410


def _show_closed(budget_round: BudgetRound, batch: CodeBatch) -> ResponseReturnValue:
    return _show_refusal("codes/closed.html", budget_round, batch), 403


def _show_refusal(template: str, budget_round: BudgetRound, batch: CodeBatch) -> str:
    return render_template(
        template,
        budget_round=budget_round,
        batch=batch,
        may_revoke=takes_codes(budget_round, clock.now()) and not batch.revoked_at,
    )
