"""`make bench`: measure everything, print a table, write bench/results.json."""

import json
import platform
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path

from allocation.till import IS_COMPILED
from bench import allocation, allocation_counts, casting, letters
from bench.rows import IS_SHORT, Row

RESULTS = Path(__file__).parent / "results.json"
BENCHMARKS: tuple[Callable[[], Iterable[Row]], ...] = (
    allocation.rows,
    allocation_counts.rows,
    casting.rows,
    letters.rows,
)


def main() -> None:
    """Measure, print and write."""
    rows = []
    for row in (row for benchmark in BENCHMARKS for row in benchmark()):
        print(f"{row.name}: {_ratio(row)}", file=sys.stderr, flush=True)
        rows.append(row)
    print(table(rows))
    RESULTS.write_text(
        json.dumps(
            {
                "python": platform.python_version(),
                "machine": platform.machine(),
                "short": IS_SHORT,
                "compiled": IS_COMPILED,
                "rows": [{**asdict(row), "ratio": row.ratio} for row in rows],
            },
            indent=2,
        )
        + "\n",
        encoding="utf-8",
    )
    if not IS_COMPILED:
        print("\nThe loops of allocation/till were not compiled: install gcc.")
    print(f"\nwritten to {RESULTS}")


def table(rows: Iterable[Row]) -> str:
    """Return the rows as aligned text."""
    cells = [("work", "against", "ours", "theirs", "ratio")]
    cells += [
        (row.name, row.against, _figure(row.ours, row.unit),
         _figure(row.theirs, row.unit), _ratio(row))
        for row in rows
    ]  # fmt: skip
    widths = [max(len(line[column]) for line in cells) for column in range(5)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        for line in cells
    )


def _figure(value: float | None, unit: str) -> str:
    return "–" if value is None else f"{value:.3g} {unit}"


def _ratio(row: Row) -> str:
    return row.note or "not measured" if row.ratio is None else f"{row.ratio:.2f}x"


if __name__ == "__main__":
    main()
