"""Letting a vote last longer: two persons, and a reason for everybody (T24)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import get_locale
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
    Subject,
    TwoPersonAct,
    register,
)
from pb.auth.models import Role
from pb.formatting import iso, moment
from pb.log.service import append
from pb.log.types import EventType
from pb.rounds.acts import Act
from pb.rounds.models import BudgetRound
from pb.rounds.service import ActRefused, check_admission

PROPOSERS = frozenset({Role.CONFIGURATOR})


class NotExtendable(ActImpossible):
    """Nobody can vote any more, or not yet; the reason says why."""

    def __init__(self, reason: ActRefused) -> None:
        super().__init__(str(reason))
        self.reason = reason


class NotLater(ActImpossible):
    """The vote would not last longer than it does."""


def _subject(
    session: Session, budget_round: BudgetRound, arguments: Arguments, now: datetime
) -> Subject:
    try:
        check_admission(session, budget_round, Act.EXTEND, now)
    except ActRefused as reason:
        raise NotExtendable(reason) from None
    closes_at = datetime.fromisoformat(arguments["closes_at"])
    if budget_round.closes_at is None or closes_at <= budget_round.closes_at:
        raise NotLater
    return {
        "closes_at_now": iso(budget_round.closes_at),
        "closes_at": iso(closes_at),
        "reason": arguments["reason"],
    }


def _prepare(case: Case) -> Deed:
    def do(
        session: Session, budget_round: BudgetRound, now: datetime, actor: str
    ) -> Mapping[str, Any]:
        body = {name: case.subject[name] for name in ("closes_at", "reason")}
        budget_round.closes_at = datetime.fromisoformat(body["closes_at"])
        event = EventType.VOTING_EXTENDED
        append(session, budget_round, event, body, actor=actor, at=now)
        return {}

    return Deed(do)


def _describe(subject: Subject) -> Description:
    return Description(
        title=_("Het stemmen verlengen"),
        button=_("Keur goed en verleng het stemmen"),
        facts=[
            (_("Stemmen kan nu tot"), _moment(subject["closes_at_now"])),
            (_("Stemmen kan straks tot"), _moment(subject["closes_at"])),
            (_("Reden"), subject["reason"]),
        ],
        warning=_(
            "Korter kan daarna niet meer. Op brieven die al verstuurd zijn, staat nog"
            " de oude tijd. Iedereen leest de reden in het logboek."
        ),
    )


def _moment(written: str) -> str:
    at = datetime.fromisoformat(written)
    return moment(at, locale=str(get_locale() or "nl"))


register(
    TwoPersonAct.EXTEND,
    Behaviour(PROPOSERS, APPROVERS, _subject, _prepare, _describe, is_single=True),
)
