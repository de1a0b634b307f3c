"""What happened to a plan, in words for residents."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pb.projects.care_models import HistoryEntry

KINDS: dict[str, LazyString] = {
    "received": _l("Wij hebben het plan ontvangen"),
    "changed": _l("De indiener veranderde het plan"),
    "handled": _l("Wie het plan behandelt, of de volgende stap, is veranderd"),
    "asked": _l("Wij stelden een vraag"),
    "answered": _l("De indiener gaf antwoord"),
    "feasible": _l("Besluit: het plan kan meedoen"),
    "refused": _l("Besluit: het plan kan niet meedoen"),
    "withdrawn": _l("Het plan is ingetrokken"),
    "merge_asked": _l("Wij stelden voor om plannen samen te voegen"),
    "split_asked": _l("Wij stelden voor om het plan te splitsen"),
    "agreed": _l("De indiener vindt het voorstel goed"),
    "disagreed": _l("De indiener vindt het voorstel niet goed"),
    "change_dropped": _l("Het voorstel gaat niet door. Het plan blijft zoals het is"),
    "merged": _l("Het plan gaat verder als deel van een ander plan"),
    "merged_in": _l("Een ander plan is bij dit plan gevoegd"),
    "split": _l("Het plan is gesplitst en gaat verder als meer plannen"),
    "split_off": _l("Dit plan komt uit een ander plan"),
    "joined": _l("Iemand wil meedoen met het plan"),
    "support_waived": _l("Het plan gaat door, ook met minder steun dan gevraagd"),
    "objected": _l("De indiener maakte bezwaar"),
    "objection_upheld": _l("Het bezwaar is gegrond: wij kijken het plan opnieuw na"),
    "objection_rejected": _l("Het bezwaar is afgewezen"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of the history, in words."""

    entry: HistoryEntry
    title: LazyString | str

    @property
    def is_amount_changed(self) -> bool:
        """Say whether there is a difference in money to show."""
        before, after = self.entry.amount_from, self.entry.amount_to
        return before is not None and after is not None and before != after


def told(entries: Sequence[HistoryEntry]) -> list[Told]:
    """Return a history in words; what another part of the site noted names itself."""
    return [Told(entry, title_of(entry)) for entry in entries]


def title_of(entry: HistoryEntry) -> LazyString | str:
    """Return what an entry is called."""
    return KINDS.get(entry.kind, entry.kind)
