"""What a telephone number looks like."""

import re

from flask_babel import gettext as _
from wtforms import Field, ValidationError

PHONE = re.compile(r"\+?[0-9][0-9 ()./-]*")
FEWEST_DIGITS, MOST_DIGITS = 8, 15


def refuse_strange_number(field: Field) -> None:
    """Refuse what cannot be a telephone number; an empty field never comes here."""
    digits = sum(sign.isdigit() for sign in field.data or "")
    is_number = PHONE.fullmatch(field.data or "") is not None
    if not is_number or not FEWEST_DIGITS <= digits <= MOST_DIGITS:
        raise ValidationError(
            _("Dit nummer klopt niet. Een goed voorbeeld: 06 12345678.")
        )
