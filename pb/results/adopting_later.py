"""Adopting a large result: the worker counts it once more, and nobody has to wait."""

from sqlalchemy.orm import Session

from pb import clock
from pb.approvals import service as approvals
from pb.approvals.acts import Case, Deed, NotDone, NotNow
from pb.approvals.proposals import arguments_of, subject_of
from pb.approvals.service import ApprovalRefused
from pb.approvals.words import REFUSALS
from pb.auth.models import Role
from pb.db import db
from pb.jobs.models import Job
from pb.jobs.queue import enqueue
from pb.jobs.service import JobFailed, Progress, does
from pb.log.acting import acting_in_job, sign
from pb.results.counting import count_apart
from pb.results.listing import ADOPT, is_busy, last_count
from pb.results.models import Outcome
from pb.results.preparing import prepare
from pb.results.refusals import busy
from pb.results.work import reporter
from pb.rounds.models import BudgetRound

LARGE = 20_000  # ballots; fewer are counted while who approves waits some seconds
DECIDERS = (Role.APPROVER, Role.CONFIGURATOR)


def hand_over(case: Case, shown_hash: str) -> bool:
    """Let the worker do what was approved, if it takes long; say whether it will.

    Raises:
        NotDone: The worker is at this result already.
    """
    session = db.session()
    budget_round = session.get_one(BudgetRound, case.round_id)
    # Of two presses of the button the second finds the job of the first.
    session.refresh(budget_round, with_for_update=True)
    if is_busy(last_count(session, budget_round)):
        raise NotDone(busy())
    outcome = session.get(Outcome, case.subject["outcome"])
    if outcome is None or outcome.ballots < LARGE:
        return False
    job = Job(
        kind=ADOPT,
        budget_round_id=case.round_id,
        staff_id=case.staff_id,
        arguments={"proposal": case.proposal_id, "shown_hash": shown_hash},
        created_at=clock.now(),
    )
    session.add(job)
    session.flush()
    job_id = job.id
    session.commit()
    enqueue(job_id)
    return True


@does(ADOPT)
def adopt_later(session: Session, job: Job, progress: Progress) -> None:
    """Count a proposed result once more and adopt it, for who approved it.

    All that is asked of who approves at the desk is asked once more here.
    """
    budget_round = session.get_one(BudgetRound, job.budget_round_id)
    shown, actor = job.arguments["shown_hash"], acting_in_job(session, job, *DECIDERS)
    try:
        case = _case(session, budget_round, job)
        deed = prepare(
            case,
            lambda config, ballots, _none: count_apart(
                config, ballots, reporter(progress)
            ),
        )
        _do(session, budget_round, case, deed, shown=shown, actor=actor)
    except (NotDone, NotNow) as reason:
        raise JobFailed(reason.words) from None
    except ApprovalRefused as reason:
        sign(budget_round)  # that a proposal lapsed stands in the logbook
        raise JobFailed(str(REFUSALS[type(reason)])) from None
    sign(budget_round)


def _case(session: Session, budget_round: BudgetRound, job: Job) -> Case:
    proposal = approvals.look_at(
        session,
        budget_round,
        job.arguments["proposal"],
        staff_id=job.staff_id or 0,
        shown_hash=job.arguments["shown_hash"],
    )
    if proposal is None:
        raise approvals.AlreadyDecided
    return Case(
        proposal.id,
        budget_round.id,
        arguments_of(proposal),
        subject_of(proposal),
        job.staff_id or 0,
    )


def _do(
    session: Session,
    budget_round: BudgetRound,
    case: Case,
    deed: Deed,
    *,
    shown: str,
    actor: str,
) -> None:
    result = approvals.approve(
        session,
        budget_round,
        case.proposal_id,
        deed.do,
        staff_id=case.staff_id,
        shown_hash=shown,
        now=clock.now(),
        actor=actor,
    )
    deed.done(result, None)
