"""What the needs of all acts depend on, read from the database at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from pb.codes.models import CodeState, VotingCode
from pb.codes.runs import Run, list_runs
from pb.codes.service import tally
from pb.db import health
from pb.paper.models import BatchState
from pb.paper.service import list_batches
from pb.projects.models import Project, ProjectStatus
from pb.projects.objections import not_final
from pb.results.withdrawals import newest_is_withdrawn
from pb.rounds.ballot_check import impossible_ballots
from pb.rounds.models import Area, BudgetRound, Contest
from pb.talk.threshold import too_few


@dataclass(frozen=True, slots=True)
class Situation:
    """What the needs look at."""

    budget_round: BudgetRound
    now: datetime
    areas: tuple[Area, ...]
    contests: tuple[Contest, ...]
    plans: Mapping[ProjectStatus, int]
    incomplete: int  # feasible plans without a cost or a contest
    listed: Mapping[int, int]  # contest id -> plans on the list
    without_place: int  # plans on the list that are not in the tie order
    unsupported: tuple[str, ...]  # plans for the list that lack supporters
    not_final: tuple[str, ...]  # refusals about which somebody may object
    too_dear: tuple[str, ...]  # plans on the list that cost more than their pot
    impossible: tuple[str, ...]  # contests whose ballot nobody could fill in
    has_codes: bool
    letters: tuple[Run, ...]  # made here, and not revoked or given up
    without_codes: tuple[str, ...]  # areas with fewer codes than letters to send
    is_withdrawn: bool  # the newest result does not hold, and there is no other
    unsafe: tuple[str, ...]  # promises that the database does not keep
    paper_batches: int
    unfinished_batches: int


def look_at(session: Session, budget_round: BudgetRound, now: datetime) -> Situation:
    """Return what the needs of all acts depend on."""
    batches = list_batches(session, budget_round)
    in_round = Project.budget_round_id == budget_round.id
    is_listed = Project.status == ProjectStatus.SHORTLISTED
    plans = session.execute(
        select(Project.status, func.count()).where(in_round).group_by(Project.status)
    )
    listed = session.execute(
        select(Project.contest_id, func.count())
        .where(in_round, is_listed)
        .group_by(Project.contest_id)
    )
    return Situation(
        budget_round=budget_round,
        now=now,
        areas=tuple(budget_round.areas),
        contests=tuple(budget_round.contests),
        plans={row[0]: row[1] for row in plans},
        incomplete=_count(
            session,
            in_round,
            Project.status == ProjectStatus.FEASIBLE,
            Project.cost.is_(None) | Project.contest_id.is_(None),
        ),
        listed={contest: count for contest, count in listed if contest is not None},
        without_place=_count(session, in_round, is_listed, Project.tie_rank.is_(None)),
        unsupported=tuple(
            each.project.title for each in too_few(session, budget_round)
        ),
        not_final=tuple(not_final(session, budget_round, now)),
        too_dear=_too_dear(session, budget_round),
        impossible=impossible_ballots(session, budget_round),
        has_codes=_has_codes(session, budget_round),
        letters=tuple(r for r in list_runs(session, budget_round) if r.is_letters),
        without_codes=tuple(a.name for a in tally(session, budget_round) if a.missing),
        is_withdrawn=newest_is_withdrawn(session, budget_round),
        unsafe=tuple(name for name, kept in health(session).items() if not kept),
        paper_batches=len(batches),
        unfinished_batches=sum(b.state is not BatchState.DONE for b in batches),
    )


def _count(session: Session, *conditions: ColumnElement[Any]) -> int:
    query = select(func.count()).select_from(Project).where(*conditions)
    return session.scalar(query) or 0


def _too_dear(session: Session, budget_round: BudgetRound) -> tuple[str, ...]:
    titles = session.scalars(
        select(Project.title)
        .join(Contest, Contest.id == Project.contest_id)
        .where(
            Project.budget_round_id == budget_round.id,
            Project.status == ProjectStatus.SHORTLISTED,
            Project.cost > Contest.budget_limit,
        )
        .order_by(Project.id)
    )
    return tuple(titles)


def _has_codes(session: Session, budget_round: BudgetRound) -> bool:
    is_usable = exists().where(
        VotingCode.budget_round_id == budget_round.id,
        VotingCode.state == CodeState.ISSUED,
    )
    return bool(session.scalar(select(is_usable)))
