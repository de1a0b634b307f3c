"""Real elections whose files record who won, where the rule is one of ours."""

from pathlib import Path

import pytest

from allocation import Options, ParsedFile, allocate, read_pabulib
from allocation.pabulib import apply_limits, declared_limits
from tests.allocation.elections import real_elections

# The file tells only in prose that projects exclude each other, and which was kept.
NOT_IN_THE_FILE = {"Poland_Warszawa_2021_Ursynow.pb"}


def recorded() -> list[Path]:
    folder = real_elections()
    return sorted(folder.glob("*.pb")) if folder else []


def options_of(parsed: ParsedFile) -> Options | None:
    rule = parsed.meta.get("rule", "")
    if rule.startswith("greedy"):
        return apply_limits(Options(rule="greedy"), declared_limits(parsed))
    if rule.startswith("equalshares"):
        return Options(completion="add1")
    return None


@pytest.mark.parametrize("path", recorded() or [None], ids=str)
def test_the_recorded_winners_are_ours(path: Path | None) -> None:
    if path is None or path.name in NOT_IN_THE_FILE:
        return
    parsed = read_pabulib(path)
    options = options_of(parsed)
    if parsed.selected is None or options is None:
        return

    outcome = allocate(parsed.instance, options)

    assert set(outcome.winners) == set(parsed.selected)
