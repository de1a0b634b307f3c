"""Saying why envelopes could not be read: two persons, and a reason for everybody."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
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
from pb.log.service import append
from pb.log.types import EventType
from pb.rounds.models import BudgetRound
from pb.urn.closing import unexplained

PROPOSERS = (
    Role.CONFIGURATOR,
    Role.APPROVER,
    Role.COUNTER,
    Role.KEY_HOLDER,
    Role.ADMINISTRATOR,
)


class NothingUnexplained(ActImpossible):
    """Every envelope was read, or it was explained why not."""


def _subject(
    session: Session, budget_round: BudgetRound, arguments: Arguments, _now: datetime
) -> Subject:
    count = unexplained(session, budget_round)
    if not count:
        raise NothingUnexplained
    return {"count": count, "reason": arguments["reason"]}


def _prepare(case: Case) -> Deed:
    def do(
        session: Session, budget_round: BudgetRound, now: datetime, actor: str
    ) -> Mapping[str, Any]:
        body = {name: case.subject[name] for name in ("count", "reason")}
        event = EventType.ENVELOPES_EXPLAINED
        append(session, budget_round, event, body, actor=actor, at=now)
        return {}

    return Deed(do)


def _describe(subject: Subject) -> Description:
    count = subject["count"]
    return Description(
        title=_("Uitleg bij onleesbare enveloppen"),
        button=_("Keur de uitleg goed"),
        facts=[(_("Onleesbaar"), str(count)), (_("Uitleg"), subject["reason"])],
        warning=ngettext(
            "Deze envelop telt niet mee. Daarna kan de uitslag worden vastgesteld."
            " Iedereen leest de uitleg in het logboek.",
            "Deze %(num)s enveloppen tellen niet mee. Daarna kan de uitslag worden"
            " vastgesteld. Iedereen leest de uitleg in het logboek.",
            count,
        ),
    )


register(
    TwoPersonAct.EXPLAIN_UNREADABLE,
    Behaviour(frozenset(PROPOSERS), APPROVERS, _subject, _prepare, _describe),
)
