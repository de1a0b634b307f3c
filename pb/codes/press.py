"""Printing one batch of letters in a process of its own.

typst keeps what it laid out for later use, so that a long-lived worker would grow
with every batch; and a crash in a library that is not Python then costs a batch,
not the worker. The codes go through a pipe: not in arguments, not in a file.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from pb.codes.fonts import Face
from pb.codes.letters import LetterText, print_letters
from pb.codes.proof import LetterDoesNotFit, MisprintedLetter, check_letters

ROOT = Path(__file__).parent.parent.parent
WITHIN = 300  # seconds; a batch takes a few
TOO_LONG, MISPRINTED = 3, 4  # exit statuses


class PressBroke(Exception):
    """The process ended without letters; its complaint is in the message."""


def press_letters(
    text: LetterText, codes: Sequence[str], *, public_url: str, face: Face
) -> bytes:
    """Return a PDF with a page for each code, read back and found right.

    Raises:
        LetterDoesNotFit: The text is too long for one page.
        MisprintedLetter: A page does not show its code.
        PressBroke: Something else went wrong.
    """
    order = {
        "text": asdict(text),
        "face": [face.family, str(face.regular), str(face.bold)],
        "codes": list(codes),
        "public_url": public_url,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pb.codes.press"],
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=WITHIN,
            check=False,
            # None of the worker's secrets.
            env={"PYTHONPATH": str(ROOT), "PATH": os.environ.get("PATH", "")},
        )
    except subprocess.TimeoutExpired:
        raise PressBroke(f"no letters after {WITHIN} s") from None
    complaint = done.stderr.decode(errors="replace").strip()[-2000:]
    if done.returncode == TOO_LONG:
        raise LetterDoesNotFit
    if done.returncode == MISPRINTED:
        raise MisprintedLetter(complaint)
    if done.returncode != 0:
        raise PressBroke(f"exit status {done.returncode}: {complaint}")
    return done.stdout


def main() -> int:
    """Read an order from standard input, write the PDF to standard output."""
    order = json.load(sys.stdin.buffer)
    family, regular, bold = order["face"]
    text, codes = LetterText(**order["text"]), order["codes"]
    public_url = order["public_url"]
    face = Face(family, Path(regular), Path(bold))
    pdf = print_letters(text, codes, public_url=public_url, face=face)
    try:
        check_letters(pdf, codes, public_url=public_url)
    except LetterDoesNotFit:
        return TOO_LONG
    except MisprintedLetter as error:
        sys.stderr.write(str(error))
        return MISPRINTED
    sys.stdout.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main())
