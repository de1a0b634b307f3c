"""Counting, against reading the file that is counted."""

import csv
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from allocation import Options, allocate, read_pabulib
from bench.elections import real_election, write_election
from bench.rows import Row, side_by_side

AMSTERDAM = "Netherlands_Amsterdam_621.pb"


def rows() -> Iterator[Row]:
    """Measure reading, greedy and equal shares."""
    with tempfile.TemporaryDirectory() as folder:
        path = real_election(AMSTERDAM) or write_election(Path(folder) / "made-up.pb")
        instance = read_pabulib(path).instance
        ours, theirs = side_by_side(
            lambda: read_pabulib(path), lambda: _read_with_csv(path)
        )
        yield Row(f"read {path.name}", "csv module", ours, theirs)
        for completion in ("none", "add1u"):
            options = Options(rule="equal-shares", completion=completion)
            ours, theirs = side_by_side(
                partial(allocate, instance, options), lambda: read_pabulib(path)
            )
            yield Row(
                f"equal shares, {completion}", "reading the same file", ours, theirs
            )


def _read_with_csv(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file, delimiter=";"))
