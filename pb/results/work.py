"""The job that counts a round."""

import time
from collections.abc import Callable

from flask_babel import gettext as _
from sqlalchemy.orm import Session

import allocation
from pb import clock
from pb.auth.models import Role
from pb.jobs.models import Job
from pb.jobs.service import JobFailed, Progress, does
from pb.log.acting import acting_in_job, sign
from pb.results.counting import count_only_apart
from pb.results.listing import COUNT
from pb.results.service import NotCounted, WrongStage, count_round
from pb.rounds.models import BudgetRound

COUNTERS = (Role.COUNTER, Role.CONFIGURATOR)
SECONDS_BETWEEN_REPORTS = 1.0


@does(COUNT)
def count(session: Session, job: Job, progress: Progress) -> None:
    """Count the ballots of a round; on failure nothing half counted is kept."""
    budget_round = session.get_one(BudgetRound, job.budget_round_id)
    try:
        count_round(
            session,
            budget_round,
            clock.now(),
            listener=reporter(progress),
            count=count_only_apart,
            actor=acting_in_job(session, job, *COUNTERS),
        )
    except WrongStage:
        raise JobFailed(
            _("De ronde is nog niet gesloten, of al vastgesteld.")
        ) from None
    except NotCounted as reason:
        raise JobFailed(
            _(
                "Er is geen uitslag berekend. Er is niets bewaard. Geef dit door aan de"
                " beheerder: %(reason)s.",
                reason=str(reason),
            )
        ) from None
    sign(budget_round)


def reporter(progress: Progress) -> Callable[[allocation.Progress], None]:
    """Return a listener that reports now and then: each report is a commit."""
    last = time.monotonic()

    def listen(now: allocation.Progress) -> None:
        nonlocal last
        if time.monotonic() - last >= SECONDS_BETWEEN_REPORTS:
            last = time.monotonic()
            progress.report(now.done, 0)  # how many there will be is not known

    return listen
