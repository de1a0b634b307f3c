"""Counting real elections: against a peer, against reading, against itself."""

import csv
import json
import os
import resource
import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from allocation import (
    Instance,
    Options,
    Outcome,
    allocate,
    explain,
    read_pabulib,
)
from allocation.model import BallotGroup, Completion, Objective
from bench.cities import CITIES, write_city
from bench.elections import real_election
from bench.rows import REPEATS, Row, side_by_side

AMSTERDAM = "Netherlands_Amsterdam_621.pb"
LODZ = "Poland_Lodz_2022.pb"
NOT_HERE = "not measured: BUURTGELD_PABULIB names no folder"
NO_PEER = "not measured: BUURTGELD_PEER names no Python"
PEER_KNAPSACKS: dict[Objective, str] = {
    "votes": "knapsack_card",
    "votes-cost": "knapsack_cost",
}
PEER_RULES: dict[Completion, str] = {"none": "mes", "add1u": "mes_add1u"}


def rows() -> Iterator[Row]:
    """Measure what the count of a real election takes."""
    yield from _beside_peer()
    yield from _knapsacks_beside_peer()
    yield from _beside_csv()
    yield from _knapsacks()
    yield from _growth()
    yield from _explanations()


def _beside_peer() -> Iterator[Row]:
    """Equal shares beside pabutools, in turn, the rule's own seconds."""
    path = real_election(AMSTERDAM)
    for completion, rule in PEER_RULES.items():
        name = f"equal shares, {completion}, Amsterdam 621"
        if path is None or "BUURTGELD_PEER" not in os.environ:
            yield Row(name, "pabutools", None, None, note=NO_PEER)
            continue
        instance = read_pabulib(path).instance
        options = Options(completion=completion, add1_stop="exhaustive")
        ours, _ = side_by_side(partial(allocate, instance, options), _nothing)
        seconds = statistics.median(_peer_seconds(path, rule) for _ in range(REPEATS))
        yield Row(name, "pabutools", ours, seconds)


def _knapsacks_beside_peer() -> Iterator[Row]:
    """The knapsacks that take pabutools a second or more, on all public files."""
    first = real_election(AMSTERDAM)
    if first is None or "BUURTGELD_PEER" not in os.environ:
        yield Row("knapsack with proof", "pabutools", None, None, note=NO_PEER)
        return
    for path in sorted(first.parent.glob("*.pb")):
        instance = read_pabulib(path).instance
        for objective, rule in PEER_KNAPSACKS.items():
            if _peer_seconds(path, rule) < 1:
                continue
            options = Options(rule="knapsack", objective=objective)
            ours, _ = side_by_side(partial(allocate, instance, options), _nothing)
            seconds = statistics.median(
                _peer_seconds(path, rule) for _ in range(REPEATS)
            )
            yield Row(f"knapsack, {objective}, {path.stem}", "pabutools", ours, seconds)


def _peer_seconds(path: Path, rule: str) -> float:
    script = path.parent.parent / "bench" / "peer_pabutools.py"
    command = [os.environ["BUURTGELD_PEER"], str(script), str(path), rule, "multi"]
    # The peer is what the person who runs the benchmark names.
    done = subprocess.run(command, capture_output=True, check=True)
    return float(json.loads(done.stdout)["secs"])


def _beside_csv() -> Iterator[Row]:
    """A large city, both stop rules, beside reading its file."""
    path = real_election(LODZ)
    if path is None:
        yield Row("add1u, Łódź 2022", "csv module", None, None, note=NOT_HERE)
    else:
        yield from _both_stops(path, "Łódź 2022")
        ours, theirs = side_by_side(
            lambda: read_pabulib(path), lambda: _read_with_csv(path)
        )
        yield Row("read Łódź 2022", "csv module", ours, theirs)
    with tempfile.TemporaryDirectory() as folder:
        for city in CITIES:
            made_up = write_city(Path(folder) / "city.pb", city)
            yield from _both_stops(made_up, f"{city.vote_type}: {city.name}")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield Row("memory of all rows so far", "300 MB", most, 300.0, unit="MB")


def _both_stops(path: Path, name: str) -> Iterator[Row]:
    for options in (Options(), Options(add1_stop="exhaustive")):
        # A count of what was just read includes putting the ballots in order.
        read = iter([read_pabulib(path).instance for _ in range(REPEATS)])
        ours, theirs = side_by_side(
            partial(_count_next, read, options), partial(_read_with_csv, path)
        )
        yield Row(f"add1u, {options.add1_stop}, {name}", "csv module", ours, theirs)


def _count_next(instances: Iterator[Instance], options: Options) -> Outcome:
    return allocate(next(instances), options)


def _knapsacks() -> Iterator[Row]:
    """The slowest knapsack with proof of all public files."""
    folder = real_election(AMSTERDAM)
    if folder is None:
        yield Row("slowest knapsack", "0.2 s", None, None, note=NOT_HERE)
        return
    slowest, name = 0.0, ""
    objectives: tuple[Objective, ...] = ("votes", "votes-cost")
    for path in sorted(folder.parent.glob("*.pb")):
        instance = read_pabulib(path).instance
        for objective in objectives:
            options = Options(rule="knapsack", objective=objective)
            ours, _ = side_by_side(partial(allocate, instance, options), _nothing)
            if ours > slowest:
                slowest, name = ours, f"{path.stem}, {objective}"
    yield Row(f"slowest knapsack with proof ({name})", "0.2 s", slowest, 0.2)


def _growth() -> Iterator[Row]:
    """Ten times the ballots: copies, each without the first project it names."""
    path = real_election(AMSTERDAM)
    if path is None:
        yield Row("ten times the ballots", "itself", None, None, note=NOT_HERE)
        return
    small = read_pabulib(path).instance
    large = Instance(small.projects, small.budget_limit * 10, tuple(_ten_times(small)))
    large.support  # noqa: B018  # as for the small one, made while reading
    ours, theirs = side_by_side(
        lambda: allocate(large, Options()), lambda: allocate(small, Options())
    )
    yield Row("ten times the ballots, add1u", "Amsterdam 621", ours, theirs)


def _ten_times(instance: Instance) -> Iterator[BallotGroup]:
    ids = [project.id for project in instance.projects]
    for number, group in enumerate(instance.ballots):
        for copy in range(10):
            weights = dict(group.weights)
            if copy:
                weights.pop(next(iter(weights)), None)
                weights[ids[(number * 7 + copy * 11) % len(ids)]] = 1
            yield BallotGroup(weights, group.count)


def _explanations() -> Iterator[Row]:
    path = real_election(AMSTERDAM)
    if path is None:
        yield Row("all explanations", "one add1u run", None, None, note=NOT_HERE)
        return
    instance = read_pabulib(path).instance
    outcome = allocate(instance, Options())
    ours, theirs = side_by_side(
        lambda: explain(instance, outcome), lambda: allocate(instance, Options())
    )
    yield Row("all explanations, Amsterdam 621", "one add1u run", ours, theirs)


def _read_with_csv(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file, delimiter=";"))


def _nothing() -> None:
    """Take no time: there is nothing to compare with in this process."""
