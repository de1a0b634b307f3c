"""Issuing play codes, casting play ballots, counting and erasing them.

Nothing here touches a code, a ballot or an envelope of a vote, and nothing of a
vote reads what is kept here.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import cycle, islice

from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from pb.jobs.models import Job, JobState
from pb.rehearsal.codes import generate
from pb.rehearsal.models import PlayBallot, PlayCode, Rehearsal
from pb.results.ballots import CastBallots
from pb.rounds.configuration import FrozenConfig
from pb.rounds.models import Area, BudgetRound
from pb.rounds.trying import trial_config, trial_json

COUNT = "rehearsal-count"  # kind of job
MOST_CODES = 10_000  # of one rehearsal


class RehearsalRefused(Exception):
    """Nothing was stored."""


class NoAreas(RehearsalRefused):
    """A code belongs to an area, and there is none yet."""


class TooManyCodes(RehearsalRefused):
    """There would be more play codes than anybody practises with."""


class NothingToCount(RehearsalRefused):
    """Nobody cast a play ballot yet."""


class CountIsRunning(RehearsalRefused):
    """There is such a job already."""


class PlayCodeUsed(RehearsalRefused):
    """Another play ballot was cast with this code."""


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A play code, for the sheet."""

    number: int
    area: str
    code: str
    is_used: bool = False


def find_rehearsal(session: Session, budget_round: BudgetRound) -> Rehearsal | None:
    """Return the rehearsal of a round, if there is one."""
    query = select(Rehearsal).where(Rehearsal.budget_round_id == budget_round.id)
    return session.scalar(query)


def issue_play_codes(
    session: Session,
    budget_round: BudgetRound,
    count: int,
    now: datetime,
    *,
    areas: Sequence[Area] = (),
) -> list[IssuedCode]:
    """Make play codes, as many for each area; the rehearsal begins with the first.

    Args:
        session: Not committed here.
        budget_round: In any stage; locked until the transaction ends.
        count: At least one.
        now: In UTC.
        areas: For which; all of the round where none are named.

    Raises:
        RehearsalRefused: The round has no area, or there would be too many codes.
    """
    session.refresh(budget_round, with_for_update={"key_share": True})
    among = list(areas or budget_round.areas)
    if not among:
        raise NoAreas
    rehearsal = find_rehearsal(session, budget_round) or _begin(
        session, budget_round, now
    )
    last = _count_codes(session, rehearsal)
    if last + count > MOST_CODES:
        raise TooManyCodes
    # The areas one after the other, so that a sheet can be cut.
    spread = sorted(islice(cycle(range(len(among))), count))
    issued = [
        (among[place], number, generate())
        for number, place in enumerate(spread, start=last + 1)
    ]
    shared = {"rehearsal_id": rehearsal.id}
    rows = [
        {**shared, "area_id": area.id, "number": number, "code": code}
        for area, number, code in issued
    ]
    session.execute(insert(PlayCode), rows)
    return [IssuedCode(number, area.name, code) for area, number, code in issued]


def _begin(session: Session, budget_round: BudgetRound, now: datetime) -> Rehearsal:
    rehearsal = Rehearsal(budget_round_id=budget_round.id, created_at=now)
    session.add(rehearsal)
    session.flush()
    return rehearsal


def _count_codes(session: Session, rehearsal: Rehearsal) -> int:
    query = select(func.max(PlayCode.number)).where(
        PlayCode.rehearsal_id == rehearsal.id
    )
    return session.scalar(query) or 0


def list_codes(session: Session, rehearsal: Rehearsal) -> list[IssuedCode]:
    """Return the codes of a rehearsal; they are no secret."""
    rows = session.execute(
        select(PlayCode.number, Area.name, PlayCode.code, PlayBallot.play_code_id)
        .join(Area, Area.id == PlayCode.area_id)
        .outerjoin(PlayBallot, PlayBallot.play_code_id == PlayCode.id)
        .where(PlayCode.rehearsal_id == rehearsal.id)
        .order_by(PlayCode.number)
    )
    return [
        IssuedCode(number, area, code, used is not None)
        for number, area, code, used in rows
    ]


