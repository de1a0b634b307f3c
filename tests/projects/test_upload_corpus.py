"""What people and attackers send as a photo: refused, or drawn anew as a plain JPEG."""

import io
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image, PngImagePlugin

from pb.projects.photos import LONGEST_SIDE, BadPicture, read_picture
from tests.projects.test_photos import a_picture

PLACE = b"GPSLatitude 51.9225"


def heic() -> bytes:
    """Return the head of a photo as an iPhone keeps it."""
    return b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 400


def animated(kind: str) -> bytes:
    """Return three pictures in one file: the first one green."""
    frames = [Image.new("RGB", (40, 30), each) for each in ("green", "red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:])
    return out.getvalue()


def declared(width: int, height: int) -> bytes:
    """Return a JPEG whose head says another size than it has."""
    sent = bytearray(a_picture())
    at = sent.index(b"\xff\xc0") + 5
    sent[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(sent)


def empty_png() -> bytes:
    """Return a PNG of no pixels."""
    head = b"IHDR" + struct.pack(">IIBBBBB", 0, 0, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
    return b"\x89PNG\r\n\x1a\n" + chunk


def other(kind: str) -> bytes:
    return a_picture(kind)


REFUSED: dict[str, Callable[[], bytes]] = {
    "heic": heic,
    "webp": lambda: other("WEBP"),
    "tiff": lambda: other("TIFF"),
    "bmp": lambda: other("BMP"),
    "ico": lambda: other("ICO"),
    "animated gif": lambda: animated("GIF"),
    "65535 by 65535": lambda: declared(65535, 65535),
    "no pixels": empty_png,
    "cut off after the head": lambda: a_picture(size=(600, 400))[:700],
    "cut off at nine tenths": lambda: a_picture("PNG", size=(600, 400))[:-40],
    "only a signature": lambda: b"\xff\xd8\xff\xe0",
    "spaces": lambda: b" " * 5000,
    "text that says jpeg": lambda: b"\xff\xd8JFIF" + b"geen foto " * 50,
    "postscript": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "php behind a photo": lambda: a_picture() + b"<?php system($_GET[0]); ?>",
    "svg in capitals": lambda: b"<SVG ONLOAD=alert(1)>",
    "svg inside a photo": lambda: a_picture(comment=b"<svg onload=alert(1)>"),
    "page before a photo": lambda: b"<!DOCTYPE html><html>" + a_picture(),
    "zip behind a photo": lambda: a_picture() + b"PK\x03\x04 x PK\x05\x06" + b"\0" * 18,
}


@pytest.mark.parametrize("name", REFUSED)
def test_refuses_what_is_no_photo_or_not_only_one(name: str) -> None:
    with pytest.raises(BadPicture):
        read_picture(REFUSED[name]())


def with_text_chunk() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", PLACE.decode())
    return a_picture("PNG", pnginfo=info)


def with_exif_in_png() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = PLACE.decode()
    return a_picture("PNG", exif=exif)


KEPT: dict[str, Callable[[], bytes]] = {
    "place in a text chunk": with_text_chunk,
    "place in exif of a png": with_exif_in_png,
    "place in xmp": lambda: a_picture(xmp=b"<x:xmpmeta>" + PLACE + b"</x:xmpmeta>"),
    "place in a comment": lambda: a_picture(comment=PLACE),
    "place in a profile": lambda: a_picture(icc_profile=PLACE * 10),
    "bytes behind the end": lambda: a_picture() + PLACE,
    "two photos in one": lambda: a_picture() + a_picture(size=(61, 41)) + PLACE,
    "moving png": lambda: animated("PNG"),
}


@pytest.mark.parametrize("name", KEPT)
def test_draws_anew_and_takes_nothing_else_along(name: str) -> None:
    picture = read_picture(KEPT[name]())

    assert PLACE not in picture.jpeg
    with Image.open(io.BytesIO(picture.jpeg)) as kept:
        assert kept.format == "JPEG"
        assert getattr(kept, "n_frames", 1) == 1
        assert set(kept.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        red, green, blue = kept.convert("RGB").getpixel((5, 5))  # type: ignore[misc]  # of RGB
    assert green > max(red, blue)


@pytest.mark.parametrize("size", [(1, 1), (1, 4000), (4000, 1), (4999, 5000)])
def test_takes_every_shape_that_fits(size: tuple[int, int]) -> None:
    picture = read_picture(a_picture(size=size))

    assert min(picture.width, picture.height) >= 1
    assert max(picture.width, picture.height) <= LONGEST_SIDE
