"""Two members of staff of the demo: one proposes, the other approves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from pb.approvals.acts import BEHAVIOURS, Arguments, Case, Do, TwoPersonAct
from pb.approvals.models import Proposal
from pb.approvals.proposals import arguments_of, subject_of
from pb.approvals.service import approve, propose
from pb.auth.models import Role
from pb.log.actors import actor_of
from pb.results import publishing  # noqa: F401  # registers its act
from pb.results import service as results
from pb.rounds import freezing  # noqa: F401  # the same
from pb.rounds.models import BudgetRound

# Told only where an area has few letters.
WHY_SMALL = {"small_areas_reason": "De wijken van deze demo zijn verzonnen."}
LATER = timedelta(hours=3)  # until the second person looks at it


@dataclass(frozen=True, slots=True)
class Pair:
    """Who proposes and who approves, by id."""

    session: Session
    proposer: int
    approver: int

    def freeze(self, budget_round: BudgetRound, at: datetime) -> None:
        """Freeze a round as two persons would at the desk."""
        act = TwoPersonAct.FREEZE
        proposal = self._propose(budget_round, act, WHY_SMALL, at=at)
        case = Case(
            proposal.id,
            budget_round.id,
            arguments_of(proposal),
            subject_of(proposal),
            self.approver,
        )
        self._approve(budget_round, proposal, BEHAVIOURS[act].prepare(case).do)

    def publish(self, budget_round: BudgetRound, at: datetime) -> None:
        """Propose the newest count and adopt it."""
        act = TwoPersonAct.PROPOSE_RESULT
        proposal = self._propose(budget_round, act, {"reason": ""}, at=at)
        counted = results.recount(self.session, budget_round)

        def do(
            session: Session, budget_round: BudgetRound, now: datetime, actor: str
        ) -> Mapping[str, Any]:
            results.adopt(session, budget_round, counted, now=now, actor=actor)
            return {}

        self._approve(budget_round, proposal, do)

    def _propose(
        self,
        budget_round: BudgetRound,
        act: TwoPersonAct,
        arguments: Arguments,
        *,
        at: datetime,
    ) -> Proposal:
        return propose(
            self.session,
            budget_round,
            act,
            arguments,
            staff_id=self.proposer,
            now=at,
            actor=self._name(budget_round, self.proposer, Role.CONFIGURATOR),
        )

    def _approve(self, budget_round: BudgetRound, proposal: Proposal, do: Do) -> None:
        approve(
            self.session,
            budget_round,
            proposal.id,
            do,
            staff_id=self.approver,
            shown_hash=proposal.subject_hash,
            now=proposal.proposed_at + LATER,
            actor=self._name(budget_round, self.approver, Role.APPROVER),
        )

    def _name(self, budget_round: BudgetRound, staff_id: int, role: Role) -> str:
        return actor_of(self.session, budget_round, staff_id, role)
