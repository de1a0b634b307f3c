"""The life of a round: which phase follows from what staff did and the clock.

The diagram is in docs/life-of-a-round.md.
"""

from datetime import datetime
from enum import StrEnum


class Stage(StrEnum):
    """The last act of staff that moved a round. It is what the database keeps."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    SHORTLISTED = "shortlisted"
    FROZEN = "frozen"
    ARMED = "armed"  # the clock opens and closes the vote
    CLOSED = "closed"  # the number of ballots is fixed
    COUNTED = "counted"
    PUBLISHED = "published"
    DELIVERING = "delivering"
    ARCHIVED = "archived"


class Phase(StrEnum):
    """Where a round is: its stage, and for some stages the clock."""

    DRAFT = "draft"
    COLLECTING = "collecting"
    REVIEWING = "reviewing"
    SHORTLISTED = "shortlisted"
    FROZEN = "frozen"
    VOTING = "voting"
    CLOSED = "closed"
    UNSEALED = "unsealed"
    PUBLISHED = "published"
    DELIVERING = "delivering"
    ARCHIVED = "archived"


BY_STAGE = {
    Stage.DRAFT: Phase.DRAFT,
    Stage.SHORTLISTED: Phase.SHORTLISTED,
    Stage.FROZEN: Phase.FROZEN,
    Stage.CLOSED: Phase.CLOSED,
    Stage.COUNTED: Phase.UNSEALED,
    Stage.PUBLISHED: Phase.PUBLISHED,
    Stage.DELIVERING: Phase.DELIVERING,
    Stage.ARCHIVED: Phase.ARCHIVED,
}
# From freezing on, nothing that decides the result can change.
FROZEN_STAGES = frozenset(
    {
        Stage.FROZEN,
        Stage.ARMED,
        Stage.CLOSED,
        Stage.COUNTED,
        Stage.PUBLISHED,
        Stage.DELIVERING,
        Stage.ARCHIVED,
    }
)
PUBLISHED_STAGES = frozenset({Stage.PUBLISHED, Stage.DELIVERING, Stage.ARCHIVED})


def phase_at(
    stage: Stage,
    now: datetime,
    *,
    collecting: tuple[datetime, datetime] | None,
    voting: tuple[datetime, datetime] | None,
) -> Phase:
    """Return the phase of a round at a moment.

    Args:
        stage: The last act of staff.
        now: In UTC, like the intervals.
        collecting: When proposals can be handed in: from the first moment on,
            until just before the second. None where nothing was announced.
        voting: The same for ballots.

    Returns:
        The phase. An announced round that does not collect yet is still a draft.
    """
    if stage is Stage.ANNOUNCED and collecting is not None:
        return _by_clock(
            now, collecting, Phase.DRAFT, Phase.COLLECTING, Phase.REVIEWING
        )
    if stage is Stage.ARMED and voting is not None:
        return _by_clock(now, voting, Phase.FROZEN, Phase.VOTING, Phase.CLOSED)
    return BY_STAGE.get(stage, Phase.REVIEWING)


def interval(
    begins: datetime | None, ends: datetime | None
) -> tuple[datetime, datetime] | None:
    """Return an interval, or None where a moment is not known yet."""
    return None if begins is None or ends is None else (begins, ends)


def _by_clock(
    now: datetime,
    interval: tuple[datetime, datetime],
    before: Phase,
    during: Phase,
    after: Phase,
) -> Phase:
    begins, ends = interval
    if now < begins:
        return before
    return during if now < ends else after
