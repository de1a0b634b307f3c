"""Paper at the desk: batches, their codes, and when they are done."""

from http import HTTPStatus
from typing import NoReturn

from flask import (
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import TooManyRequests

from pb import clock
from pb.auth.access import current_staff, has_role, staff_required
from pb.codes.code import normalise
from pb.db import db, may_write
from pb.limits.service import TooManyFailures, check, count_failure
from pb.paper import ballot_views, entry_views  # noqa: F401  # for their routes
from pb.paper.blueprint import BATCH, HANDLERS, bp, found_batch
from pb.paper.finishing import NotEven, Tally, finish_batch, tally_of
from pb.paper.forms import CodeForm, read_area, read_token
from pb.paper.models import BatchState, PaperBatch
from pb.paper.service import (
    PaperRefused,
    list_batches,
    open_batch,
    remove_batch,
    takes_paper,
)
from pb.paper.spending import (
    SMALL,
    FewBallots,
    SawTheCodes,
    UnknownCode,
    begin_entering,
    may_not_see,
    spend_code,
)
from pb.paper.words import STATES, refusal
from pb.rounds.models import BudgetRound
from pb.web.rounds import desk_round

SCOPE = "paper"
LIMIT = 10  # unknown codes a minute, per member of staff


@bp.get("")
@staff_required()
def overview(slug: str) -> ResponseReturnValue:
    """Show the paper ballots to print, and the batches."""
    return _overview(desk_round(slug))


def _overview(budget_round: BudgetRound, error: str = "") -> str:
    batches = list_batches(db.session(), budget_round)
    return render_template(
        "paper/overview.html",
        budget_round=budget_round,
        batches=batches,
        tallies={batch.id: tally_of(db.session(), batch) for batch in batches},
        areas={area.id: area.name for area in budget_round.areas},
        states=STATES,
        is_open=takes_paper(budget_round, clock.now()),
        may_handle=has_role(*HANDLERS),
        error=error,
    )


@bp.post("/stapels")
@staff_required(*HANDLERS)
def begin(slug: str) -> ResponseReturnValue:
    """Begin a batch for an area."""
    budget_round = desk_round(slug)
    area_id = read_area(request.form)
    if area_id is None:
        page = _overview(budget_round, _("Kies een wijk."))
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        number = open_batch(db.session(), budget_round.id, area_id, now=clock.now())
    except PaperRefused as reason:
        refuse(reason)
    return redirect(url_for(".batch", slug=slug, number=number), HTTPStatus.SEE_OTHER)


@bp.get(BATCH)
@staff_required()
def batch(slug: str, number: int) -> ResponseReturnValue:
    """Show how far a batch is, and what is next."""
    budget_round = desk_round(slug)
    return _page(budget_round, found_batch(budget_round, number), CodeForm.empty())


def _page(
    budget_round: BudgetRound, found: PaperBatch, form: CodeForm, error: str = ""
) -> str:
    return render_template(
        "paper/batch.html",
        budget_round=budget_round,
        batch=found,
        area=next(a.name for a in budget_round.areas if a.id == found.area_id),
        state=STATES[found.state],
        tally=tally_of(db.session(), found),
        form=form,
        error=error,
        small=SMALL,
        saw_codes=may_not_see(db.session(), found, current_staff().id),
        is_open=takes_paper(budget_round, clock.now()),
        may_handle=has_role(*HANDLERS),
    )


@bp.post(f"{BATCH}/code")
@staff_required(*HANDLERS)
def spend(slug: str, number: int) -> ResponseReturnValue:
    """Use up the code of one paper ballot."""
    budget_round = desk_round(slug)
    found = found_batch(budget_round, number)
    form = CodeForm()
    # A scanner types the whole address; the code stands behind the #.
    code = normalise((form.code.data or "").rpartition("#")[2])
    try:
        count = _spend(found, code)
    except TooManyFailures as failures:
        raise TooManyRequests(
            _("U typte te veel onbekende codes. Wacht een minuut."),
            retry_after=failures.retry_after,
        ) from None
    except PaperRefused as reason:
        return _code_refused(slug, number, form, reason)
    words = ngettext(
        "De code is gebruikt. In deze stapel: %(num)s biljet.",
        "De code is gebruikt. In deze stapel: %(num)s biljetten.",
        count,
    )
    flash(words, "ok")
    return redirect(url_for(".batch", slug=slug, number=number), HTTPStatus.SEE_OTHER)


def _spend(found: PaperBatch, code: str | None) -> int:
    session, now, staff_id = db.session(), clock.now(), current_staff().id
    who = str(staff_id)
    token = read_token(request.form)
    if code is None:
        raise UnknownCode
    check(session, SCOPE, who, limit=LIMIT, now=now)
    key = current_app.config["CODE_KEY"]
    try:
        return spend_code(
            session, found, code, token=token, key=key, staff_id=staff_id, now=now
        )
    except UnknownCode:
        may_write(session)
        count_failure(session, SCOPE, who, now=now)
        raise


def _code_refused(
    slug: str, number: int, form: CodeForm, reason: PaperRefused
) -> ResponseReturnValue:
    """Show the code once more, and say what to do with the ballot."""
    db.session().rollback()
    budget_round = desk_round(slug)
    form.code.errors = [refusal(reason)]
    page = _page(budget_round, found_batch(budget_round, number), form)
    is_typing = isinstance(reason, UnknownCode)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_typing else HTTPStatus.CONFLICT
    return page, status


@bp.post(f"{BATCH}/geschud")
@staff_required(*HANDLERS)
def shuffled(slug: str, number: int) -> ResponseReturnValue:
    """Go on to entering: the stubs are gone, the ballots shuffled and numbered."""
    budget_round = desk_round(slug)
    found = found_batch(budget_round, number)
    accepts = request.form.get("few") == "yes"
    try:
        begin_entering(
            db.session(),
            found,
            accepts_few=accepts,
            staff_id=current_staff().id,
            now=clock.now(),
        )
    except (FewBallots, SawTheCodes) as reason:
        return _say(slug, number, refusal(reason), HTTPStatus.UNPROCESSABLE_ENTITY)
    except PaperRefused as reason:
        refuse(reason)
    return redirect(url_for(".batch", slug=slug, number=number), HTTPStatus.SEE_OTHER)


@bp.post(f"{BATCH}/klaar")
@staff_required(*HANDLERS)
def finish(slug: str, number: int) -> ResponseReturnValue:
    """Put the ballots of a batch in the urn."""
    found = found_batch(desk_round(slug), number)
    try:
        finish_batch(db.session(), found, now=clock.now())
    except NotEven as reason:
        return _say(slug, number, not_even(reason.tally), HTTPStatus.CONFLICT)
    except PaperRefused as reason:
        refuse(reason)
    flash(_("Stapel %(number)s ligt in de stembus.", number=number), "ok")
    return redirect(url_for(".overview", slug=slug), HTTPStatus.SEE_OTHER)


@bp.post(f"{BATCH}/verwijderen")
@staff_required(*HANDLERS)
def remove(slug: str, number: int) -> ResponseReturnValue:
    """Remove a batch in which no code was used."""
    found = found_batch(desk_round(slug), number)
    try:
        remove_batch(db.session(), found, now=clock.now())
    except PaperRefused as reason:
        refuse(reason)
    flash(_("De lege stapel is verwijderd."), "ok")
    return redirect(url_for(".overview", slug=slug), HTTPStatus.SEE_OTHER)


def _say(slug: str, number: int, error: str, status: HTTPStatus) -> ResponseReturnValue:
    db.session().rollback()
    budget_round = desk_round(slug)
    found = found_batch(budget_round, number)
    return _page(budget_round, found, CodeForm.empty(), error), status


def refuse(reason: PaperRefused) -> NoReturn:
    """Answer 409, with why."""
    db.session().rollback()
    abort(HTTPStatus.CONFLICT, refusal(reason))


@bp.app_template_global("paper_differs")
def not_even(tally: Tally) -> str:
    """Return in words why a batch does not add up."""
    return str(
        _(
            "De stapel klopt nog niet: %(spent)s codes gebruikt, en %(valid)s geldige"
            " en %(invalid)s ongeldige biljetten die twee mensen gelijk invoerden.",
            spent=tally.spent,
            valid=tally.valid,
            invalid=tally.invalid,
        )
    )


@bp.app_template_global("paper_batches")
def desk_batches(budget_round: BudgetRound) -> tuple[int, int]:
    """Return how many batches there are, and how many of them are not done."""
    found = list_batches(db.session(), budget_round)
    return len(found), sum(each.state is not BatchState.DONE for each in found)
