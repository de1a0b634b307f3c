"""Freezing a round: one proposes exactly what is fixed, another does it (T30)."""

from collections.abc import Mapping, Sequence
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
    Subject,
    TwoPersonAct,
    register,
)
from pb.auth.models import Role
from pb.log.service import append
from pb.log.types import EventType
from pb.rounds.acts import Act
from pb.rounds.fixing import canonical_json, config_hash, make_config
from pb.rounds.freezing_words import describe_freezing
from pb.rounds.models import Area, BudgetRound
from pb.rounds.service import ActRefused, check_admission, store_configuration

SMALLEST_AREA = 100  # letters: in a smaller one a ballot tells more about who cast it
PROPOSERS = frozenset({Role.CONFIGURATOR})


class NotFreezable(ActImpossible):
    """The round can't be frozen now; the reason says why."""

    def __init__(self, reason: ActRefused) -> None:
        super().__init__(str(reason))
        self.reason = reason


class SmallAreas(ActImpossible):
    """There are small areas, and nobody took that on themselves."""


def small_areas(budget_round: BudgetRound) -> Sequence[Area]:
    """Return the areas with so few letters that a ballot says much about its voter.

    An area whose number of letters is not known is not among them.
    """
    areas = sorted(budget_round.areas, key=lambda area: area.id)
    return [area for area in areas if 0 < area.letters_sent < SMALLEST_AREA]


def _subject(
    session: Session, budget_round: BudgetRound, arguments: Arguments, now: datetime
) -> Subject:
    try:
        check_admission(session, budget_round, Act.FREEZE, now)
    except ActRefused as reason:
        raise NotFreezable(reason) from None
    small, why = small_areas(budget_round), arguments["small_areas_reason"]
    if small and not why:
        raise SmallAreas
    config = make_config(session, budget_round)
    return {
        "config_hash": config_hash(canonical_json(config)),
        "config": config,
        "small_areas": [str(area.id) for area in small],
        "small_areas_reason": why if small else "",
    }


def _prepare(case: Case) -> Deed:
    def do(
        session: Session, budget_round: BudgetRound, now: datetime, actor: str
    ) -> Mapping[str, Any]:
        store_configuration(session, budget_round, now, actor=actor)
        small = case.subject["small_areas"]
        if small:
            body = {"areas": small, "reason": case.subject["small_areas_reason"]}
            event = EventType.SMALL_AREAS_ALLOWED
            append(session, budget_round, event, body, actor=actor, at=now)
        return {"config_hash": budget_round.config_hash}

    return Deed(do)


register(
    TwoPersonAct.FREEZE,
    Behaviour(
        PROPOSERS, APPROVERS, _subject, _prepare, describe_freezing, is_single=True
    ),
)
