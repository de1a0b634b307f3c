"""Publishing a result: one counts and proposes it, another adopts it (T30)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from pb.approvals.acts import (
    APPROVERS,
    ActImpossible,
    Arguments,
    Behaviour,
    Case,
    Deed,
    Description,
    NotDone,
    NotNow,
    Subject,
    TwoPersonAct,
    register,
)
from pb.auth.models import Role
from pb.db import db
from pb.log.acting import sign_here
from pb.results import service
from pb.results.counting import count_apart, read_results
from pb.results.listing import (
    list_publications,
    outcome_to_propose,
    takes_correction,
)
from pb.results.models import Publication
from pb.results.publishing_words import describe_result
from pb.results.refusals import refusal, stage_refusal
from pb.results.shelves import filled_shelf
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


def _prepare(case: Case) -> Deed:
    """Count once more; whoever votes or looks at a page waits for nothing."""
    session = db.session()
    budget_round = session.get_one(BudgetRound, case.round_id)
    try:
        counted = service.recount(session, budget_round, count=count_apart)
    except service.ResultRefused as reason:
        raise NotDone(refusal(reason, budget_round.stage)) from reason

    def do(
        session: Session, budget_round: BudgetRound, now: datetime, actor: str
    ) -> Mapping[str, Any]:
        try:
            publication = service.adopt(
                session,
                budget_round,
                counted,
                now=now,
                sign=sign_here,
                actor=actor,
                reason=case.subject["reason"],
            )
        except service.ResultRefused as reason:
            raise NotDone(refusal(reason, budget_round.stage)) from reason
        session.flush()
        return {"publication": publication.id}

    def done(result: Mapping[str, Any], _response: Any) -> None:
        publication = db.session().get_one(Publication, result["publication"])
        slug = db.session().get_one(BudgetRound, case.round_id).slug
        filled_shelf(publication, slug)  # ready before the first visitor asks

    return Deed(do, done=done)


def _describe(subject: Subject) -> Description:
    return describe_result(subject)


register(
    TwoPersonAct.PROPOSE_RESULT,
    Behaviour(
        PROPOSERS,
        APPROVERS,
        _subject,
        _prepare,
        _describe,
        is_single=True,
        tell=_tell,
    ),
)
