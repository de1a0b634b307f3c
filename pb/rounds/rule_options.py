"""The further options of a rule, as a contest stores them and as the count uses them.

Stored and published options are plain JSON: amounts in whole cents, the minimum
score as "12" or "2.5%". A published configuration always holds all of them, so that
a later change of a default can't change an old round.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, cast

from allocation.model import (
    Completion,
    ExclusionGroup,
    MinScore,
    Options,
    Rule,
    Utility,
)

DEFAULTS: dict[str, Any] = {
    "add1_stop": "overspend",
    "caps": {},  # category -> cents
    "caps_bind_completion": True,
    "comparison": "none",
    "groups": [],  # {"projects": [ids], "at_most": n}
    "increment": 100,
    "leftover": "keep",
    "min_score": "0",
    "objective": "votes",
    "skip": True,
}


class UnknownOption(ValueError):
    """A rule was given an option that does not exist."""


def complete_options(chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Return all options: those chosen, and the default of every other.

    Raises:
        UnknownOption: One of `chosen` does not exist.
    """
    unknown = chosen.keys() - DEFAULTS.keys()
    if unknown:
        raise UnknownOption(", ".join(sorted(unknown)))
    return {**DEFAULTS, **chosen}


def to_options(
    rule: str, utility: str | None, completion: str | None, chosen: Mapping[str, Any]
) -> Options:
    """Return the options of the count for a rule and its stored options."""
    stored = complete_options(chosen)
    return Options(
        rule=cast(Rule, rule),
        utility=cast(Utility, utility or "cost"),
        completion=cast(Completion | None, completion),
        objective=stored["objective"],
        increment=stored["increment"],
        add1_stop=stored["add1_stop"],
        skip=stored["skip"],
        min_score=read_min_score(stored["min_score"]),
        groups=tuple(
            ExclusionGroup(frozenset(group["projects"]), group["at_most"])
            for group in stored["groups"]
        ),
        caps=dict(stored["caps"]),
        caps_bind_completion=stored["caps_bind_completion"],
        leftover=stored["leftover"],
        comparison=stored["comparison"],
    )


def read_min_score(text: str) -> MinScore:
    """Return the minimum score that "12" or "2.5%" stands for."""
    return MinScore(Fraction(text.removesuffix("%")), text.endswith("%"))
