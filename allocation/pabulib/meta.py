"""The section META: what kind of election this is."""

from dataclasses import dataclass
from fractions import Fraction
from typing import get_args

from allocation.model import VoteType
from allocation.pabulib.findings import Findings
from allocation.pabulib.lines import Section
from allocation.pabulib.numbers import NotANumber, read_hundredths, read_number
from allocation.pabulib.parsed import Place, shown

DECIDING = ("budget", "vote_type", "max_length")
VOTE_TYPES: dict[str, VoteType] = {name: name for name in get_args(VoteType)}


@dataclass(frozen=True, slots=True)
class Meta:
    """The keys and values, and the lines they stand in."""

    values: dict[str, str]  # key in lower case -> value
    lines: dict[str, int]
    place: Place  # of the section

    def place_of(self, key: str) -> Place:
        """Return where `key` is, or the section if it is missing."""
        return self.place.at(self.lines[key]) if key in self.lines else self.place

    def number(self, key: str, findings: Findings) -> int | Fraction | None:
        """Return a limit; None when it is not given, or not a number."""
        value = self.values.get(key, "")
        if not value:
            return None
        try:
            return read_number(value)
        except NotANumber as error:
            text = f"{key} {error} and was left out"
            findings.note("meta_value", text, line=self.lines[key])
            return None


def read_meta(section: Section, place: Place, findings: Findings) -> Meta:
    """Return the keys and values of META.

    Raises:
        UnreadableFile: A line has more than a key and a value, or a key that
            decides the count is there twice with different values.
    """
    meta = Meta({}, {}, place.at(section.line))
    for record in section.records(place):
        key, value, *more = (*record.fields, "")
        key = key.lower()
        if any(more):
            raise place.at(record.line).refuse(
                "there are more than two fields",
                'put a value with a ; between quotes (")',
            )
        if (key, value.lower()) == ("key", "value"):
            continue
        if meta.values.get(key, value) != value:
            _refuse_or_note_second(meta, key, record.line, findings)
            continue
        meta.values[key] = value
        meta.lines.setdefault(key, record.line)
    return meta


def _refuse_or_note_second(meta: Meta, key: str, line: int, findings: Findings) -> None:
    if key in DECIDING:
        raise meta.place.at(line).refuse(f"{key} is there twice", "keep one of them")
    text = f"{shown(key)} is there twice; the first one counts"
    findings.note("meta_twice", text, line=line)


def read_budget(meta: Meta) -> int:
    """Return the budget limit in hundredths, more than 0.

    Raises:
        UnreadableFile: It is missing, not a number, or 0.
    """
    place = meta.place_of("budget")
    if not meta.values.get("budget"):
        raise place.refuse("META has no budget", "add a line budget;AMOUNT")
    value = meta.values["budget"]
    try:
        budget = read_hundredths(value)
    except NotANumber as error:
        raise place.refuse(
            f"the budget {shown(value)} {error}", "write it as 12500 or 12500.50"
        ) from None
    if budget == 0:
        raise place.refuse("the budget is 0", "give the amount to be divided")
    return budget


def read_vote_type(meta: Meta) -> VoteType:
    """Return the vote type.

    Raises:
        UnreadableFile: It is missing or unknown.
    """
    place = meta.place_of("vote_type")
    value = meta.values.get("vote_type", "").lower()
    known = ", ".join(VOTE_TYPES)
    if not value:
        raise place.refuse("META has no vote_type", f"add one of {known}")
    if value not in VOTE_TYPES:
        raise place.refuse(
            f"the vote_type {shown(value)} is unknown", f"use one of {known}"
        )
    return VOTE_TYPES[value]
