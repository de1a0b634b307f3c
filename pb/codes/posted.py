"""What a button of the desk points at."""

import re

from flask import abort, request

from pb.codes.models import CodeBatch
from pb.codes.printing import find_batch, find_run
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


def posted_batch(budget_round: BudgetRound) -> CodeBatch:
    """Return the batch that was posted, or is asked about; or answer 404."""
    batch_id = _number(request.values.get("batch", ""))
    batch = find_batch(db.session(), budget_round, batch_id) if batch_id else None
    if batch is None:
        abort(404)
    return batch


def posted_number(field: str) -> int | None:
    """Return the id in a hidden field, if it can be one."""
    return _number(request.form.get(field, ""))


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else None
