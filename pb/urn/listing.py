"""What the desk of a round shows about its urn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pb.log.service import body_of, last_event
from pb.log.types import EventType
from pb.rounds.models import BudgetRound
from pb.urn.holders import Holder, list_holders
from pb.urn.keyfiles import NoKey, UrnFiles
from pb.urn.service import (
    Purpose,
    can_destroy_key,
    can_test,
    can_unseal,
    takes_key,
)


@dataclass(frozen=True, slots=True)
class UrnDesk:
    """What the desk of a round shows about its urn."""

    takes_key: bool
    can_test: bool
    can_unseal: bool
    can_destroy_key: bool
    has_sheet: bool  # the emergency sheet was not printed yet
    is_lost: bool  # there is a key, but the file that holds it is not here
    holders: Sequence[Holder]  # who could hold the key; of a made key, who do
    first: str  # who gave the first passphrase, a moment ago
    closed: dict[str, int]  # the numbers of closing, by name
    opened: dict[str, int]  # and of opening
    explanation: str  # of what could not be read

    @property
    def ready_holders(self) -> list[Holder]:
        """Return the holders who have a passphrase."""
        return [holder for holder in self.holders if holder.key is not None]


def desk_state(
    session: Session, budget_round: BudgetRound, files: UrnFiles, now: datetime
) -> UrnDesk:
    """Return what the desk of a round shows about its urn.

    Args:
        session: Only read.
        budget_round: Frozen.
        files: Of the urn of this round.
        now: In UTC.
    """
    able = list_holders(session, budget_round.id)
    own = _holders_of_key(files, budget_round.public_key)
    holders = [h for h in able if h.id in own] if own else able
    waits = can_unseal(budget_round)
    half = files.half(Purpose.UNSEAL if waits else Purpose.TEST, now)
    names = {holder.id: holder.email for holder in able}
    return UrnDesk(
        takes_key=takes_key(budget_round),
        can_test=can_test(budget_round),
        can_unseal=waits and budget_round.public_key is not None,
        can_destroy_key=can_destroy_key(budget_round),
        has_sheet=files.has_sheet() and budget_round.unsealed_at is None,
        is_lost=budget_round.public_key is not None
        and budget_round.key_destroyed_at is None
        and not own,
        holders=holders,
        first=names.get(half.opened_by, "") if half else "",
        closed=_body(session, budget_round, EventType.ROUND_CLOSED),
        opened=_body(session, budget_round, EventType.URN_OPENED),
        explanation=_explanation(session, budget_round),
    )


def _explanation(session: Session, budget_round: BudgetRound) -> str:
    event = last_event(session, budget_round, EventType.ENVELOPES_EXPLAINED)
    return "" if event is None else str(body_of(event)["reason"])


def _holders_of_key(files: UrnFiles, public_key: str | None) -> frozenset[int]:
    try:
        return frozenset(files.key_of(public_key).holders)
    except NoKey:
        return frozenset()


def _body(
    session: Session, budget_round: BudgetRound, type_: EventType
) -> dict[str, int]:
    event = last_event(session, budget_round, type_)
    return {} if event is None else body_of(event)
