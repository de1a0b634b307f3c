"""What waits for a second person: the pages and the buttons."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import NoReturn

from flask import Blueprint, abort, flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from pb import clock
from pb.approvals import proposals, service
from pb.approvals.acts import (
    APPROVERS,
    BEHAVIOURS,
    Behaviour,
    CannotPrepare,
    Case,
    Deed,
    Description,
    NotYet,
    TwoPersonAct,
)
from pb.approvals.models import Proposal
from pb.approvals.proposing import to_proposals
from pb.approvals.service import ApprovalRefused, Lapsed
from pb.approvals.words import DECISIONS, REFUSALS
from pb.auth.access import current_staff, has_role, staff_required
from pb.auth.models import Role, StaffMember
from pb.db import db
from pb.log.acting import acting, sign
from pb.log.decisions import act_words
from pb.rounds.blueprint import DESK
from pb.rounds.models import BudgetRound
from pb.web.rounds import desk_round, found_or_404

bp = Blueprint("approvals", __name__)
NAMES = ", ".join(f'"{act.value}"' for act in TwoPersonAct)
# The logbook tells the first of these that fits.
DECIDERS = (Role.APPROVER, Role.CONFIGURATOR)
SHOWN = 5  # decisions on the desk


@dataclass(frozen=True, slots=True)
class Card:
    """A proposal as the desk shows it."""

    proposal: Proposal
    description: Description
    proposer: str
    decider: str
    is_own: bool
    may_decide: bool

    @property
    def decision(self) -> tuple[str, str]:
        """Return how it ended, and the kind of chip for that."""
        if self.proposal.outcome is None:
            return (_("Wacht op een collega"), "wait")
        words, kind = DECISIONS[self.proposal.outcome]
        return (str(words), kind)


@bp.post(f"{DESK}/approve-<any({NAMES}):name>")
@staff_required()
def approve(slug: str, name: str) -> ResponseReturnValue:
    """Do what a colleague proposed."""
    act, budget_round = TwoPersonAct(name), desk_round(slug)
    behaviour = _behaviour(act)
    try:
        case, shown = _case(budget_round, act)
        actor = acting(budget_round, *DECIDERS)
        db.session().rollback()  # nobody waits while the act is made ready
        deed = behaviour.prepare(case)
        response = _do(case, deed, shown_hash=shown, actor=actor)
    except ApprovalRefused as reason:
        _refuse(budget_round, reason)
    except NotYet:
        abort(409, _("Er worden al brieven gemaakt. Wacht tot ze klaar zijn."))
    except CannotPrepare:
        abort(
            HTTPStatus.SERVICE_UNAVAILABLE,
            _("De brief kon niet worden gemaakt. Er is niets veranderd."),
        )
    sign(db.session().get_one(BudgetRound, case.round_id))
    return response


def _case(budget_round: BudgetRound, act: TwoPersonAct) -> tuple[Case, str]:
    """Return the proposal that is approved, and the hash that the page showed."""
    staff_id, shown = current_staff().id, request.form.get("subject_hash", "")
    found = service.look_at(
        db.session(), budget_round, _number(), staff_id=staff_id, shown_hash=shown
    )
    proposal = found_or_404(found)
    if proposal.act != act:
        abort(404)
    case = Case(
        proposal.id,
        budget_round.id,
        proposals.arguments_of(proposal),
        proposals.subject_of(proposal),
        staff_id,
    )
    return case, shown


def _do(case: Case, deed: Deed, *, shown_hash: str, actor: str) -> Response:
    session = db.session()
    budget_round = session.get_one(BudgetRound, case.round_id)
    slug = budget_round.slug
    try:
        result = service.approve(
            session,
            budget_round,
            case.proposal_id,
            deed.do,
            staff_id=case.staff_id,
            shown_hash=shown_hash,
            now=clock.now(),
            actor=actor,
        )
    except BaseException:
        session.rollback()
        deed.undone()
        raise
    flash(_("Het voorstel is goedgekeurd en uitgevoerd."), "ok")
    response = to_proposals(slug)
    deed.done(result, response)
    return response


@bp.post(f"{DESK}/reject-proposal")
@staff_required(*APPROVERS)
def reject(slug: str) -> ResponseReturnValue:
    """Decide that what a colleague proposed is not done."""
    said = _("Het voorstel is afgewezen.")
    return _decide(slug, service.reject, said, roles=DECIDERS)


@bp.post(f"{DESK}/withdraw-proposal")
@staff_required()
def withdraw(slug: str) -> ResponseReturnValue:
    """Take back one's own proposal."""
    said = _("Uw voorstel is ingetrokken.")
    return _decide(slug, service.withdraw, said, roles=(*DECIDERS, *Role))


