"""What a voter sends, read with care: everything may be forged."""

import re
import secrets
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import StringField

from pb.voting.commitment import NONCE_BYTES
from pb.web.forms import Form

NONCE = re.compile(r"[0-9a-f]{64}", re.ASCII)
VERSION = re.compile(r"[0-9]{1,6}", re.ASCII)
SUBMISSION_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
# The fields of the check page: these, `choice`, and what begins like one of a plan.
SENDING = ("version", "nonce", "submission_id")
# Of the other forms on it: a program that sends all hidden fields means no harm.
AROUND = ("csrf_token", "terug", "taal", "actie")
CHOICES = ("choice-", "points-", "rank-")


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
class Sending:
    """The values that make a submission the same when it is sent again."""

    nonce: str  # 32 bytes, hex
    submission_id: str  # 16 bytes, hex
    version: int = 0  # of the ballot it replaces, where a code may vote again

    @classmethod
    def new(cls, version: int = 0) -> "Sending":
        """Return fresh ones; a browser with JavaScript replaces them by its own."""
        return cls(secrets.token_hex(NONCE_BYTES), secrets.token_hex(16), version)


def only(fields: MultiDict[str, str], name: str) -> str:
    """Return the one value of a field; nothing when it is missing.

    Raises:
        MalformedForm: It is there twice.
    """
    values = fields.getlist(name)
    if len(values) > 1:
        raise MalformedForm(name)
    return values[0] if values else ""


def typed(fields: MultiDict[str, str], name: str) -> str:
    """Return what was typed in a field; of two values neither, and that is unknown."""
    try:
        return only(fields, name)
    except MalformedForm:
        return ""


def read_sending(fields: MultiDict[str, str]) -> Sending:
    """Return nonce, submission id and version.

    A field that our page does not have is refused as well: whoever means a choice by
    it would cast a blank ballot without knowing.

    Raises:
        MalformedForm: One of them is missing, changed, or there twice; or there is
            a field that our page does not have.
    """
    _check_names(fields)
    version = fields.get("version", "0")
    if not VERSION.fullmatch(version):
        raise MalformedForm("version")
    sending = Sending(
        fields.get("nonce", ""), fields.get("submission_id", ""), int(version)
    )
    if not NONCE.fullmatch(sending.nonce):
        raise MalformedForm("nonce")
    if not SUBMISSION_ID.fullmatch(sending.submission_id):
        raise MalformedForm("submission_id")
    return sending


def _check_names(fields: MultiDict[str, str]) -> None:
    for name in fields:
        is_known = name in SENDING or name in AROUND or name == "choice"
        if not is_known and not name.startswith(CHOICES):
            raise MalformedForm(name[:40])
    for name in SENDING:
        if len(fields.getlist(name)) > 1:
            raise MalformedForm(name)
    if len(set(fields.getlist("csrf_token"))) > 1:
        raise MalformedForm("csrf_token")
