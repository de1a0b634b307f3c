"""What people type, made fit to keep: one way of writing, nothing invisible."""

import re
import unicodedata

NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# No keyboard types these; they break files, logs and databases.
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
# They come along when a telephone number is copied; and they can turn text around.
DIRECTION = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
BLANKS = re.compile("[ \t\n\u00a0]+")
LONG_GAP = re.compile("\n{3,}")


def has_control(text: str) -> bool:
    """Say whether there are signs that no one can have meant to type."""
    return CONTROL.search(NEWLINES.sub("\n", text)) is not None


def one_line(text: str) -> str:
    """Return the text as one line without invisible signs, in one way of writing."""
    return BLANKS.sub(" ", _visible(text)).strip()


def paragraphs(text: str) -> str:
    """Return the text with its lines and paragraphs, without invisible signs."""
    lines = [line.rstrip() for line in _visible(text).split("\n")]
    return LONG_GAP.sub("\n\n", "\n".join(lines)).strip()


def says_something(text: str) -> bool:
    """Say whether there is at least one letter or digit."""
    return any(sign.isalnum() for sign in text)


def _visible(text: str) -> str:
    shown = DIRECTION.sub("", CONTROL.sub("", NEWLINES.sub("\n", text)))
    return unicodedata.normalize("NFC", shown)
