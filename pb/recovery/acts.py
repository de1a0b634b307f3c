"""Letting a round go on that was on hold: two persons, and a reason for everybody."""

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
    Subject,
    TwoPersonAct,
    register,
)
from pb.auth.models import Role
from pb.recovery.service import hold_numbers, release
from pb.rounds.models import BudgetRound

PROPOSERS = APPROVERS | {Role.ADMINISTRATOR}


class NothingOnHold(ActImpossible):
    """The round is not on hold."""


def _subject(
    session: Session, budget_round: BudgetRound, arguments: Arguments, _now: datetime
) -> Subject:
    if budget_round.on_hold_at is None:
        raise NothingOnHold
    return {"reason": arguments["reason"], **hold_numbers(session, budget_round)}


def _prepare(case: Case) -> Deed:
    def do(
        session: Session, budget_round: BudgetRound, now: datetime, actor: str
    ) -> Mapping[str, Any]:
        reason = case.subject["reason"]
        release(session, budget_round, reason, now=now, actor=actor)
        return {}

    return Deed(do)


def _describe(subject: Mapping[str, Any]) -> Description:
    return Description(
        title=_("De ronde laten doorgaan"),
        button=_("Keur goed en laat de ronde doorgaan"),
        facts=[(_("Reden"), subject["reason"]), *facts_of(subject)],
        warning=_(
            "Stemmen die ontbreken, komen zo niet terug. Iedereen leest de reden en"
            " de getallen in het logboek."
        ),
    )


def facts_of(numbers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return in words what a hold told."""
    if not numbers:
        return []
    return [
        (_("Gebruikte codes"), _was_and_is(numbers, "used")),
        (_("Regels in het logboek"), _was_and_is(numbers, "size")),
    ]


def _was_and_is(numbers: Mapping[str, Any], name: str) -> str:
    return str(
        _(
            "eerst %(expected)s, nu %(found)s",
            expected=numbers[f"expected_{name}"],
            found=numbers[f"found_{name}"],
        )
    )


register(
    TwoPersonAct.RELEASE_HOLD,
    Behaviour(PROPOSERS, APPROVERS, _subject, _prepare, _describe),
)
