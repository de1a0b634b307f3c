"""Printing one batch of letters, and reading it back, in processes of their own.

typst keeps what it laid out for later use, so that a long-lived worker would grow
with every batch; and a crash in a library that is not Python then costs a batch,
not the worker. The codes go through a pipe: not in arguments, not in a file.

The process that prints is gone before two others read, each its half: so both
processors work, and the memory of printing and reading does not add up.
"""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pb.codes.fonts import Face
from pb.codes.letter import Letter, LetterText, Style
from pb.codes.letters import LetterDoesNotFit, print_letter, print_letters, typeset
from pb.codes.proof import MisprintedLetter, check_letters
from pb.site.window import Window

ROOT = Path(__file__).parent.parent.parent
WITHIN = 300  # seconds; a batch takes a few
TOO_LONG, MISPRINTED = 3, 4  # exit statuses
READERS = 2
AT_LEAST = 100  # letters, for which a second reader is worth its start


class PressBroke(Exception):
    """The process ended without letters; its complaint is in the message."""


def press_letters(
    text: LetterText,
    letters: Sequence[Letter],
    *,
    style: Style,
    public_url: str,
    face: Face,
) -> bytes:
    """Return a PDF with these letters, read back and found right.

    Raises:
        LetterDoesNotFit: The text is too long for its pages.
        MisprintedLetter: A page does not show its code.
        PressBroke: Something else went wrong.
    """
    shared = {"letters": [asdict(letter) for letter in letters], "url": public_url}
    pdf = _ask(
        "print",
        {**shared, "text": asdict(text), "style": asdict(style), **_face(face)},
    )
    halves = [_half(shared, pdf, style, part) for part in _parts(len(letters))]
    with ThreadPoolExecutor(READERS) as readers:
        list(readers.map(lambda half: _ask("read", half), halves))
    return pdf


def press_letter(
    text: LetterText, letter: Letter, *, style: Style, public_url: str, face: Face
) -> bytes:
    """Return a PDF with one letter, tagged for a screen reader, read back.

    Raises:
        LetterDoesNotFit: The text is too long for its pages.
        MisprintedLetter: A page does not show its code.
        PressBroke: Something else went wrong.
    """
    shared = {"letters": [asdict(letter)], "url": public_url}
    pdf = _ask(
        "print-one",
        {**shared, "text": asdict(text), "style": asdict(style), **_face(face)},
    )
    _ask("read", _half(shared, pdf, style, (0, 1)))
    return pdf


def _half(
    shared: dict[str, Any], pdf: bytes, style: Style, part: tuple[int, int]
) -> dict[str, Any]:
    return {
        **shared,
        "pdf": base64.b64encode(pdf).decode(),
        "pages": style.pages,
        "start": part[0],
        "stop": part[1],
    }


def press_sheet(
    template: Path,
    order: dict[str, Any],
    *,
    face: Face,
    standards: Sequence[str] = (),
) -> bytes:
    """Return the PDF of a sheet without a code.

    Raises:
        PressBroke: Something went wrong.
    """
    asked = {"template": str(template), "sheet": order, "standards": list(standards)}
    return _ask("sheet", {**asked, **_face(face)})


def _face(face: Face) -> dict[str, Any]:
    return {"face": [face.family, str(face.regular), str(face.bold)]}


def _parts(count: int) -> list[tuple[int, int]]:
    if count < AT_LEAST:
        return [(0, count)]
    return [(0, count // 2), (count // 2, count)]


def _ask(task: str, order: dict[str, Any]) -> bytes:
    """Have a process do a task, and return what it wrote."""
    try:
        done = subprocess.run(  # noqa: S603  # our own program
            [sys.executable, "-m", "pb.codes.press", task],
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


def main(task: str) -> int:
    """Read an order from standard input, write what was asked to standard output."""
    order = json.load(sys.stdin.buffer)
    try:
        sys.stdout.buffer.write(TASKS[task](order))
    except LetterDoesNotFit:
        return TOO_LONG
    except MisprintedLetter as error:
        sys.stderr.write(str(error))
        return MISPRINTED
    return 0


def _print(order: dict[str, Any]) -> bytes:
    return print_letters(
        LetterText(**order["text"]),
        _letters(order),
        style=_style(order),
        public_url=order["url"],
        face=_read_face(order),
    )


def _print_one(order: dict[str, Any]) -> bytes:
    [letter] = _letters(order)
    return print_letter(
        LetterText(**order["text"]),
        letter,
        style=_style(order),
        public_url=order["url"],
        face=_read_face(order),
    )


def _read(order: dict[str, Any]) -> bytes:
    check_letters(
        base64.b64decode(order["pdf"]),
        _letters(order),
        public_url=order["url"],
        pages=order["pages"],
        start=order["start"],
        stop=order["stop"],
    )
    return b""


def _sheet(order: dict[str, Any]) -> bytes:
    return typeset(
        Path(order["template"]),
        order["sheet"],
        _read_face(order),
        standards=order["standards"],
    )


def _style(order: dict[str, Any]) -> Style:
    style = order["style"]
    return Style(Window(**style["window"]), large=style["large"])


def _letters(order: dict[str, Any]) -> list[Letter]:
    return [Letter(**letter) for letter in order["letters"]]


def _read_face(order: dict[str, Any]) -> Face:
    family, regular, bold = order["face"]
    return Face(family, Path(regular), Path(bold))


TASKS: dict[str, Callable[[dict[str, Any]], bytes]] = {
    "print": _print,
    "print-one": _print_one,
    "read": _read,
    "sheet": _sheet,
}
if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
