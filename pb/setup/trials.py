"""Asking for a trial of rules, doing it in the background, and reading it back."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

import allocation
from pb import clock
from pb.jobs.models import Job, JobState
from pb.jobs.service import JobFailed, Progress, does
from pb.results.ballots import (
    CastBallots,
    ChangedBallot,
    UnreadableBallot,
    read_cast_ballots,
)
from pb.results.bounded import Allowance, run_bounded
from pb.rounds.configuration import FrozenConfig, FrozenRule, read_config
from pb.rounds.models import BudgetRound, Contest
from pb.rounds.phases import PUBLISHED_STAGES
from pb.rounds.rule_options import complete_options
from pb.rounds.trying import trial_config, trial_json
from pb.setup.invented import invent_votes
from pb.setup.models import WhatIf
from pb.setup.what_if import compare, count_variants

KIND = "what-if"
KEPT = 5  # trials of one round
ALLOWANCE = Allowance(seconds=600.0)
INVENTED = "invented"
BUSY = frozenset({JobState.QUEUED, JobState.RUNNING})


class TrialRefused(Exception):
    """Nothing was asked for."""


class TrialIsRunning(TrialRefused):
    """There is a trial of this round already."""


class NothingToTry(TrialRefused):
    """There is no pot, or no plan with a price in any."""


def past_rounds(session: Session) -> Sequence[BudgetRound]:
    """Return the rounds whose votes can be counted again, the newest first."""
    return session.scalars(
        select(BudgetRound)
        .where(BudgetRound.stage.in_(PUBLISHED_STAGES))
        .order_by(BudgetRound.closes_at.desc(), BudgetRound.id.desc())
    ).all()


def list_trials(session: Session, budget_round: BudgetRound) -> Sequence[WhatIf]:
    """Return the trials of a round, the newest first."""
    return session.scalars(
        select(WhatIf)
        .where(WhatIf.budget_round_id == budget_round.id)
        .order_by(WhatIf.id.desc())
    ).all()


def job_of(session: Session, trial: WhatIf) -> Job | None:
    """Return the job that does a trial."""
    return session.get(Job, trial.job_id) if trial.job_id else None


def request_trial(
    session: Session,
    budget_round: BudgetRound,
    subject: dict[str, Any],
    now: datetime,
    *,
    staff_id: int,
) -> Job:
    """Make the job that tries rules; the caller commits and enqueues it.

    Args:
        session: Not committed here.
        budget_round: Whose rules are tried.
        subject: {"source": "invented" or the id of a round, "contest": the id of
            the pot whose rule is tried there, "voters", "seed"}.
        now: In UTC.
        staff_id: Who asks.

    Raises:
        TrialRefused: One is running, or there is nothing to try.
    """
    session.refresh(budget_round, with_for_update=True)
    earlier = list_trials(session, budget_round)
    jobs = [job_of(session, trial) for trial in earlier]
    if any(job is not None and job.state in BUSY for job in jobs):
        raise TrialIsRunning
    config = trial_config(trial_json(session, budget_round, now))
    has_plans = any(contest.projects for contest in config.contests)
    if subject["source"] == INVENTED and not (config.areas and has_plans):
        raise NothingToTry
    old = [trial.id for trial in earlier[KEPT - 1 :]]
    session.execute(delete(WhatIf).where(WhatIf.id.in_(old)))
    job = Job(
        kind=KIND, budget_round_id=budget_round.id, staff_id=staff_id, created_at=now
    )
    session.add(job)
    session.flush()
    session.add(
        WhatIf(
            budget_round_id=budget_round.id,
            job_id=job.id,
            created_at=now,
            subject=subject,
        )
    )
    session.flush()
    return job


@does(KIND)
def try_rules(session: Session, job: Job, progress: Progress) -> None:
    """Count the same votes by several rules, in a process of its own."""
    trial = session.scalars(select(WhatIf).where(WhatIf.job_id == job.id)).one()
    id_, subject = trial.id, trial.subject
    config, ballots, chosen = _material(session, trial)
    total = count_variants(config, chosen)
    session.commit()  # no transaction is open while it counts

    def listen(now: allocation.Progress) -> None:
        progress.report(now.done if now.activity == "what-if" else 0, total)

    try:
        told = run_bounded(
            compare, config, ballots, chosen, allowance=ALLOWANCE, listener=listen
        )
    except (allocation.NotComputed, UnreadableBallot) as reason:
        raise JobFailed(
            _("De proef is niet gelukt: %(reason)s.", reason=str(reason))
        ) from None
    found = session.get(WhatIf, id_)
    if found is not None:
        found.result_json = json.dumps({"subject": subject, "contests": told})
    session.commit()
    progress.report(total, total)


def _material(
    session: Session, trial: WhatIf
) -> tuple[FrozenConfig, CastBallots, FrozenRule | None]:
    """Return the configuration, the ballots, and the rule to try on them."""
    subject = trial.subject
    budget_round = session.get_one(BudgetRound, trial.budget_round_id)
    if subject["source"] == INVENTED:
        config = trial_config(trial_json(session, budget_round, clock.now()))
        return config, invent_votes(config, subject["voters"], subject["seed"]), None
    past = session.get_one(BudgetRound, subject["source"])
    config = read_config(past)
    try:
        ballots = read_cast_ballots(session, past, config)
    except ChangedBallot:
        raise JobFailed(_("Een stem van deze ronde is niet zoals hij was.")) from None
    contest = session.get_one(Contest, subject["contest"])
    return config, ballots, _rule_of(contest)


def _rule_of(contest: Contest) -> FrozenRule:
    options = complete_options(contest.rule_options)
    return FrozenRule(contest.rule, contest.utility, contest.completion, options)
