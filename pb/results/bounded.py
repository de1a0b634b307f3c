"""Work in a process of its own that may take so much time and memory and no more.

The process begins afresh (no locks, connections or requests of this one), gives way
to others, and is ended with everything it started when its time is over.
"""

import os
import resource
import signal
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any, TypeVar

from allocation import NotComputed, Progress
from allocation.model import ProgressListener

Result = TypeVar("Result")
SECONDS_BETWEEN_REPORTS = 0.2
SECONDS_BETWEEN_SIGNS = 1.0
NICENESS = 10  # whoever casts a vote meanwhile goes first


class OutOfTime(NotComputed):
    """More time might help."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"it takes more than {seconds:g} seconds")


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the work may take."""

    seconds: float = 60.0  # by the clock, its start included
    memory: int = 2**30  # bytes, beside what the process begins with


def run_bounded(
    work: Callable[..., Result],
    *arguments: object,
    allowance: Allowance = Allowance(),
    listener: ProgressListener | None = None,
) -> Result:
    """Return `work(*arguments, listener)`, computed within the allowance.

    Args:
        work: A function of a module, or a partial of one.
        arguments: Copied to the process.
        allowance: Of time and memory.
        listener: Told in this process how far the work is, at least once a second;
            what it raises ends the work.

    Raises:
        NotComputed: The allowance was not enough, or the process broke down.
        Exception: Whatever `work` raised.
    """
    processes = get_context("spawn")
    ours, theirs = processes.Pipe(duplex=False)
    with tempfile.TemporaryDirectory(prefix="count-") as folder:
        what = (theirs, Path(folder), allowance, work, arguments)
        process = processes.Process(target=_do, args=what, daemon=True)
        deadline = time.monotonic() + allowance.seconds
        process.start()
        theirs.close()  # so that its end is noticed here
        try:
            try:
                result: Result = _result(ours, deadline, allowance, listener)
            finally:
                exit_code = _end(process)
                ours.close()
        except EOFError:
            raise _reason(exit_code, allowance) from None
    return result


def _result(
    connection: Connection,
    deadline: float,
    allowance: Allowance,
    listener: ProgressListener | None,
) -> Any:
    """Pass reports on until the result is there; raise what the work raised."""
    last = Progress("started", 0)
    while (left := deadline - time.monotonic()) > 0:
        if connection.poll(min(left, SECONDS_BETWEEN_SIGNS)):
            message = connection.recv()
            if isinstance(message, Exception):
                raise message
            if not isinstance(message, Progress):
                return message[0]
            last = message
        # Also while nothing is new: somebody may want to stop, or looks for life.
        if listener is not None:
            listener(last)
    raise OutOfTime(allowance.seconds)


def _end(process: SpawnProcess) -> int | None:
    """End the process and the solvers it started; return its exit code."""
    if process.pid is not None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()  # it may not have had the time to become a group
    process.join()
    return process.exitcode


def _reason(exit_code: int | None, allowance: Allowance) -> NotComputed:
    if exit_code == -signal.SIGXCPU:
        return OutOfTime(allowance.seconds)
    text = "the process that counted was ended from outside, or broke down"
    return NotComputed(text)


def _do(
    connection: Connection,
    folder: Path,
    allowance: Allowance,
    work: Callable[..., object],
    arguments: tuple[object, ...],
) -> None:
    """Do the work, in the new process."""
    os.setsid()  # with the solvers it starts, it is one group that can be ended
    os.nice(NICENESS)
    # A solver's files go where the other process removes them, also after a kill.
    os.environ.update(dict.fromkeys(("TMPDIR", "TMP", "TEMP"), str(folder)))
    tempfile.tempdir = str(folder)
    _limit(allowance)
    try:
        answer: object = (work(*arguments, _reporter(connection)),)
    except MemoryError:
        answer = NotComputed(f"it takes more than {allowance.memory >> 20} MB")
    except Exception as error:  # raised again in the process that asked
        answer = error
    connection.send(answer)


def _limit(allowance: Allowance) -> None:
    """Let the system enforce the allowance, also when nobody waits any more."""
    seconds = int(allowance.seconds) + 1
    memory = _in_use() + allowance.memory
    for what, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_DATA, memory),
    ):
        hard = resource.getrlimit(what)[1]
        if hard == resource.RLIM_INFINITY or most < hard:
            resource.setrlimit(what, (most, hard))


def _in_use() -> int:
    """Return the memory this process has asked for; 0 where the system won't say."""
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmData:"):
                return int(line.split()[1]) << 10
    return 0


def _reporter(connection: Connection) -> ProgressListener:
    last = 0.0

    def report(progress: Progress) -> None:
        nonlocal last
        if time.monotonic() - last >= SECONDS_BETWEEN_REPORTS:
            last = time.monotonic()
            connection.send(progress)

    return report
