"""What a button of the desk points at."""

import re

from flask import abort, request

from pb.codes.printing import find_run
from pb.db import db
from pb.jobs.models import Job
from pb.rounds.models import BudgetRound


def posted_run(budget_round: BudgetRound) -> Job:
    """Return the run of letters that was posted, or answer 404."""
    job_id = posted_number("run")
    job = find_run(db.session(), budget_round, job_id) if job_id else None
    if job is None:
        abort(404)
    return job


def posted_number(field: str) -> int | None:
    """Return the id in a hidden field, if it can be one."""
    text = request.form.get(field, "")
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else None
