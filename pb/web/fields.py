"""Form fields for amounts and moments, as people in the Netherlands write them.

What was typed comes back as it was typed, also when it could not be read.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask_babel import gettext
from wtforms import Field, SelectMultipleField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation
from wtforms.widgets import (
    CheckboxInput,
    DateTimeLocalInput,
    ListWidget,
    TextInput,
)

from pb import clock

MAX_CENTS = 10**12  # ten billion euros: above it, someone typed a zero too many
# 12500, 12.500 or 12 500; then, if any, a comma and two decimals, or ",-".
AMOUNT = re.compile(
    r"(?P<euros>[0-9]{1,15}|[0-9]{1,3}(?:\.[0-9]{3}){1,4}|[0-9]{1,3}(?: [0-9]{3}){1,4})"
    r"(?:,(?P<cents>[0-9]{2}|[-–]))?"
)
SIGN = re.compile(r"€|EUR\b|euro\b", re.IGNORECASE)
# They turn the order of letters around, also of what stands behind them on a page.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
SPACES = re.compile(r"[ \t\u00a0\u2009\u202f]+")
# Elsewhere a point parts the decimals and a comma the thousands.
AMBIGUOUS = re.compile(r"[0-9. ]+,[0-9]+|[0-9]+\.[0-9]{1,2}|[0-9,]+\.[0-9]+")
MOMENT = re.compile(
    r"(20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?"
)


class NotAnAmount(ValueError):
    """The text is not an amount in euros, written the Dutch way."""


class AmbiguousAmount(NotAnAmount):
    """The text could mean two amounts."""


def read_euros(text: str) -> int:
    """Return the cents that "€ 12.500,50" stands for.

    Raises:
        AmbiguousAmount: "12.50", "1,5" or "1,500": in other countries a point and
            a comma mean the opposite, so we ask.
        NotAnAmount: It is no amount, negative, or of more than `MAX_CENTS`.
    """
    amount = SPACES.sub(" ", SIGN.sub("", text, count=1)).strip(" ")
    found = AMOUNT.fullmatch(amount)
    if found is None:
        raise AmbiguousAmount if AMBIGUOUS.fullmatch(amount) else NotAnAmount
    decimals = found["cents"] or "-"
    cents = int(re.sub("[. ]", "", found["euros"])) * 100
    cents += int(decimals) if decimals.isdigit() else 0
    if cents > MAX_CENTS:
        raise NotAnAmount
    return cents


def write_euros(cents: int) -> str:
    """Return the amount as `read_euros` reads it, without a sign: "12.500,50"."""
    euros, rest = divmod(cents, 100)
    written = f"{euros:,}".replace(",", ".")
    return f"{written},{rest:02d}" if rest else written


class ReadField(Field):
    """A field that says one thing at a time: first that it could not be read.

    A kind of field says how a text is read (`read`) and written (`write`).
    """

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed; data are None when that is nothing."""
        self.data = None
        if valuelist and valuelist[0].strip():
            self.data = self.read(valuelist[0])

    def pre_validate(self, form: BaseForm) -> None:
        """Skip the validators when there is nothing they could look at."""
        if self.process_errors:
            raise StopValidation

    def read(self, typed: str) -> Any:
        """Return what a text means, or raise ValueError with what to type."""
        raise NotImplementedError

    def write(self, data: Any) -> str:
        """Return data as one would type them."""
        raise NotImplementedError

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.write(self.data)


class EuroField(ReadField):
    """An amount in euros; its data are whole cents, or None when left empty."""

    widget = TextInput()
    data: int | None

    def read(self, typed: str) -> int:
        """Return the cents."""
        try:
            return read_euros(typed)
        except AmbiguousAmount as reason:
            raise ValueError(
                gettext(
                    "Schrijf duizenden met een punt, en centen met een komma en"
                    " twee cijfers. Bijvoorbeeld: 12.500 of 12.500,50."
                )
            ) from reason
        except NotAnAmount as reason:
            raise ValueError(
                gettext(
                    "Vul een bedrag in euro’s in, van 0 tot en met 10 miljard."
                    " Bijvoorbeeld: 12.500."
                )
            ) from reason

    def write(self, data: int) -> str:
        """Return the amount without a sign."""
        return write_euros(data)


class AmsterdamDateTimeField(ReadField):
    """A moment on the clock of Amsterdam; its data are in UTC, or None when empty."""

    widget = DateTimeLocalInput()
    data: datetime | None

    def read(self, typed: str) -> datetime:
        """Return the moment, in UTC."""
        local = _read_local(typed.strip())
        try:
            return clock.to_utc(local)
        except ValueError as reason:
            raise ValueError(
                gettext(
                    "Deze tijd bestaat niet: de klok gaat die nacht een uur vooruit."
                    " Kies een andere tijd."
                )
            ) from reason

    def write(self, data: datetime) -> str:
        """Return the moment as a browser takes it."""
        return data.astimezone(clock.AMSTERDAM).strftime("%Y-%m-%dT%H:%M")


def _read_local(typed: str) -> datetime:
    try:
        if MOMENT.fullmatch(typed):
            return datetime.fromisoformat(typed)
    except ValueError:
        pass  # such as 31 February: the sentence below says what to do
    raise ValueError(
        gettext("Vul een dag en een tijd in. Bijvoorbeeld: 1 september 2027, 09:00.")
    )


class TickField(SelectMultipleField):
    """Any number of choices, each a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class WholeNumberField(ReadField):
    """A whole number of at least 0; its data are an int, or None when left empty."""

    widget = TextInput()
    data: int | None

    def read(self, typed: str) -> int:
        """Return the number; "12.500" and "12 500" are as good as "12500"."""
        found = AMOUNT.fullmatch(SPACES.sub(" ", typed).strip(" "))
        if found is None or found["cents"] is not None:
            raise ValueError(
                gettext("Vul een heel getal in, met cijfers. Bijvoorbeeld: 1.200.")
            )
        return int(re.sub("[. ]", "", found["euros"]))

    def write(self, data: int) -> str:
        """Return the number with points between the thousands."""
        return f"{data:,}".replace(",", ".")


def one_line(text: str | None) -> str:
    """Return text without control characters and double spaces, for a filter."""
    return " ".join("".join(_visible(text or "")).split())


def paragraphs(text: str | None) -> str:
    """Return text without control characters, with its lines, for a filter."""
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join("".join(_visible(line)).strip() for line in lines).strip()


def _visible(text: str) -> Iterator[str]:
    """Leave out what nobody typed on purpose, and what PostgreSQL can't store."""
    for symbol in text:
        kind = unicodedata.category(symbol)
        if symbol.isspace():
            yield " "
        elif kind not in {"Cc", "Cs", "Co", "Cn"} and symbol not in TURNING:
            yield symbol
