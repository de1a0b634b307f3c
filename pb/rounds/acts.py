"""The acts of staff that move a round, and between which stages."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from pb.rounds.phases import Stage


class Act(StrEnum):
    """What staff can do with a round as a whole."""

    ANNOUNCE = "announce"
    SHORTLIST = "shortlist"
    REOPEN_LIST = "reopen-list"
    DRAW = "draw"
    FREEZE = "freeze"
    OPEN = "open"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    CLOSE = "close"
    DELIVER = "deliver"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Move:
    """The stage an act starts from, and the one it leads to."""

    begins: Stage
    ends: Stage


MOVES: Mapping[Act, Move] = {
    Act.ANNOUNCE: Move(Stage.DRAFT, Stage.ANNOUNCED),
    Act.SHORTLIST: Move(Stage.ANNOUNCED, Stage.SHORTLISTED),
    Act.REOPEN_LIST: Move(Stage.SHORTLISTED, Stage.ANNOUNCED),
    Act.DRAW: Move(Stage.SHORTLISTED, Stage.SHORTLISTED),
    Act.FREEZE: Move(Stage.SHORTLISTED, Stage.FROZEN),
    Act.OPEN: Move(Stage.FROZEN, Stage.ARMED),
    Act.PAUSE: Move(Stage.ARMED, Stage.ARMED),
    Act.RESUME: Move(Stage.ARMED, Stage.ARMED),
    Act.EXTEND: Move(Stage.ARMED, Stage.ARMED),
    Act.CLOSE: Move(Stage.ARMED, Stage.CLOSED),
    Act.DELIVER: Move(Stage.PUBLISHED, Stage.DELIVERING),
    Act.ARCHIVE: Move(Stage.DELIVERING, Stage.ARCHIVED),
}
# What comes next; counting and publishing are acts of the results.
NEXT_ACT: Mapping[Stage, Act] = {
    Stage.DRAFT: Act.ANNOUNCE,
    Stage.ANNOUNCED: Act.SHORTLIST,
    Stage.SHORTLISTED: Act.FREEZE,
    Stage.FROZEN: Act.OPEN,
    Stage.ARMED: Act.CLOSE,
    Stage.PUBLISHED: Act.DELIVER,
    Stage.DELIVERING: Act.ARCHIVE,
}
