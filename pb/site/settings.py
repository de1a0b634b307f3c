"""What one installation calls itself, and who answers for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Self

from pb.config import ConfigurationError
from pb.site.window import LEFT, Window

PREFIX = "BUURTGELD_SITE_"


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """Names, contact and statements of the installation (docs/settings.md).

    Each is set by the environment variable of its name, in capitals, with the
    prefix BUURTGELD_SITE_. What is empty is left out of the pages.
    """

    name: str = "Buurtgeld"
    tagline: str = "Beslis mee over geld voor uw buurt"
    # The words this deelgemeente uses for itself and for a part of it.
    body_name: str = "deelgemeente"
    area_name: str = "wijk"
    owner_name: str = "de deelgemeente"
    owner_note: str = ""  # a line under it in the footer: "Dit is een voorbeeld."
    owner_address: str = ""
    contact_phone: str = ""
    contact_hours: str = ""
    contact_email: str = ""
    contact_address: str = ""  # where one can walk in; lines are kept
    security_contact: str = ""  # mailto: or https: address for security.txt
    privacy_officer: str = ""  # name or address of the data protection officer
    source_url: str = ""  # where the source code is published
    # Where the accessibility statement stands: A, B, C, D or E as the Dutch
    # register has it; empty while nobody has examined the site.
    accessibility_status: str = ""
    accessibility_date: date = date(2026, 11, 22)
    accessibility_report_url: str = ""
    keep_contacts_months: int = 24  # names of proposers, after the round
    letter_window: Window = LEFT  # of the envelope
    paper: bool = False  # whether the desk helps people to vote on paper

    @property
    def contact_phone_link(self) -> str:
        """Return the telephone number as a tel: link wants it."""
        return "".join(sign for sign in self.contact_phone if sign in "+0123456789")

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """Read the settings; those not given keep their default.

        Raises:
            ConfigurationError: A setting has the wrong form, or is unknown.
        """
        known = {PREFIX + field.name.upper(): field.name for field in fields(cls)}
        given = {key: value for key, value in environ.items() if key.startswith(PREFIX)}
        for key in given:
            if key not in known:
                raise ConfigurationError(
                    f"{key} is not a setting; see docs/settings.md"
                )
        values = {known[key]: _read(known[key], given[key]) for key in given}
        return cls(**values)


def _read(name: str, value: str) -> Any:
    convert, form = FORMS.get(name, (str.strip, ""))
    try:
        return convert(value.strip())
    except ValueError:
        setting = PREFIX + name.upper()
        raise ConfigurationError(f"{setting} is {value!r}; give {form}.") from None


def _positive(value: str) -> int:
    if int(value) < 1:
        raise ValueError(value)
    return int(value)


def _web_address(value: str) -> str:
    if value and not value.startswith(("https://", "http://")):
        raise ValueError(value)
    return value


def _security_address(value: str) -> str:
    if value and not value.startswith(("https://", "mailto:", "tel:")):
        raise ValueError(value)
    return value


def _yes_or_no(value: str) -> bool:
    if value.lower() not in {"yes", "no", ""}:
        raise ValueError(value)
    return value.lower() == "yes"


def _status(value: str) -> str:
    if value not in {"", "A", "B", "C", "D", "E"}:
        raise ValueError(value)
    return value


# How a setting that is not just text is read, and what to say when it can't be.
FORMS: dict[str, tuple[Callable[[str], Any], str]] = {
    "accessibility_date": (date.fromisoformat, "a date such as 2026-11-22"),
    "accessibility_status": (_status, "A, B, C, D or E, or nothing"),
    "accessibility_report_url": (_web_address, "an address with https://"),
    "source_url": (_web_address, "an address with https://"),
    "security_contact": (_security_address, "an address with mailto: or https://"),
    "keep_contacts_months": (_positive, "a whole number of months"),
    "paper": (_yes_or_no, "yes or no"),
    "letter_window": (
        Window.read,
        "left, right, or millimetres: left, top, width, height, as in 20 50 90 38",
    ),
}
