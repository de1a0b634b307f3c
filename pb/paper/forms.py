"""What is typed at the desk about paper."""

import re
import secrets
from collections.abc import Mapping
from typing import Self

from flask_babel import lazy_gettext as _l
from wtforms import StringField

from pb.web.forms import Form

NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
TOKEN = re.compile(r"[0-9a-f]{32}", re.ASCII)


class CodeForm(Form):
    """The code that came with a paper ballot."""

    code = StringField(
        _l("Stemcode van de strook"),
        render_kw={
            "autocomplete": "off",
            "autocapitalize": "characters",
            "spellcheck": "false",
            "maxlength": 200,
            "autofocus": True,
        },
    )

    @classmethod
    def empty(cls) -> Self:
        """Return one in which nothing was typed."""
        return cls(formdata=None)

    @property
    def token(self) -> str:
        """Return what makes this form another than the one before."""
        return secrets.token_hex(16)


def read_token(fields: Mapping[str, str]) -> str:
    """Return the token of a form; a fresh one where there is none of ours."""
    given = fields.get("token", "")
    return given if TOKEN.fullmatch(given) else secrets.token_hex(16)


def read_area(fields: Mapping[str, str]) -> int | None:
    """Return the number of the chosen area."""
    return read_number(fields.get("area", ""))


def read_number(given: str) -> int | None:
    """Return a whole number; None when it is none."""
    return int(given) if NUMBER.fullmatch(given) else None
