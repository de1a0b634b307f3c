"""Plans of a contest of which only some can be funded (sluiten elkaar uit)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.projects.models import Project, ProjectStatus
from pb.rounds.fixing import file_id_of
from pb.rounds.models import BudgetRound, Contest
from pb.rounds.rule_options import complete_options
from pb.rounds.setup import SetupRefused, check_seen, lock_for_setup

MOST_GROUPS = 50
ON_THE_WAY = (ProjectStatus.FEASIBLE, ProjectStatus.SHORTLISTED)


class GroupImpossible(SetupRefused):
    """Too few plans, or so many may be funded that nothing is excluded."""


@dataclass(frozen=True, slots=True)
class Group:
    """Plans of which at most so many get money."""

    number: int  # from 1
    names: Sequence[str]
    at_most: int
    is_whole: bool  # every plan of it is still on the way to the ballot


def plans_of(session: Session, contest: Contest) -> list[Project]:
    """Return the plans of a contest that can be on the ballot, by number."""
    return list(
        session.scalars(
            select(Project)
            .where(Project.contest_id == contest.id, Project.status.in_(ON_THE_WAY))
            .order_by(Project.id)
        )
    )


def list_groups(session: Session, contest: Contest) -> list[Group]:
    """Return the groups of a contest."""
    names = {file_id_of(plan): plan.title for plan in plans_of(session, contest)}
    stored = complete_options(contest.rule_options)["groups"]
    return [
        Group(
            number,
            [names.get(id_, id_) for id_ in group["projects"]],
            group["at_most"],
            all(id_ in names for id_ in group["projects"]),
        )
        for number, group in enumerate(stored, start=1)
    ]


def add_group(
    session: Session,
    budget_round: BudgetRound,
    contest: Contest,
    numbers: Collection[int],
    *,
    at_most: int,
    seen: str,
) -> None:
    """Let at most `at_most` of these plans be funded; commits.

    Raises:
        SetupRefused: The round is frozen, somebody changed the contest, or the
            group excludes nothing.
    """
    lock_for_setup(session, budget_round)
    check_seen(contest, seen)
    chosen = [plan for plan in plans_of(session, contest) if plan.id in numbers]
    groups = complete_options(contest.rule_options)["groups"]
    if not 0 < at_most < len(chosen) or len(groups) >= MOST_GROUPS:
        raise GroupImpossible
    for plan in chosen:
        plan.file_id = file_id_of(plan)
    group = {"projects": [plan.file_id for plan in chosen], "at_most": at_most}
    _store(session, contest, [*groups, group])


def remove_group(
    session: Session,
    budget_round: BudgetRound,
    contest: Contest,
    number: int,
    seen: str,
) -> None:
    """Remove a group, by its number; commits.

    Raises:
        SetupRefused: The round is frozen, or somebody changed the contest.
    """
    lock_for_setup(session, budget_round)
    check_seen(contest, seen)
    groups = complete_options(contest.rule_options)["groups"]
    _store(session, contest, [g for n, g in enumerate(groups, 1) if n != number])


def _store(session: Session, contest: Contest, groups: list[object]) -> None:
    contest.rule_options = {**contest.rule_options, "groups": groups}
    session.commit()
