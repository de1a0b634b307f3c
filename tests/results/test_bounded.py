"""A count in a process of its own ends within its allowance, or says that it can't."""

import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from allocation import Instance, NotComputed, Options, Outcome, Progress, Project
from allocation.model import BallotGroup
from pb.results.bounded import Allowance, run_bounded
from tests.allocation.elections import count, worked_example
from tests.results import apart

pytestmark = pytest.mark.clock

SHORT = Allowance(seconds=3)
MOST = 10**12


def test_gives_the_answer_that_this_process_gives() -> None:
    there = run_bounded(apart.allocate_own, worked_example(), Options())

    assert there == count(worked_example())


def test_stops_when_the_time_is_over_and_passes_on_what_was_said() -> None:
    said: list[Progress] = []
    began = time.monotonic()

    with pytest.raises(NotComputed, match="more than 3 seconds"):
        run_bounded(apart.report_and_sleep, 60, allowance=SHORT, listener=said.append)

    assert set(said[-2:]) == {Progress("sleeping", 3)}
    assert time.monotonic() - began < 10


def test_stops_when_whoever_listens_says_so() -> None:
    class Enough(Exception):
        pass

    def listen(_progress: Progress) -> None:
        raise Enough

    began = time.monotonic()
    with pytest.raises(Enough):
        run_bounded(apart.sleep, 60, listener=listen)

    assert time.monotonic() - began < 10


def test_stops_when_the_memory_is_used_up() -> None:
    little = Allowance(memory=200 << 20)

    with pytest.raises(NotComputed, match="more than 200 MB"):
        run_bounded(apart.take_memory, 300, allowance=little)
    assert run_bounded(apart.take_memory, 100, allowance=little) == 100 << 20


def test_says_that_the_process_broke_down() -> None:
    with pytest.raises(NotComputed, match="broke down"):
        run_bounded(apart.break_down)


def test_raises_what_the_work_raised() -> None:
    with pytest.raises(ValueError, match="no"):
        run_bounded(apart.refuse)


def test_gives_way_to_others() -> None:
    assert run_bounded(apart.say_how_nice) >= min(os.nice(0) + 10, 19)


def test_ends_what_the_work_started_and_removes_its_files(tmp_path: Path) -> None:
    noted = tmp_path / "noted"

    with pytest.raises(NotComputed):
        run_bounded(apart.start_something, noted, allowance=SHORT)

    started, folder = noted.read_text(encoding="utf-8").split()
    assert not Path(folder).exists()
    assert not is_alive(int(started))


def is_alive(process_id: int) -> bool:
    for _ in range(50):
        status = Path(f"/proc/{process_id}/status")
        if not status.exists() or "State:\tZ" in status.read_text(encoding="ascii"):
            return False
        time.sleep(0.1)
    os.kill(process_id, signal.SIGKILL)
    return True


def alike(costs: list[int], budget: int, *, ballots: int = 200_000) -> Instance:
    """Return a round in which everybody names everything."""
    ids = [f"{number:03}" for number in range(len(costs))]
    projects = tuple(Project(i, cost) for i, cost in zip(ids, costs, strict=True))
    group = BallotGroup(dict.fromkeys(ids, 1), ballots)
    return Instance(projects, budget, (group,))


def without_pattern(size: int) -> Instance:
    """Return a round whose best choice is as hard to find as we know.

    Costs differ in their last digits only, and so do votes from costs.
    """
    costs = [
        4 * 10**9 + (index * 7_368_787 + index**3) % 10**9 for index in range(size)
    ]
    projects = tuple(Project(f"{i:03}", cost) for i, cost in enumerate(costs))
    groups = tuple(
        BallotGroup({f"{i:03}": 1}, cost // 10**8 * 4 + i % 2)
        for i, cost in enumerate(costs)
    )
    return Instance(projects, MOST // 2 + 1, groups)


AWKWARD = {
    "all-tied": alike([MOST] * 500, MOST),
    "cost-one": alike([1] * 500, 250),
    "cost-is-budget": alike([MOST] * 500, MOST, ballots=1),
    "equal-ratios": alike([2**n for n in range(39)], 2**38 + 1),
    "without-pattern": without_pattern(500),
}
RULES: dict[str, dict[str, Any]] = {
    "greedy": {"rule": "greedy"},
    "shares": {"increment": 1},
    "shares-cardinality": {"utility": "cardinality", "increment": 1},
    "shares-knapsack": {"completion": "knapsack"},
    "knapsack": {"rule": "knapsack"},
    "knapsack-cost": {"rule": "knapsack", "objective": "votes-cost"},
    "phragmen": {"rule": "phragmen"},
}


@pytest.mark.parametrize("name", AWKWARD)
@pytest.mark.parametrize("rule", RULES)
def test_an_awkward_round_is_counted_or_stopped_in_time(name: str, rule: str) -> None:
    began = time.monotonic()

    outcome: Outcome | None
    try:
        outcome = run_bounded(
            apart.allocate_own,
            AWKWARD[name],
            Options(**RULES[rule]),
            allowance=Allowance(seconds=8),
        )
    except NotComputed:
        outcome = None

    assert time.monotonic() - began < 12
    if outcome is not None:
        costs = AWKWARD[name].projects_by_id
        assert outcome.cost == sum(costs[id_].cost for id_ in outcome.winners)
        assert outcome.cost <= AWKWARD[name].budget_limit


def test_amounts_beyond_machine_numbers_are_refused_and_never_wrong() -> None:
    edge = alike([2**63 - 1, 2**63, 2**63 + 1], 3 * 2**63, ballots=3)

    with pytest.raises(NotComputed, match="largest amount"):
        run_bounded(apart.allocate_own, edge, Options())
    there = run_bounded(apart.allocate_any, edge, Options(completion="none"))
    assert (len(there.winners), there.left) == (3, 0)
