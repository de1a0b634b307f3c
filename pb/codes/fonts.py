"""The letters in which letters are printed: found, checked, given to typst."""

import importlib.util
import shutil
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from PIL import ImageFont

DEBIAN = Path("/usr/share/fonts/truetype/noto")
# One line of every letter is Arabic, and so are some names. Where no such face is
# installed that line is left out, and such a name is refused by its characters.
ARABIC = DEBIAN / "NotoSansArabic-Regular.ttf"
ARABIC_FAMILY = "Noto Sans Arabic"
# Not a character in any font: it gets the box that stands for a missing one.
NO_CHARACTER = "\uffff"
MEASURED_AT = 40  # pixels


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
        """Return the characters of `text` that can't be printed."""
        return "".join(s for s in sorted(set(text)) if not self._prints(s))

    def _prints(self, sign: str) -> bool:
        return sign.isspace() or any(_has(path, sign) for path in self._paths())

    def _paths(self) -> tuple[Path, ...]:
        return (self.regular, ARABIC) if ARABIC.is_file() else (self.regular,)

    def width(self, line: str, size: float) -> float:
        """Return how wide a line of Latin text is, in the unit of `size`."""
        return float(_font(self.regular).getlength(line)) * size / MEASURED_AT

    def copy_to(self, folder: Path) -> None:
        """Put just these files in a folder, for typst reads whole folders."""
        for path in (self.bold, *self._paths()):
            shutil.copyfile(path, folder / path.name)


@cache
def _font(path: Path) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, MEASURED_AT, layout_engine=ImageFont.Layout.BASIC)


@cache
def _empty_box(path: Path) -> bytes:
    return bytes(_font(path).getmask(NO_CHARACTER))


@lru_cache(maxsize=10_000)
def _has(path: Path, sign: str) -> bool:
    return bytes(_font(path).getmask(sign)) != _empty_box(path)


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


def unprintable(text: str) -> str:
    """Return the characters of a text that no letter could show.

    Signs that print nothing are left out of letters, and so they are here. Without
    any font nothing is known, and whoever asks for letters is told so.
    """
    shown = "".join(s for s in text if unicodedata.category(s) not in {"Cc", "Cf"})
    try:
        face_for(shown)
    except CharactersMissing as error:
        return error.characters
    except FontMissing:
        pass
    return ""


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
