"""What waits for a second person: the pages and the buttons."""

import re
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import NoReturn

from flask import Blueprint, abort, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pb import clock
from pb.approvals import cards, proposals, service
from pb.approvals.acts import (
    APPROVERS,
    BEHAVIOURS,
    Behaviour,
    CannotPrepare,
    Case,
    Deed,
    NotDone,
    NotYet,
    TwoPersonAct,
)
from pb.approvals.cards import Card
from pb.approvals.groups import asked_groups, wrong_groups
from pb.approvals.models import Proposal
from pb.approvals.proposing import to_proposals
from pb.approvals.service import ApprovalRefused, Lapsed
from pb.approvals.words import REFUSALS
from pb.auth.access import current_staff, has_role, staff_required
from pb.auth.models import Role
from pb.db import db
from pb.log.acting import acting, sign
from pb.rounds.blueprint import DESK
from pb.rounds.models import BudgetRound
from pb.web.rounds import desk_round, found_or_404

bp = Blueprint("approvals", __name__)
NAMES = ", ".join(f'"{act.value}"' for act in TwoPersonAct)
# The logbook tells the first of these that fits.
DECIDERS = (Role.APPROVER, Role.CONFIGURATOR)
SHOWN = 5  # decisions on the desk


@bp.post(f"{DESK}/approve-<any({NAMES}):name>")
@staff_required()
def approve(slug: str, name: str) -> ResponseReturnValue:
    """Do what a colleague proposed."""
    act, budget_round = TwoPersonAct(name), desk_round(slug)
    behaviour = _behaviour(act)
    try:
        case, shown = _case(budget_round, act)
        typed = _typed(case, behaviour)
        if typed is not None:
            return typed, HTTPStatus.UNPROCESSABLE_ENTITY
        actor = acting(budget_round, *DECIDERS)
        if behaviour.later(case, shown):
            flash(_("Uw goedkeuring wordt uitgevoerd. Ververs deze pagina."), "ok")
            return to_proposals(slug)
        db.session().rollback()  # nobody waits while the act is made ready
        deed = behaviour.prepare(case)
        response = _do(case, deed, shown_hash=shown, actor=actor)
    except ApprovalRefused as reason:
        _refuse(budget_round, reason)
    except NotDone as reason:
        db.session().rollback()
        abort(HTTPStatus.CONFLICT, reason.words)
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


def _typed(case: Case, behaviour: Behaviour) -> str | None:
    """Return the page that asks again for groups of a hash; None if they are right."""
    hash_ = behaviour.describe(case.subject).typed_hash
    if not hash_:
        return None
    session = db.session()
    proposal = session.get_one(Proposal, case.proposal_id)
    asked = asked_groups(proposal.subject_hash)
    typed = {n: request.form.get(f"group-{n}", "")[:40] for n in asked}
    wrong = {n: typed[n] for n in wrong_groups(hash_, typed)}
    if not wrong:
        return None
    card = cards.make_card(
        proposal, behaviour, may_decide=True, typed=typed, wrong=wrong
    )
    budget_round = session.get_one(BudgetRound, case.round_id)
    return render_template("approvals/again.html", budget_round=budget_round, card=card)


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
    said = _("Het voorstel is goedgekeurd en uitgevoerd.")
    flash(f"{said} {deed.todo}".strip(), "ok")
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
    return cards.make_cards(proposals.list_open(db.session(), budget_round))


@bp.app_template_global()
def decided_proposals(budget_round: BudgetRound) -> list[Card]:
    """Return what was decided last, for who may see it."""
    return cards.make_cards(
        proposals.list_decided(db.session(), budget_round, most=SHOWN)
    )


@bp.app_template_global()
def waiting_for_me(budget_round: BudgetRound) -> int:
    """Return how many proposals of a round this member of staff may decide about."""
    member = current_staff()
    roles = member.roles_in(budget_round.id)
    return sum(
        proposal.proposer_id != member.id
        and not roles.isdisjoint(BEHAVIOURS[TwoPersonAct(proposal.act)].approvers)
        and not service.is_let_in(db.session(), budget_round, proposal, member.id)
        and not cards.is_stale(proposal)  # last: it makes the proposal anew
        for proposal in proposals.list_open(db.session(), budget_round)
    )


@bp.app_template_global()
def is_asked_for_groups(budget_round: BudgetRound) -> bool:
    """Say whether who asks for this page is to type a hash from paper."""
    return any(
        card.may_decide and card.groups and not card.is_stale
        for card in open_proposals(budget_round)
    )


def _behaviour(act: TwoPersonAct) -> Behaviour:
    behaviour = BEHAVIOURS[act]
    if not has_role(*behaviour.approvers):
        abort(HTTPStatus.FORBIDDEN)
    return behaviour


def _number() -> int:
    if "proposal" not in request.form:
        abort(
            HTTPStatus.CONFLICT,
            _(
                "Hiervoor wacht geen voorstel op u. Een collega stelt het eerst voor;"
                " daarna keurt u het goed op de pagina van de ronde."
            ),
        )
    text = request.form["proposal"]
    if not re.fullmatch("[0-9]{1,9}", text):
        abort(404)
    return int(text)


def _refuse(budget_round: BudgetRound, reason: ApprovalRefused) -> NoReturn:
    session = db.session()
    session.rollback()
    if isinstance(reason, Lapsed):
        sign(budget_round)  # that it lapsed stands in the logbook
    abort(HTTPStatus.CONFLICT, str(REFUSALS[type(reason)]))
