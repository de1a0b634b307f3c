"""The letters in which letters are printed: found, checked, given to typst."""

import importlib.util
import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import ImageFont

DEBIAN = Path("/usr/share/fonts/truetype/noto")
# Not a character in any font: it gets the box that stands for a missing one.
NO_CHARACTER = "\uffff"


class FontMissing(Exception):
    """No fit font is installed; the message says how to get one."""


class CharactersMissing(Exception):
    """No installed face can print these characters."""

    def __init__(self, characters: str) -> None:
        super().__init__(characters)
        self.characters = characters


@dataclass(frozen=True, slots=True)
class Face:
    """A sans-serif face, in the two weights that the letters use."""

    family: str
    regular: Path
    bold: Path

    def lacks(self, text: str) -> str:
        """Return the characters of `text` that the face can't print."""
        font = ImageFont.truetype(
            self.regular, 40, layout_engine=ImageFont.Layout.BASIC
        )
        empty_box = bytes(font.getmask(NO_CHARACTER))
        printed = sorted({sign for sign in text if not sign.isspace()})
        return "".join(s for s in printed if bytes(font.getmask(s)) == empty_box)

    def copy_to(self, folder: Path) -> None:
        """Put just these two files in a folder, for typst reads whole folders."""
        for path in (self.regular, self.bold):
            shutil.copyfile(path, folder / path.name)


def face_for(text: str) -> Face:
    """Return the first installed face that can print all of a text.

    Raises:
        FontMissing: No face is installed.
        CharactersMissing: None can; these are what the first one lacks.
    """
    faces = installed_faces()
    for face in faces:
        if not face.lacks(text):
            return face
    raise CharactersMissing(faces[0].lacks(text))


@cache
def installed_faces() -> tuple[Face, ...]:
    """Return the faces that are installed, the preferred one first.

    Raises:
        FontMissing: There is none.
    """
    found = tuple(
        face for face in _candidates() if face.regular.is_file() and face.bold.is_file()
    )
    if not found:
        raise FontMissing(
            "no font to print letters with: pip install font-source-sans-pro,"
            " or on Debian: apt-get install fonts-noto-core"
        )
    return found


def _candidates() -> list[Face]:
    noto = Face(
        "Noto Sans", DEBIAN / "NotoSans-Regular.ttf", DEBIAN / "NotoSans-Bold.ttf"
    )
    package = importlib.util.find_spec("font_source_sans_pro")
    if package is None or package.origin is None:
        return [noto]
    files = Path(package.origin).parent / "files"
    source = Face(
        "Source Sans Pro",
        files / "SourceSansPro-Regular.ttf",
        files / "SourceSansPro-Bold.ttf",
    )
    return [source, noto]
