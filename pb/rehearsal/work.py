"""The job that counts a rehearsal, by the rules of the round."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import Session

import allocation
from pb import clock
from pb.jobs.models import Job
from pb.jobs.service import JobFailed, Progress, does
from pb.rehearsal.models import Rehearsal
from pb.rehearsal.service import COUNT, read_play_ballots
from pb.results.ballots import UnreadableBallot
from pb.results.counting import Counted, count_apart
from pb.rounds.trying import trial_config


@does(COUNT)
def count(session: Session, job: Job, progress: Progress) -> None:
    """Count the play ballots in a process of its own; keep the result for staff."""
    query = select(Rehearsal).where(Rehearsal.budget_round_id == job.budget_round_id)
    rehearsal = session.scalar(query)
    if rehearsal is None:
        raise JobFailed(_("De oefenronde is gewist."))
    config = trial_config(rehearsal.config_json)
    id_, ballots = rehearsal.id, read_play_ballots(session, rehearsal)
    session.commit()  # no transaction is open while it counts
    try:
        counted = count_apart(config, ballots)
    except (
        UnreadableBallot,
        allocation.CannotAllocate,
        allocation.NotComputed,
    ) as reason:
        raise JobFailed(
            _("De telling is niet gelukt: %(reason)s.", reason=str(reason))
        ) from None
    _keep(session, id_, counted, clock.now())
    progress.report(1, 1)


def _keep(session: Session, id_: int, counted: Counted, now: datetime) -> None:
    """Keep the result, unless the rehearsal was erased meanwhile."""
    session.execute(
        update(Rehearsal)
        .where(Rehearsal.id == id_)
        .values(
            counted_at=now,
            result_json=counted.result_json,
            figures_json=counted.figures_json,
        )
    )
    session.commit()
