"""What tests let a process of its own do; it finds these functions by name."""

import os
import subprocess
import sys
import time
from pathlib import Path

from allocation import Instance, Options, Outcome, Progress, allocate
from allocation.bounds import Bounds
from allocation.model import ProgressListener


def allocate_own(
    instance: Instance, options: Options, listener: ProgressListener
) -> Outcome:
    """Count as the worker does."""
    return allocate(instance, options, progress=listener, bounds=Bounds())


def allocate_any(
    instance: Instance, options: Options, listener: ProgressListener
) -> Outcome:
    """Count an election of any size."""
    return allocate(instance, options, progress=listener)


def report_and_sleep(seconds: float, listener: ProgressListener) -> None:
    """Say something, then take a while."""
    listener(Progress("sleeping", 3))
    time.sleep(seconds)


def sleep(seconds: float, _listener: ProgressListener) -> None:
    """Take a while and say nothing."""
    time.sleep(seconds)


def take_memory(megabytes: int, _listener: ProgressListener) -> int:
    """Ask for memory."""
    return len(bytearray(megabytes << 20))


def refuse(_listener: ProgressListener) -> None:
    """Raise what the caller is to see."""
    raise ValueError("no")


def break_down(_listener: ProgressListener) -> None:
    """End without an answer."""
    os._exit(3)


def say_how_nice(_listener: ProgressListener) -> int:
    """Return how much this process gives way to others."""
    return os.nice(0)


def start_something(noted: Path, _listener: ProgressListener) -> None:
    """Start a process as a solver would be, leave a file, and wait for ever."""
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    with subprocess.Popen(command) as started:  # noqa: S603  # our own Python
        folder = os.environ["TMPDIR"]
        Path(folder, "left-behind").touch()
        noted.write_text(f"{started.pid} {folder}", encoding="utf-8")
        started.wait()
