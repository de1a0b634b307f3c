"""Staff at the desk propose a new letter or an invalid code, and fetch new letters."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import (
    Blueprint,
    abort,
    current_app,
    make_response,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import TooManyRequests

from pb import clock
from pb.approvals.acts import APPROVERS, TwoPersonAct
from pb.approvals.proposing import propose_here
from pb.auth.access import current_staff, has_role, staff_required
from pb.auth.models import Role
from pb.codes.keys import key_of_this_browser, take_key
from pb.codes.sealed_file import CannotOpen, read_sealed
from pb.db import db, may_write
from pb.desk import extra_codes, service  # noqa: F401  # registers its act
from pb.desk.acts import PROPOSERS, key_name
from pb.desk.days import DayRow, day_rows, read_days, votes_of
from pb.desk.fetching import WaitingLetter, waiting_letters
from pb.desk.forms import LetterForm, ReplaceForm, VoidForm
from pb.desk.letters import letter_path
from pb.desk.reasons import Reason
from pb.desk.reconciliation import Reconciliation, reconcile
from pb.desk.service import (
    BallotNotInUrn,
    HasVoted,
    LetterRefused,
    UnknownLetter,
)
from pb.desk.signals import MANY_WRONG, silent_areas, wrong_codes
from pb.desk.words import REFUSALS, UNKNOWN, many_wrong, silence
from pb.limits.service import TooManyFailures, check, count_failure
from pb.rounds.blueprint import DESK
from pb.rounds.models import BudgetRound
from pb.rounds.phases import Phase
from pb.web.rounds import desk_round, found_or_404

bp = Blueprint("desk", __name__)
SCOPE = "letter"
# Numbers a minute, per member of staff, that are unknown or of somebody who voted:
# nobody is to leaf through a list of addresses to see who did.
LIMIT = 10
FORMS: dict[TwoPersonAct, type[LetterForm]] = {
    TwoPersonAct.REPLACE_CODE: ReplaceForm,
    TwoPersonAct.VOID: VoidForm,
}


@bp.post(f"{DESK}/replace-code")
@staff_required(*PROPOSERS)
def replace(slug: str) -> ResponseReturnValue:
    """Propose a new letter in the place of one."""
    return _propose(desk_round(slug), TwoPersonAct.REPLACE_CODE)


@bp.post(f"{DESK}/replace-again")
@staff_required(*PROPOSERS)
def replace_again(slug: str) -> ResponseReturnValue:
    """Propose to replace a new letter that nobody has, by its proposal."""
    budget_round = desk_round(slug)
    arguments = {
        "again": _proposal_id(),
        "reason": Reason.NOT_PRINTED.value,
        "large": bool(request.form.get("large")),
        "voids_ballot": False,
    }
    try:
        return _store(budget_round, TwoPersonAct.REPLACE_CODE, arguments)
    except LetterRefused as reason:
        db.session().rollback()
        abort(HTTPStatus.CONFLICT, str(REFUSALS[type(reason)]))


@bp.post(f"{DESK}/void")
@staff_required(*PROPOSERS)
def void(slug: str) -> ResponseReturnValue:
    """Propose to make a code invalid."""
    return _propose(desk_round(slug), TwoPersonAct.VOID)


def _propose(budget_round: BudgetRound, act: TwoPersonAct) -> ResponseReturnValue:
    form = FORMS[act]()
    if not form.validate_on_submit():
        return _form_page(budget_round, act, form), HTTPStatus.UNPROCESSABLE_ENTITY
    session, now, who = db.session(), clock.now(), str(current_staff().id)
    round_id = budget_round.id
    try:
        check(session, SCOPE, who, limit=LIMIT, now=now)
        return _store(budget_round, act, _arguments(form))
    except TooManyFailures as failures:
        raise TooManyRequests(
            _("U vroeg te veel briefnummers op. Wacht een minuut en ga dan verder."),
            retry_after=failures.retry_after,
        ) from None
    except LetterRefused as reason:
        may_write(session)
        if isinstance(reason, (UnknownLetter, HasVoted, BallotNotInUrn)):
            count_failure(session, SCOPE, who, now=now)
        return _refuse(session.get_one(BudgetRound, round_id), act, form, reason)


def _arguments(form: LetterForm) -> dict[str, Any]:
    arguments = {
        "letter": form.letter.data,
        "reason": form.reason.data,
        "voids_ballot": request.form.get("voids_ballot") == "yes",
    }
    return arguments | ({"large": form.large.data} if "large" in form else {})


def _store(
    budget_round: BudgetRound, act: TwoPersonAct, arguments: Mapping[str, Any]
) -> ResponseReturnValue:
    roles = (Role.DESK_CLERK, Role.CONFIGURATOR)
    return propose_here(budget_round, act, arguments, *roles)


def _refuse(
    budget_round: BudgetRound,
    act: TwoPersonAct,
    form: LetterForm,
    reason: LetterRefused,
) -> ResponseReturnValue:
    if isinstance(reason, UnknownLetter):
        form.letter.errors = [str(UNKNOWN)]
        page = _form_page(budget_round, act, form)
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    if not isinstance(reason, HasVoted):
        abort(HTTPStatus.CONFLICT, str(REFUSALS[type(reason)]))
    page = render_template(
        "desk/voted.html", budget_round=budget_round, act=act, form=form
    )
    return page, HTTPStatus.CONFLICT


def _form_page(budget_round: BudgetRound, act: TwoPersonAct, form: LetterForm) -> str:
    return render_template(
        "desk/letter.html", budget_round=budget_round, act=act, form=form
    )


@bp.post(f"{DESK}/new-letter")
@staff_required(*APPROVERS, *PROPOSERS)
def new_letter(slug: str) -> ResponseReturnValue:
    """Hand a new letter over, once, to the browser that has the key."""
    session, budget_round = db.session(), desk_round(slug)
    proposal_id = _proposal_id()
    found = service.find_replacement(session, budget_round, proposal_id)
    batch = found_or_404(found)[1]
    batch_id, is_gone = batch.id, batch.handed_over_at is not None
    session.rollback()
    pdf = b"" if is_gone else _read_letter(proposal_id)
    if is_gone or not service.take_letter(session, batch_id, now=clock.now()):
        abort(HTTPStatus.GONE, _("Deze brief is al opgehaald. Dat kan één keer."))
    session.commit()
    letter_path(proposal_id).unlink(missing_ok=True)
    response = make_response(pdf)
    response.mimetype = "application/pdf"
    name = f"brief-{slug}-{proposal_id}.pdf"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    take_key(response, key_name(proposal_id))
    return response


def _read_letter(proposal_id: int) -> bytes:
    """Return the letter, if it is there and this browser has the key."""
    try:
        with letter_path(proposal_id).open("rb") as file:
            key = key_of_this_browser(key_name(proposal_id))
            return b"".join(read_sealed(file, key))
    except FileNotFoundError:
        abort(HTTPStatus.GONE, _("Deze brief staat niet meer op de server."))
    except CannotOpen:
        abort(
            HTTPStatus.FORBIDDEN,
            _(
                "Alleen de browser waarin de brief is goedgekeurd, kan hem openen. Is"
                " die gesloten? Vraag dan opnieuw een nieuwe brief aan."
            ),
        )


def _proposal_id() -> int:
    text = request.form.get("proposal", "")
    if not re.fullmatch("[0-9]{1,9}", text):
        abort(404)
    return int(text)


@bp.app_template_global()
def holds_new_letter(proposal_id: int) -> bool:
    """Say whether this browser can fetch the new letter of a proposal."""
    return bool(key_of_this_browser(key_name(proposal_id)))


@bp.app_template_global()
def letters_to_fetch(budget_round: BudgetRound) -> list[WaitingLetter]:
    """Return the new letters that nobody has yet, for who may do something about it."""
    if current_staff().roles_in(budget_round.id).isdisjoint(APPROVERS | PROPOSERS):
        return []
    return waiting_letters(db.session(), budget_round, clock.now())


@bp.app_template_global()
def may_propose_letters() -> bool:
    """Say whether who asks for this page works at the desk."""
    return has_role(*PROPOSERS)


@bp.app_template_global()
def reconciliation(budget_round: BudgetRound) -> Reconciliation:
    """Return the numbers of codes as they are now."""
    return reconcile(db.session(), budget_round)


@bp.app_template_global()
def turnout_days(budget_round: BudgetRound) -> list[DayRow]:
    """Return how many people voted on each day, the newest first."""
    now = clock.now()
    is_open = budget_round.phase(now) is Phase.VOTING
    votes = votes_of(db.session(), budget_round)
    days = read_days(current_app.extensions["config"].instance, budget_round.slug)
    return day_rows(budget_round.areas, votes, days, now if is_open else None)


@bp.app_template_global()
def warnings_of(budget_round: BudgetRound) -> list[str]:
    """Return what staff should look at while people vote."""
    now = clock.now()
    if budget_round.phase(now) is not Phase.VOTING:
        return []
    session = db.session()
    days = read_days(current_app.extensions["config"].instance, budget_round.slug)
    votes = votes_of(session, budget_round)
    silent = silent_areas(budget_round.areas, votes, days, now)
    told = [silence(each) for each in silent]
    wrong = wrong_codes(session, now)
    return [*told, many_wrong(wrong)] if wrong >= MANY_WRONG else told


@bp.app_template_global()
def letter_form(budget_round: BudgetRound, act: str) -> LetterForm | None:
    """Return an empty form for the desk, when the act can be proposed now."""
    wanted = TwoPersonAct(act)
    can = (
        service.can_replace(budget_round, clock.now())
        if wanted is TwoPersonAct.REPLACE_CODE
        else service.can_void(budget_round)
    )
    return FORMS[wanted](formdata=None, prefix="") if can else None
