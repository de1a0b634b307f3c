"""Whether the ballots of a round can be filled in and counted, with its list known."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.projects.models import Project, ProjectStatus
from pb.rounds.ballot_limits import (
    BallotRules,
    Listed,
    can_reach_least,
    complete_limits,
    limit_faults,
)
from pb.rounds.models import BudgetRound, Contest
from pb.rounds.rule_options import to_options


def impossible_ballots(session: Session, budget_round: BudgetRound) -> tuple[str, ...]:
    """Return the titles of contests whose ballot nobody could fill in, or count.

    Args:
        session: Only read.
        budget_round: With its contests and the plans on its list.
    """
    return tuple(
        contest.title
        for contest in budget_round.contests
        if _is_impossible(contest, _listed(session, contest))
    )


def _is_impossible(contest: Contest, plans: Sequence[Project]) -> bool:
    limits = complete_limits(contest.ballot_limits)
    options = to_options(
        contest.rule, contest.utility, contest.completion, contest.rule_options
    )
    rules = BallotRules(contest.vote_type, contest.max_choices, limits, options)
    known = {plan.file_id for plan in plans}
    if limit_faults(rules) or any(not g.project_ids <= known for g in options.groups):
        return True
    # Without a plan there is another need that is not met.
    budget = contest.budget_limit if contest.within_budget else None
    listed = [Listed(plan.cost or 0, plan.theme) for plan in plans]
    return bool(plans) and not can_reach_least(limits, listed, budget)


def _listed(session: Session, contest: Contest) -> Sequence[Project]:
    return session.scalars(
        select(Project).where(
            Project.contest_id == contest.id,
            Project.status == ProjectStatus.SHORTLISTED,
        )
    ).all()
