"""Proposals as the desk shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from flask_babel import gettext as _
from sqlalchemy import select

from pb import clock
from pb.approvals import proposals, service
from pb.approvals.acts import BEHAVIOURS, Behaviour, Description, TwoPersonAct
from pb.approvals.groups import asked_groups
from pb.approvals.models import Proposal
from pb.approvals.subjects import is_as_proposed
from pb.approvals.words import DECISIONS, LET_IN
from pb.auth.access import current_staff, has_role
from pb.auth.models import StaffMember
from pb.db import db
from pb.log.decisions import act_words
from pb.rounds.models import BudgetRound


@dataclass(frozen=True, slots=True)
class Card:
    """A proposal as the desk shows it."""

    proposal: Proposal
    description: Description
    proposer: str
    decider: str
    is_own: bool
    may_decide: bool
    is_let_in: bool = False  # who looks and who proposed may be one person
    is_stale: bool = False  # it lapses: what it is about changed
    # Number of a group of the hash -> what was typed there and is wrong.
    wrong: Mapping[int, str] = field(default_factory=dict)
    typed: Mapping[int, str] = field(default_factory=dict)

    @property
    def groups(self) -> tuple[int, ...]:
        """Return which groups of a hash are to be typed from paper."""
        if not self.description.typed_hash:
            return ()
        return asked_groups(self.proposal.subject_hash)

    @property
    def why_let_in(self) -> str:
        """Return why who looks is no second person here."""
        return str(LET_IN)

    @property
    def decision(self) -> tuple[str, str]:
        """Return how it ended, and the kind of chip for that."""
        if self.proposal.outcome is None:
            return (_("Wacht op een collega"), "wait")
        words, kind = DECISIONS[self.proposal.outcome]
        return (str(words), kind)


def make_cards(found: Sequence[Proposal]) -> list[Card]:
    """Return the proposals that whoever asks for this page may see."""
    cards = []
    for proposal in found:
        act = TwoPersonAct(proposal.act)
        behaviour = BEHAVIOURS[act]
        may_decide = has_role(*behaviour.approvers)
        if may_decide or has_role(*behaviour.proposers):
            cards.append(make_card(proposal, behaviour, may_decide=may_decide))
    return cards


def make_card(
    proposal: Proposal,
    behaviour: Behaviour,
    *,
    may_decide: bool,
    typed: Mapping[int, str] = MappingProxyType({}),
    wrong: Mapping[int, str] = MappingProxyType({}),
) -> Card:
    """Return a proposal as it is shown.

    Args:
        proposal: Open or not.
        behaviour: Of its act.
        may_decide: Whether the roles of who asks for this page allow that.
        typed: Number of a group of the hash -> what was typed there.
        wrong: The same, of those that are wrong.
    """
    is_own = proposal.proposer_id == current_staff().id
    is_let_in = may_decide and not is_own and _is_let_in(proposal)
    return Card(
        proposal,
        _description(proposal, behaviour),
        proposer=_email(proposal.proposer_id),
        decider=_email(proposal.approver_id),
        is_own=is_own,
        may_decide=may_decide and not is_own and not is_let_in,
        is_let_in=is_let_in,
        is_stale=is_stale(proposal),
        typed=typed,
        wrong=wrong,
    )


def _is_let_in(proposal: Proposal) -> bool:
    if proposal.outcome is not None:
        return False
    session = db.session()
    budget_round = session.get_one(BudgetRound, proposal.budget_round_id)
    return service.is_let_in(session, budget_round, proposal, current_staff().id)


def is_stale(proposal: Proposal) -> bool:
    """Say whether approving would end it; of what tells no secret by that."""
    behaviour = BEHAVIOURS[TwoPersonAct(proposal.act)]
    if proposal.outcome is not None or not behaviour.is_single:
        return False
    session = db.session()
    budget_round = session.get_one(BudgetRound, proposal.budget_round_id)
    return not is_as_proposed(session, budget_round, proposal, clock.now())


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
