"""A part of the work on another core, in a copy of this process.

The copy sees everything that was read, so nothing is sent to it; it sends its answer
back and ends. Whatever goes wrong with it, the work is done here: an answer never
depends on how many cores there are.
"""

import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


def is_at_hand() -> bool:
    """Say whether a copy can work beside this process.

    Only on Linux, where that is cheap, and only without other threads: a copy has
    their locks and not the threads that would release them.
    """
    if not sys.platform.startswith("linux") or threading.active_count() > 1:
        return False
    return len(os.sched_getaffinity(0)) > 1


class Beside(Generic[Answer]):
    """Work that began on another core the moment this was made.

    Args:
        work: Without effects; its answer can be pickled.
    """

    def __init__(self, work: Callable[[], Answer]) -> None:
        self._work = work
        self._answer, ours = os.pipe()
        try:
            self._copy = os.fork()
        except OSError:  # no process or memory left
            os.close(ours)
            self._copy = 0
            return
        if self._copy == 0:
            _answer(work, ours)
        os.close(ours)

    def answer(self) -> Answer:
        """Return what the work returned; ask once."""
        with os.fdopen(os.dup(self._answer), "rb") as pipe:
            sent = pipe.read()  # until the copy ended, however it did
        if not (self._copy and os.waitpid(self._copy, 0)[1] == 0):
            self._copy = 0
            return self._work()
        self._copy = 0
        answer: Answer = pickle.loads(sent)  # noqa: S301  # from a copy of ourselves
        return answer

    def forget(self) -> None:
        """End the work; once is enough."""
        if self._answer < 0:
            return
        os.close(self._answer)
        self._answer = -1
        if self._copy:
            os.kill(self._copy, signal.SIGKILL)
            os.waitpid(self._copy, 0)
            self._copy = 0


def _answer(work: Callable[[], object], pipe: int) -> None:
    """Work, send the answer, and end without cleaning up: nothing here is ours."""
    status = 1
    try:
        sent = pickle.dumps(work())
        with os.fdopen(pipe, "wb") as ours:
            ours.write(sent)
        status = 0
    finally:
        os._exit(status)
