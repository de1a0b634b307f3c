"""What is made ready before a result is adopted: it is counted once more."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.orm import Session

from pb.approvals.acts import Case, Deed, Do, NotDone
from pb.db import db
from pb.log.acting import sign_here
from pb.results import service
from pb.results.counting import Counted, count_apart
from pb.results.models import Publication
from pb.results.recounting import Count
from pb.results.refusals import refusal
from pb.results.shelves import filled_shelf
from pb.rounds.models import BudgetRound

log = structlog.get_logger(__name__)


def prepare(case: Case, count: Count = count_apart) -> Deed:
    """Count once more; whoever votes or looks at a page waits for nothing."""
    session = db.session()
    budget_round = session.get_one(BudgetRound, case.round_id)
    try:
        counted = service.recount(session, budget_round, count=count)
    except service.ResultRefused as reason:
        raise NotDone(refusal(reason, budget_round.stage)) from reason
    return Deed(_doing(case, counted), done=_done(case))


def _doing(case: Case, counted: Counted) -> Do:
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

    return do


def _done(case: Case) -> Callable[[Mapping[str, Any], Any], None]:
    def done(result: Mapping[str, Any], _response: Any) -> None:
        publication = db.session().get_one(Publication, result["publication"])
        slug = db.session().get_one(BudgetRound, case.round_id).slug
        try:
            filled_shelf(publication, slug)  # ready before the first visitor asks
        except Exception:  # it is public; the first visitor's question makes them
            log.exception("files of a result not made", slug=slug)
            db.session().rollback()

    return done
