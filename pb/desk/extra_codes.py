"""Extra codes while people vote: two persons."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from pb.approvals.acts import (
    APPROVERS,
    ActImpossible,
    Arguments,
    Behaviour,
    Case,
    Deed,
    NotYet,
    Subject,
    TwoPersonAct,
    register,
)
from pb.auth.models import Role
from pb.codes.keys import give_key
from pb.codes.moments import takes_extra_codes
from pb.codes.printing import LettersAreBeingMade, Wish, request_letters
from pb.codes.sealed_file import new_key_pair
from pb.codes.service import tally
from pb.desk.words import describe_extra_codes, fetch_them_here
from pb.jobs.queue import enqueue
from pb.rounds.models import BudgetRound


class NoExtraCodes(ActImpossible):
    """Nobody could vote with them, or there are fewer residents."""


def _subject(
    session: Session, budget_round: BudgetRound, arguments: Arguments, now: datetime
) -> Subject:
    if not takes_extra_codes(budget_round, now):
        raise NoExtraCodes
    areas = {str(area.area_id): area for area in tally(session, budget_round)}
    counts: Mapping[str, int] = arguments["counts"]
    for area_id, count in counts.items():
        area = areas[area_id]
        if area.letters_sent and count > area.missing:
            raise NoExtraCodes
    return {
        "areas": [
            {"area": area_id, "name": areas[area_id].name, "count": count}
            for area_id, count in sorted(counts.items())
        ],
        "language": arguments["language"],
        "large": arguments["large"],
    }


def _prepare(case: Case) -> Deed:
    private_key, public_key = new_key_pair()
    given = case.arguments
    counts = {int(area_id): count for area_id, count in given["counts"].items()}
    wish = Wish(counts, given["language"], given["large"])

    def do(
        session: Session, budget_round: BudgetRound, now: datetime, _actor: str
    ) -> Mapping[str, Any]:
        try:
            job = request_letters(
                session,
                budget_round,
                wish,
                public_key=public_key,
                staff_id=case.staff_id,
                now=now,
                extra=True,
            )
        except LettersAreBeingMade:
            raise NotYet from None
        return {"job": job.id}

    def done(result: Mapping[str, Any], response: Any) -> None:
        give_key(response, result["job"], private_key)
        enqueue(result["job"])

    return Deed(do, done=done, todo=fetch_them_here())


register(
    TwoPersonAct.ISSUE_CODES,
    Behaviour(
        frozenset({Role.CONFIGURATOR}),
        APPROVERS,
        _subject,
        _prepare,
        describe_extra_codes,
    ),
)
