"""Publishing a result: one counts and proposes it, another adopts it (T30)."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from pb.approvals.acts import (
    APPROVERS,
    ActImpossible,
    Arguments,
    Behaviour,
    Description,
    NotNow,
    Subject,
    TwoPersonAct,
    register,
)
from pb.auth.models import Role
from pb.results import service
from pb.results.adopting_later import hand_over
from pb.results.counting import read_results
from pb.results.listing import (
    list_publications,
    outcome_to_propose,
    takes_correction,
)
from pb.results.preparing import prepare
from pb.results.publishing_words import describe_result
from pb.results.refusals import stage_refusal
from pb.rounds.configuration import read_config
from pb.rounds.models import BudgetRound

PROPOSERS = frozenset({Role.COUNTER, Role.CONFIGURATOR})


class ReasonMissing(ActImpossible):
    """It is a correction, and nobody said what was wrong."""


def _why_not(session: Session, budget_round: BudgetRound) -> str:
    if takes_correction(session, budget_round):
        return str(_("Tel eerst opnieuw. Daarna kunt u de nieuwe versie voorstellen."))
    return stage_refusal(budget_round.stage)


def _subject(
    session: Session, budget_round: BudgetRound, arguments: Arguments, _now: datetime
) -> Subject:
    outcome = outcome_to_propose(session, budget_round)
    if budget_round.stage not in service.MAY_BE_PROPOSED or outcome is None:
        raise NotNow(_why_not(session, budget_round))
    version = 1 + len(list_publications(session, budget_round))
    if version > 1 and not arguments.get("reason"):
        raise ReasonMissing
    config = read_config(budget_round)
    results = read_results(config, outcome.result_json)
    return {
        "outcome": outcome.id,
        "result_hash": outcome.result_hash,
        "version": version,
        "reason": arguments.get("reason", ""),
        "currency": config.currency,
        "contests": [
            {
                "title": contest.title,
                "ballots": contest.ballots,
                "funded": [project.name for project in contest.funded],
                "cost": contest.cost,
                "left": contest.left,
            }
            for contest in results
        ],
    }


def _tell(
    session: Session,
    budget_round: BudgetRound,
    _subject: Subject,
    now: datetime,
    actor: str,
) -> None:
    service.put_forward(session, budget_round, now, actor=actor)


def _describe(subject: Subject) -> Description:
    return describe_result(subject)


register(
    TwoPersonAct.PROPOSE_RESULT,
    Behaviour(
        PROPOSERS,
        APPROVERS,
        _subject,
        prepare,
        _describe,
        is_single=True,
        tell=_tell,
        later=hand_over,
    ),
)
