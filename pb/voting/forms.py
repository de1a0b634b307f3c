"""What a voter sends, read with care: everything may be forged."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import StringField

from pb.voting.commitment import NONCE_BYTES
from pb.web.forms import Form

NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
NONCE = re.compile(r"[0-9a-f]{64}", re.ASCII)
SUBMISSION_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)


class MalformedForm(Exception):
    """A field is missing, or not as our page sent it."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class CodeForm(Form):
    """The voting code of the letter."""

    code = StringField(_l("Stemcode"))


class LookupForm(Form):
    """A receipt, or a code."""

    receipt = StringField(_l("Stembewijs"))
    code = StringField(_l("Stemcode"))


@dataclass(frozen=True, slots=True)
class Envelope:
    """The two values that make a submission the same when it is sent again."""

    nonce: str  # 32 bytes, hex
    submission_id: str  # 16 bytes, hex

    @classmethod
    def new(cls) -> "Envelope":
        """Return fresh ones; a browser with JavaScript replaces them by its own."""
        return cls(secrets.token_hex(NONCE_BYTES), secrets.token_hex(16))


def read_choices(fields: MultiDict[str, str]) -> frozenset[int]:
    """Return the numbers of the chosen plans.

    Raises:
        MalformedForm: A choice is not a number.
    """
    values = fields.getlist("choice")
    if not all(NUMBER.fullmatch(value) for value in values):
        raise MalformedForm("choice")
    return frozenset(int(value) for value in values)


def read_envelope(fields: Mapping[str, str]) -> Envelope:
    """Return nonce and submission id.

    Raises:
        MalformedForm: One of them is missing or changed.
    """
    envelope = Envelope(fields.get("nonce", ""), fields.get("submission_id", ""))
    if not NONCE.fullmatch(envelope.nonce):
        raise MalformedForm("nonce")
    if not SUBMISSION_ID.fullmatch(envelope.submission_id):
        raise MalformedForm("submission_id")
    return envelope