def count_play_ballots(session: Session, rehearsal: Rehearsal) -> int:
    """Return how many play ballots were cast."""
    query = (
        select(func.count())
        .select_from(PlayBallot)
        .join(PlayCode, PlayCode.id == PlayBallot.play_code_id)
        .where(PlayCode.rehearsal_id == rehearsal.id)
    )
    return session.scalar(query) or 0


def bring_up_to_date(
    session: Session, rehearsal: Rehearsal, now: datetime
) -> FrozenConfig:
    """Return what is rehearsed; without any ballot it follows the round. Commits."""
    if not rehearsal.config_json or not count_play_ballots(session, rehearsal):
        budget_round = session.get_one(BudgetRound, rehearsal.budget_round_id)
        rehearsal.config_json = trial_json(session, budget_round, now)
        rehearsal.config_hash = trial_config(rehearsal.config_json).hash
    session.commit()
    return trial_config(rehearsal.config_json)


def cast_play_ballot(
    connection: Connection,
    code_id: int,
    body: bytes,
    submission_id: str,
    *,
    may_replace: bool,
) -> None:
    """Keep a play ballot; the same form sent twice is one ballot. Commits.

    Raises:
        PlayCodeUsed: Another ballot was cast with this code, or it was erased.
    """
    row = {
        "play_code_id": code_id,
        "body": body.decode(),
        "submission_hash": hashlib.sha256(submission_id.encode()).hexdigest(),
    }
    kind = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = kind.insert(PlayBallot).values(row)
    if may_replace:
        statement = statement.on_conflict_do_update(
            index_elements=["play_code_id"], set_=row
        )
    else:
        statement = statement.on_conflict_do_nothing()
    if not connection.scalar(select(PlayCode.id).where(PlayCode.id == code_id)):
        raise PlayCodeUsed
    connection.execute(statement)
    kept = connection.scalar(
        select(PlayBallot.submission_hash).where(PlayBallot.play_code_id == code_id)
    )
    connection.commit()
    if kept != row["submission_hash"]:
        raise PlayCodeUsed


def read_play_ballots(session: Session, rehearsal: Rehearsal) -> CastBallots:
    """Return the play ballots as a count takes them."""
    bodies = session.scalars(
        select(PlayBallot.body)
        .join(PlayCode, PlayCode.id == PlayBallot.play_code_id)
        .where(PlayCode.rehearsal_id == rehearsal.id)
    )
    return CastBallots(Counter(bodies))


def request_count(
    session: Session, budget_round: BudgetRound, *, staff_id: int, now: datetime
) -> Job:
    """Make the job that counts a rehearsal; the caller commits and enqueues it.

    Raises:
        RehearsalRefused: There is nothing to count, or a count is running.
    """
    rehearsal = find_rehearsal(session, budget_round)
    if rehearsal is None or not count_play_ballots(session, rehearsal):
        raise NothingToCount
    last = rehearsal.job_id and session.get(Job, rehearsal.job_id)
    if last and last.state in {JobState.QUEUED, JobState.RUNNING}:
        raise CountIsRunning
    job = Job(
        kind=COUNT, budget_round_id=budget_round.id, staff_id=staff_id, created_at=now
    )
    session.add(job)
    session.flush()
    rehearsal.job_id = job.id
    return job


def erase_rehearsal(session: Session, budget_round: BudgetRound) -> None:
    """Erase codes, ballots and result of a rehearsal; commits."""
    of_round = Rehearsal.budget_round_id == budget_round.id
    rehearsals = select(Rehearsal.id).where(of_round)
    codes = select(PlayCode.id).where(PlayCode.rehearsal_id.in_(rehearsals))
    for statement in (
        delete(PlayBallot).where(PlayBallot.play_code_id.in_(codes)),
        delete(PlayCode).where(PlayCode.rehearsal_id.in_(rehearsals)),
        delete(Rehearsal).where(of_round),
    ):
        session.execute(statement, execution_options={"synchronize_session": False})
    session.commit()
    session.expire_all()
