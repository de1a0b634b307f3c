"""Where the files of the tests lie: in memory, where there is room for them."""

import os
import shutil
import tempfile
from pathlib import Path

IN_MEMORY = Path("/dev/shm")  # noqa: S108  # of Linux; each run makes a folder in it
ROOM = 2 << 30


def lie_in_memory() -> None:
    """Let new files lie in memory, unless somebody chose a place.

    The databases write as durably as ever; only nobody waits for a disk. A container
    may have next to no room there, and a Mac has no such folder.
    """
    if "TMPDIR" in os.environ or not os.access(IN_MEMORY, os.W_OK):
        return
    if shutil.disk_usage(IN_MEMORY).free >= ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = str(IN_MEMORY)
