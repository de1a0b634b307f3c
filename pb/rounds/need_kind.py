"""What the words for a need consist of: what is asked, in the way, and where to."""

from dataclasses import dataclass

from flask_babel import LazyString

DESK = "rounds.desk"


@dataclass(frozen=True, slots=True)
class NeedWords:
    """A need: what is asked, what is in the way, and where to mend it."""

    title: LazyString
    todo: LazyString  # with %(count)s and %(names)s
    endpoint: str = ""
    link: LazyString | str = ""
    anchor: str | None = None
    has_count: bool = False  # whether to say how many there are, once it is met
