"""The line of writers: one at a time, whichever process they are in."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pb.line import Line

HOLDS = (
    "import sys, time; from pb.line import Line;"
    "Line().wait(sys.argv[1], 5); print('here', flush=True); time.sleep(600)"
)


@contextmanager
def somebody_else(database: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that writes and does not stop."""
    other = subprocess.Popen(  # noqa: S603  # ours
        [sys.executable, "-c", HOLDS, database], stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    try:
        assert other.stdout.readline() == "here\n"
        yield other
    finally:
        other.kill()
        other.wait()
        other.stdout.close()


def test_one_process_waits_for_another(tmp_path: Path) -> None:
    database, line = str(tmp_path / "a.db"), Line()

    with somebody_else(database):
        assert not line.wait(database, patience=0.05)
        assert line.wait(str(tmp_path / "b.db"), patience=0.05)
        line.leave()


def test_who_is_killed_keeps_nobody_waiting(tmp_path: Path) -> None:
    database, line = str(tmp_path / "a.db"), Line()

    with somebody_else(database) as other:
        other.kill()
        assert line.wait(database, patience=10)
        line.leave()


def test_one_thread_waits_for_another(tmp_path: Path) -> None:
    database, line = str(tmp_path / "a.db"), Line()
    came: list[bool] = []
    assert line.wait(database, patience=0.05)
    thread = threading.Thread(target=lambda: came.append(line.wait(database, 0.05)))
    thread.start()
    thread.join()
    line.leave()

    assert came == [False]
    assert line.wait(database, patience=0.05)
    line.leave()


def test_without_a_place_for_the_line_sqlite_decides(tmp_path: Path) -> None:
    line = Line()

    for _ in range(2):
        assert line.wait(str(tmp_path / "no-such-folder" / "a.db"), patience=0.05)
        line.leave()
