"""How a resident who hands in a plan can be reached, in every form that asks it."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import Email, Optional

from pb.projects.fields import (
    AtMost,
    EmailLineField,
    InWords,
    LineField,
    PhoneLineField,
)


def name_field() -> LineField:
    """Return a field for the name; it must be filled in."""
    return LineField(_l("Uw naam"), [InWords(_l("Vul uw naam in.")), AtMost(100)])


def email_field() -> EmailLineField:
    """Return a field for an address, which may stay empty."""
    wrong = _l("Dit e-mailadres klopt niet. Een goed voorbeeld: naam@voorbeeld.nl")
    return EmailLineField(
        _l("E-mailadres"),
        [Optional(), AtMost(254), Email(wrong, check_deliverability=False)],
    )


def phone_field() -> PhoneLineField:
    """Return a field for a number, which may stay empty."""
    return PhoneLineField(_l("Telefoonnummer"), [Optional(), AtMost(30)])


def is_reachable(email: Field, phone: Field) -> bool:
    """Say whether one of the two was filled in; the first says it when not."""
    if email.data or phone.data:
        return True
    message = _("Vul uw e-mailadres of uw telefoonnummer in. Eén is genoeg.")
    email.errors = [*email.errors, message]
    return False
