"""How long this installation keeps each kind of personal data."""

from collections.abc import Mapping

from pb.config import ConfigurationError
from pb.retention.register import words
from pb.retention.terms import LONGEST

SETTING = "BUURTGELD_KEEP_MONTHS"
CONTACT = "proposer_contact"
OF_CONTACT = "BUURTGELD_SITE_KEEP_CONTACTS_MONTHS"


def keep_months(environ: Mapping[str, str], *, contacts: int) -> dict[str, int]:
    """Read the months of an installation, such as "helper_contact=6 idea_contact=3".

    Args:
        environ: Of the process.
        contacts: Of proposers, which have a setting of their own.

    Raises:
        ConfigurationError: It has another form, or names a kind that is not there.
    """
    months = {CONTACT: contacts}
    known = words().keys()
    for part in environ.get(SETTING, "").replace(",", " ").split():
        name, _sign, number = part.partition("=")
        if name == CONTACT:
            raise ConfigurationError(f"{SETTING}: for {name} use {OF_CONTACT}")
        if name not in known:
            raise ConfigurationError(
                f"{SETTING} names {name!r}; use one of: {', '.join(sorted(known))}"
            )
        is_number = number.isascii() and number.isdigit() and len(number) < 4
        if not is_number or int(number) > LONGEST:
            raise ConfigurationError(
                f"{SETTING}: give {name} a whole number of months up to {LONGEST}"
            )
        months[name] = int(number)
    return months
