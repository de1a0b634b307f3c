"""Which colleagues a round needs, and how many of them have the role."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from pb.auth.models import Role, StaffMember
from pb.rounds.models import BudgetRound
from pb.urn.wrapping import HOLDERS


@dataclass(frozen=True, slots=True)
class Needed:
    """People for one part of the work."""

    work: str
    roles: frozenset[Role]
    wanted: int
    found: Sequence[str] = ()  # their addresses

    @property
    def is_met(self) -> bool:
        """Say whether there are enough."""
        return len(self.found) >= self.wanted


WORK = (
    Needed("setup", frozenset({Role.CONFIGURATOR}), 1),
    Needed("check", frozenset({Role.EVALUATOR}), 1),
    Needed("decide", frozenset({Role.CONFIGURATOR, Role.APPROVER}), 2),
    Needed("key", frozenset({Role.KEY_HOLDER}), HOLDERS),
    Needed("desk", frozenset({Role.DESK_CLERK}), 1),
    Needed("count", frozenset({Role.COUNTER}), 1),
)
PAPER = Needed("paper", frozenset({Role.DESK_CLERK, Role.COUNTER}), 2)


def needed_people(
    session: Session, budget_round: BudgetRound, *, has_paper: bool
) -> list[Needed]:
    """Return all work of a round, each with who may do it."""
    members = session.scalars(
        select(StaffMember)
        .where(StaffMember.is_disabled.is_(False))
        .options(
            selectinload(StaffMember.role_rows),
            selectinload(StaffMember.round_role_rows),
        )
        .order_by(StaffMember.email)
    ).all()
    has = {member.email: member.roles_in(budget_round.id) for member in members}
    return [
        Needed(
            each.work,
            each.roles,
            each.wanted,
            [email for email, roles in has.items() if not roles.isdisjoint(each.roles)],
        )
        for each in (*WORK, *((PAPER,) if has_paper else ()))
    ]