def _decide(
    slug: str, decide: Callable[..., None], done: str, *, roles: Sequence[Role]
) -> ResponseReturnValue:
    budget_round, proposal_id = desk_round(slug), _number()
    session = db.session()
    found_or_404(proposals.find_proposal(session, budget_round, proposal_id))
    actor = acting(budget_round, *roles)
    try:
        decide(
            session,
            budget_round,
            proposal_id,
            staff_id=current_staff().id,
            now=clock.now(),
            actor=actor,
        )
    except ApprovalRefused as reason:
        _refuse(budget_round, reason)
    sign(budget_round)
    flash(done, "ok")
    return to_proposals(slug)


@bp.app_template_global()
def open_proposals(budget_round: BudgetRound) -> list[Card]:
    """Return what waits for a second person, for who may see it."""
    return _cards(proposals.list_open(db.session(), budget_round))


@bp.app_template_global()
def decided_proposals(budget_round: BudgetRound) -> list[Card]:
    """Return what was decided last, for who may see it."""
    return _cards(proposals.list_decided(db.session(), budget_round, most=SHOWN))


def _cards(found: Sequence[Proposal]) -> list[Card]:
    cards = []
    for proposal in found:
        act = TwoPersonAct(proposal.act)
        behaviour = BEHAVIOURS[act]
        may_decide = has_role(*behaviour.approvers)
        if may_decide or has_role(*behaviour.proposers):
            cards.append(_card(proposal, behaviour, may_decide=may_decide))
    return cards


def _card(proposal: Proposal, behaviour: Behaviour, *, may_decide: bool) -> Card:
    is_own = proposal.proposer_id == current_staff().id
    return Card(
        proposal,
        _description(proposal, behaviour),
        proposer=_email(proposal.proposer_id),
        decider=_email(proposal.approver_id),
        is_own=is_own,
        may_decide=may_decide and not is_own,
    )


def _description(proposal: Proposal, behaviour: Behaviour) -> Description:
    """Return what is proposed in words; of what was forgotten only its kind."""
    subject = proposals.subject_of(proposal)
    if subject:
        return behaviour.describe(subject)
    kind = act_words(proposal.act)
    return Description(title=kind[:1].upper() + kind[1:], button="", facts=[])


def _email(staff_id: int | None) -> str:
    if staff_id is None:
        return ""
    query = select(StaffMember.email).where(StaffMember.id == staff_id)
    return db.session().scalar(query) or ""


def _behaviour(act: TwoPersonAct) -> Behaviour:
    behaviour = BEHAVIOURS[act]
    if not has_role(*behaviour.approvers):
        abort(HTTPStatus.FORBIDDEN)
    return behaviour


def _number() -> int:
    text = request.form.get("proposal", "")
    if not re.fullmatch("[0-9]{1,9}", text):
        abort(404)
    return int(text)


def _refuse(budget_round: BudgetRound, reason: ApprovalRefused) -> NoReturn:
    session = db.session()
    session.rollback()
    if isinstance(reason, Lapsed):
        sign(budget_round)  # that it lapsed stands in the logbook
    abort(HTTPStatus.CONFLICT, str(REFUSALS[type(reason)]))
