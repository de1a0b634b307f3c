"""The line in which writers of a database file wait, those of other processes too.

SQLite lets writers of other processes sleep, longer each time, and so wakes them late.
Whoever stands in this line goes on the moment the one before is done. It is only for
speed: SQLite still decides who writes, also when there is no line to stand in.
"""

import fcntl
import os
import time
from threading import Lock

BETWEEN_LOOKS = 0.0005  # seconds


class Line:
    """One line for the threads of this process; its first meets other processes."""

    def __init__(self) -> None:
        self._threads = Lock()
        # A copy of this process must not share our place, so it opens files anew.
        self._files: dict[tuple[int, str], int] = {}
        self._held: int | None = None

    def wait(self, database: str, patience: float) -> bool:
        """Wait for one's turn to write; say whether it came.

        Args:
            database: The path of its file; the line stands in a file beside it.
            patience: In seconds, for threads and for processes each.
        """
        if not self._threads.acquire(timeout=patience):
            return False
        try:
            self._held = self._open(database)
            came = self._held is None or _take(self._held, patience)
        except BaseException:
            self._threads.release()
            raise
        if not came:
            self._held = None
            self._threads.release()
        return came

    def leave(self) -> None:
        """Let the next one write."""
        if self._held is not None:
            fcntl.flock(self._held, fcntl.LOCK_UN)
            self._held = None
        self._threads.release()

    def _open(self, database: str) -> int | None:
        key = (os.getpid(), database)
        if key not in self._files:
            try:
                mode = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
                self._files[key] = os.open(f"{database}-line", mode, 0o600)
            except OSError:  # a full disk, a folder that can't be written
                return None
        return self._files[key]


def _take(file: int, patience: float) -> bool:
    """Take a file for oneself; the system gives it back when a process dies."""
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                return False
            time.sleep(BETWEEN_LOOKS)
        else:
            return True
