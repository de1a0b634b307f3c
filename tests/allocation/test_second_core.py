"""Half of the runs on another core: the same answer, also when that core fails."""

import os
import random
import threading
import time
from fractions import Fraction

import pytest

from allocation import Options, batches, second_core
from allocation.contest import make_contest
from allocation.fast import Engine
from allocation.many_runs import RoughRun
from allocation.second_core import Beside
from tests.allocation.elections import make_instance

needs_cores = pytest.mark.skipif(
    not hasattr(os, "sched_getaffinity"), reason="only Linux copies a process cheaply"
)
SHARES = [Fraction(40) + Fraction(n, 3) for n in range(60)]


def engine() -> Engine:
    """Return an engine for twelve projects and two hundred ballots."""
    chance = random.Random(5)  # noqa: S311  # an election, not a secret
    costs = {id_: chance.randint(500, 9000) for id_ in "abcdefghijkl"}
    ballots = ["".join(chance.sample("abcdefghijkl", 4)) for _ in range(200)]
    instance = make_instance(30_000, costs, *ballots)
    return Engine(make_contest(instance, Options()))


def told(runs: list[RoughRun]) -> list[tuple[list[str], int]]:
    """Return what is promised of runs: of one that overspends only that it does."""
    return [
        (run.projects, run.funding.left)
        if run.funding is not None and not run.overspends
        else ([], -1)
        for run in runs
    ]


@needs_cores
@pytest.mark.parametrize("start", [0, 132, 140, 148, 156, 5000])
def test_half_the_runs_elsewhere_are_the_same_runs(
    monkeypatch: pytest.MonkeyPatch, start: int
) -> None:
    endowments = [share + start for share in SHARES]
    alone = engine()
    expected = alone.side_by_side(endowments)
    monkeypatch.setattr(batches, "WORTH_A_SECOND_CORE", 0)
    monkeypatch.setattr(batches, "NAMED_WORTH_A_SECOND_CORE", 0)
    monkeypatch.setattr(second_core, "is_at_hand", lambda: True)

    shared = engine()
    found = shared.side_by_side(endowments)

    assert told(found) == told(expected)
    assert shared.screening.comparisons > 0


@needs_cores
def test_runs_left_before_their_end_elsewhere_are_known_as_such_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(batches, "WORTH_A_SECOND_CORE", 0)
    monkeypatch.setattr(batches, "NAMED_WORTH_A_SECOND_CORE", 0)
    monkeypatch.setattr(second_core, "is_at_hand", lambda: True)

    found = engine().side_by_side(SHARES, settle="overspend")

    assert [run.funding for run in found] == [None] * len(SHARES)


def test_what_the_other_core_does_not_answer_is_done_here() -> None:
    here = os.getpid()

    def work() -> int:
        if os.getpid() != here:
            os._exit(3)
        return 42

    assert Beside(work).answer() == 42


def test_what_cannot_be_sent_is_done_here() -> None:
    here = os.getpid()

    def work() -> object:
        return threading.Lock() if os.getpid() != here else "here"

    assert Beside(work).answer() == "here"


def test_work_that_failed_fails_here_too() -> None:
    with pytest.raises(ZeroDivisionError):
        Beside(lambda: 1 // 0).answer()


def test_a_copy_that_nobody_wants_any_more_is_ended() -> None:
    beside = Beside(lambda: time.sleep(600))
    copy = beside._copy

    beside.forget()
    beside.forget()

    with pytest.raises(ProcessLookupError):
        os.kill(copy, 0)


def test_without_a_process_left_the_work_is_done_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> int:
        raise BlockingIOError("no process left")

    monkeypatch.setattr(os, "fork", refuse)

    assert Beside(lambda: "here").answer() == "here"


def test_is_left_alone_where_other_threads_run() -> None:
    is_over = threading.Event()
    thread = threading.Thread(target=is_over.wait)
    thread.start()
    try:
        assert not second_core.is_at_hand()
    finally:
        is_over.set()
        thread.join()
