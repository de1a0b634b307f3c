"""What the plans of the demo consist of."""

from dataclasses import dataclass

DISTRICT = ""  # the whole deelgemeente
RUBROEK = "Rubroek"
CROOSWIJK = "Crooswijk"
WEST = "Kralingen-West"
OOST = "Kralingen-Oost"
# Area and how many residents of 12 and older get a letter.
AREAS = {RUBROEK: 1480, CROOSWIJK: 2140, WEST: 2360, OOST: 1750}


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan that somebody could have handed in. People and places are invented."""

    title: str
    theme: str
    cost: int  # euros
    area: str
    place: str
    description: str
    asked: int | None = None  # euros, where the proposer guessed another cost
    refused: str = ""  # why it can't take part; empty: it can, or nobody looked yet
    waits: bool = False  # nobody looked at it yet
    appeal: float = 1.0  # how many like it, for made-up voters
