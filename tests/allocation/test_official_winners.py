"""Real elections whose files record who won, where the rule is one of ours."""

from dataclasses import replace
from pathlib import Path

import pytest

from allocation import (
    Instance,
    Options,
    ParsedFile,
    allocate,
    default_tie_order,
    read_pabulib,
)
from allocation.pabulib import apply_limits, declared_limits
from tests.allocation.elections import real_elections

PAGE = Path(__file__).parents[2] / "docs/rules/official-results.md"
URSYNOW = "Poland_Warszawa_2021_Ursynow.pb"


def files() -> list[Path]:
    folder = real_elections()
    return sorted(folder.glob("*.pb")) if folder else []


def listed() -> dict[str, bool]:
    """Return the files of the page, and whether it says that the winners differ."""
    rows = [line.split("|") for line in PAGE.read_text("utf-8").splitlines()]
    return {
        row[1].strip(): "differ" in row[4]
        for row in rows
        if len(row) > 4 and row[1].strip().endswith(".pb")
    }


def options_of(parsed: ParsedFile) -> Options | None:
    rule = parsed.meta.get("rule", "")
    limits = declared_limits(parsed)
    if rule.startswith("greedy"):
        return apply_limits(Options(rule="greedy"), limits)
    if rule.startswith("equalshares"):
        return apply_limits(Options(completion="add1"), limits)
    return None


@pytest.mark.parametrize("path", files() or [None], ids=str)
def test_the_winners_are_those_that_the_page_says(path: Path | None) -> None:
    if path is None:
        assert sum(listed().values()) == 1
        return
    parsed = read_pabulib(path)
    options = options_of(parsed)
    if parsed.selected is None or options is None:
        assert path.name not in listed()
        return

    outcome = allocate(parsed.instance, options)

    differs = set(outcome.winners) != set(parsed.selected)
    assert differs == listed()[path.name]


def test_every_file_of_the_page_is_counted() -> None:
    names = {path.name for path in files()} or listed().keys()

    assert listed().keys() <= names
    assert len(listed()) == 12


def test_in_ursynow_two_withdrawals_and_a_tie_give_the_official_winners() -> None:
    path = next((path for path in files() if path.name == URSYNOW), None)
    if path is None:
        assert listed()[URSYNOW]
        return
    parsed = read_pabulib(path)
    assert parsed.selected is not None
    instance = without(parsed.instance, "459", "1687")
    order = list(default_tie_order(instance))
    order.remove("2150")
    order.insert(order.index("1821"), "2150")

    outcome = allocate(instance, options_of(parsed), order)

    assert set(outcome.winners) == set(parsed.selected)
    assert instance.scores["2150"] == instance.scores["1821"]


def without(instance: Instance, *ids: str) -> Instance:
    projects = tuple(
        replace(p, is_withdrawn=True) if p.id in ids else p for p in instance.projects
    )
    return Instance(
        projects, instance.budget_limit, instance.ballots, instance.vote_type
    )
