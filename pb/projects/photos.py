"""Photos of plans: read with care, made anew, kept in the instance folder.

Whatever came in, what we keep is a picture that we drew ourselves: without the place
where it was taken, and without anything that was hidden in the file.
"""

import io
import re
import secrets
import warnings
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

from pb.files import write_once

LARGEST_FILE = 5 * 1024 * 1024  # bytes
MOST_PIXELS = 25_000_000
LONGEST_SIDE = 1600  # of what we keep
QUALITY = 82
MOST_PHOTOS = 5
FILE_NAME = re.compile(r"[0-9a-f]{32}\.jpg")
# A picture that is also a page, a program or an archive is no picture.
ALSO_ELSE = re.compile(
    rb"<(?:script|html|iframe|!doctype|\?php|svg[\s>])", re.IGNORECASE
)
ZIP_BEGINS, ZIP_ENDS = b"PK\x03\x04", b"PK\x05\x06"
# All that Pillow raises about a file that is not what it says.
UNREADABLE = (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError)
UNREADABLE += (EOFError, MemoryError, OverflowError, RuntimeError)  # type: ignore[assignment]  # longer


class BadPicture(Exception):
    """The file can't be a photo of a plan."""


class PictureTooLarge(BadPicture):
    """It has too many bytes or too many pixels."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo as we keep it: a JPEG of our own making."""

    jpeg: bytes
    width: int
    height: int


def read_picture(sent: bytes) -> Picture:
    """Return the picture in a file, made anew.

    Raises:
        PictureTooLarge: Above `LARGEST_FILE` bytes or `MOST_PIXELS` pixels.
        BadPicture: It is no JPEG or PNG, or it is something else as well.
    """
    if len(sent) > LARGEST_FILE:
        raise PictureTooLarge
    if ALSO_ELSE.search(sent) or (ZIP_BEGINS in sent and ZIP_ENDS in sent):
        raise BadPicture
    with warnings.catch_warnings():
        # Broken remarks of a camera: they are left out in any case.
        warnings.simplefilter("ignore", UserWarning)
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return _draw(sent)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise PictureTooLarge from None
        except UNREADABLE as error:
            raise BadPicture from error


def _draw(sent: bytes) -> Picture:
    with Image.open(io.BytesIO(sent), formats=("JPEG", "PNG")) as image:
        # The size stands in the head of the file: nothing is unpacked before this.
        if image.width * image.height > MOST_PIXELS:
            raise PictureTooLarge
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG can be read smaller
        if image.mode not in {"RGB", "L"}:
            image.load()
        small = _shrunk(image)
        # A small picture is still being read from its file here.
        plain = _on_white(ImageOps.exif_transpose(small))
    plain.info.clear()  # remarks and the like, which are written along otherwise
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=QUALITY, optimize=True, exif=b"", icc_profile=None)
    return Picture(out.getvalue(), plain.width, plain.height)


def _shrunk(image: Image.Image) -> Image.Image:
    """Make it small first: what follows then needs little memory."""
    if image.mode in {"P", "1"}:
        image = image.convert("RGBA")
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return image


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in {"RGBA", "LA"}:
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image.convert("RGB"), mask=image.getchannel("A"))
        return ground
    return image.convert("RGB")


def photo_folder(instance: Path) -> Path:
    """Return where photos are kept."""
    return instance / "photos"


def save_picture(folder: Path, picture: Picture) -> str:
    """Write a picture under a random name, which is returned."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{secrets.token_hex(16)}.jpg"
    write_once(folder / name, picture.jpeg)
    return name


def remove_picture(folder: Path, name: str) -> None:
    """Remove the file of a picture; that it is gone already is no error."""
    if FILE_NAME.fullmatch(name):
        (folder / name).unlink(missing_ok=True)
