"""Withdrawing a published result: two persons, and a reason for everybody (T30).

Nothing is deleted: the version stays to be read, with what is said about it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from pb.approvals.acts import (
    APPROVERS,
    Arguments,
    Behaviour,
    Case,
    Deed,
    Description,
    NotNow,
    Subject,
    TwoPersonAct,
    register,
)
from pb.auth.models import Role
from pb.formatting import grouped
from pb.log.service import append
from pb.log.types import EventType
from pb.results.listing import newest_outcome
from pb.results.models import Withdrawal
from pb.results.withdrawals import find_withdrawal, newest_version
from pb.rounds.models import BudgetRound
from pb.rounds.phases import Stage

PROPOSERS = frozenset({Role.COUNTER, Role.CONFIGURATOR})


def why_not(session: Session, budget_round: BudgetRound) -> str:
    """Return why no result can be withdrawn now; nothing when one can."""
    if budget_round.stage is Stage.ARCHIVED:
        return str(_("De ronde is afgerond. De uitslag kan niet meer veranderen."))
    newest = newest_version(session, budget_round)
    if not budget_round.is_published or newest is None:
        return str(_("Er is nog geen uitslag om in te trekken."))
    if find_withdrawal(session, newest) is not None:
        return str(_("De uitslag is al ingetrokken. Tel opnieuw voor een nieuwe."))
    return ""


def _subject(
    session: Session, budget_round: BudgetRound, arguments: Arguments, _now: datetime
) -> Subject:
    newest = newest_version(session, budget_round)
    refusal = why_not(session, budget_round)
    if refusal or newest is None:
        raise NotNow(refusal)
    return {
        "publication": newest.id,
        "version": newest.version,
        "result_hash": newest.result_hash,
        "reason": arguments["reason"],
    }


def _prepare(case: Case) -> Deed:
    def do(
        session: Session, budget_round: BudgetRound, now: datetime, actor: str
    ) -> Mapping[str, Any]:
        counted = newest_outcome(session, budget_round)
        session.add(
            Withdrawal(
                publication_id=case.subject["publication"],
                withdrawn_at=now,
                reason=case.subject["reason"],
                outcome_id=None if counted is None else counted.id,
            )
        )
        body = {n: case.subject[n] for n in ("version", "result_hash", "reason")}
        event = EventType.RESULT_WITHDRAWN
        append(session, budget_round, event, body, actor=actor, at=now)
        return {}

    return Deed(do)


def _describe(subject: Subject) -> Description:
    return Description(
        title=_("De uitslag intrekken"),
        button=_("Keur goed en trek de uitslag in"),
        facts=[
            (_("Versie"), str(subject["version"])),
            (_("Reden"), subject["reason"]),
            (_("Controlegetal van de uitslag"), grouped(subject["result_hash"])),
        ],
        warning=_(
            "De uitslag geldt daarna niet meer. Hij blijft te lezen, met de reden"
            " erbij. Daarna kunt u opnieuw tellen en een nieuwe versie vaststellen."
        ),
    )


register(
    TwoPersonAct.WITHDRAW,
    Behaviour(PROPOSERS, APPROVERS, _subject, _prepare, _describe, is_single=True),
)
