"""Finding what there is of a result: counts, versions, and how far the desk is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from exports.result import ContestResult
from pb.jobs.models import Job, JobState
from pb.results.counting import read_results
from pb.results.models import Outcome, Publication, Withdrawal
from pb.results.tries import HowFar, how_far
from pb.results.withdrawals import (
    newest_is_withdrawn,
    newest_withdrawal,
    withdrawals_of,
)
from pb.rounds.configuration import read_config
from pb.rounds.models import BudgetRound
from pb.rounds.phases import Stage

COUNT, ADOPT = "count", "adopt"  # kinds of job


def is_countable(session: Session, budget_round: BudgetRound) -> bool:
    """Say whether the ballots can be counted: the urn is open, no result holds."""
    is_open = (
        budget_round.stage is Stage.CLOSED and budget_round.unsealed_at is not None
    )
    has_no_result = is_open or budget_round.stage is Stage.COUNTED
    return has_no_result or takes_correction(session, budget_round)


def takes_correction(session: Session, budget_round: BudgetRound) -> bool:
    """Say whether the newest version was withdrawn, and another may follow."""
    is_open = budget_round.stage in {Stage.PUBLISHED, Stage.DELIVERING}
    return is_open and newest_is_withdrawn(session, budget_round)


def outcome_to_propose(session: Session, budget_round: BudgetRound) -> Outcome | None:
    """Return the newest count, if it can be proposed: of a correction a newer one."""
    outcome = newest_outcome(session, budget_round)
    if budget_round.stage is Stage.COUNTED or outcome is None:
        return outcome
    if not takes_correction(session, budget_round):
        return None
    withdrawal = newest_withdrawal(session, budget_round)
    before = 0 if withdrawal is None else withdrawal.outcome_id or 0
    return outcome if outcome.id > before else None


def last_count(session: Session, budget_round: BudgetRound) -> Job | None:
    """Return the newest job that counts this round, also one that then adopts it."""
    return session.scalar(
        select(Job)
        .where(Job.kind.in_((COUNT, ADOPT)), Job.budget_round_id == budget_round.id)
        .order_by(Job.id.desc())
        .limit(1)
    )


def is_busy(job: Job | None) -> bool:
    """Say whether a job waits or runs."""
    return job is not None and job.state in {JobState.QUEUED, JobState.RUNNING}


def newest_outcome(session: Session, budget_round: BudgetRound) -> Outcome | None:
    """Return the last count of a round; it is for staff only."""
    return session.scalar(
        select(Outcome)
        .where(Outcome.budget_round_id == budget_round.id)
        .order_by(Outcome.id.desc())
        .limit(1)
    )


def list_publications(session: Session, budget_round: BudgetRound) -> list[Publication]:
    """Return all versions of a published result, oldest first."""
    return list(
        session.scalars(
            select(Publication)
            .where(Publication.budget_round_id == budget_round.id)
            .order_by(Publication.version)
        )
    )


def find_publication(
    session: Session, budget_round: BudgetRound, version: int | None = None
) -> Publication | None:
    """Return one version of the result, or the newest."""
    query = select(Publication).where(Publication.budget_round_id == budget_round.id)
    if version is not None:
        query = query.where(Publication.version == version)
    return session.scalar(query.order_by(Publication.version.desc()).limit(1))


@dataclass(frozen=True, slots=True)
class DeskState:
    """What the desk of a round shows about counting and publishing."""

    can_count: bool
    job: Job | None  # the newest count that was asked for
    outcome: Outcome | None  # the newest result, if any
    contests: tuple[ContestResult, ...]  # of that result
    publications: tuple[Publication, ...]
    is_new: bool  # that result is not public, and can be proposed
    withdrawals: Mapping[int, Withdrawal]  # by version
    reruns: HowFar | None  # of that result, where they are of use

    @property
    def holds(self) -> Publication | None:
        """Return the version that holds, if one does."""
        newest = self.publications[-1] if self.publications else None
        if newest is None or newest.version in self.withdrawals:
            return None
        return newest

    @property
    def is_busy(self) -> bool:
        """Say whether a count waits or runs."""
        return is_busy(self.job)

    @property
    def is_adopting(self) -> bool:
        """Say whether that count is the one before a result is adopted."""
        return self.job is not None and self.job.kind == ADOPT

    @property
    def has_failed(self) -> bool:
        """Say whether the last count that was asked for gave no result."""
        is_failed = self.job is not None and self.job.state is JobState.FAILED
        return is_failed and self.holds is None

    @property
    def hash_groups(self) -> list[str]:
        """Return the hash of the result in 16 groups of 4, to read aloud."""
        hash_ = self.outcome.result_hash if self.outcome else ""
        return [hash_[at : at + 4] for at in range(0, len(hash_), 4)]


def desk_state(session: Session, budget_round: BudgetRound, now: datetime) -> DeskState:
    """Return what the desk of a round shows about counting and publishing."""
    outcome = newest_outcome(session, budget_round)
    contests = (
        read_results(read_config(budget_round), outcome.result_json) if outcome else ()
    )
    return DeskState(
        can_count=is_countable(session, budget_round),
        job=last_count(session, budget_round),
        outcome=outcome,
        contests=contests,
        publications=tuple(list_publications(session, budget_round)),
        is_new=outcome_to_propose(session, budget_round) is not None,
        withdrawals=withdrawals_of(session, budget_round),
        reruns=how_far(session, outcome, contests) if outcome else None,
    )
