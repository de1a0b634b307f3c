"""What a proposer fills in about the own plan, and who wants to join one."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import Optional

from pb.projects.contact_fields import email_field, name_field, phone_field
from pb.projects.contact_rules import refuse_strange_number
from pb.projects.fields import (
    AtMost,
    InWords,
    LineField,
    PhoneLineField,
    TextField,
)
from pb.web.forms import Form

ANSWER_LENGTH = 2000


class CodeForm(Form):
    """The code of a letter."""

    code = LineField(_l("Code van uw plan"), [InWords(_l("Vul uw code in."))])


class AnswerForm(Form):
    """An answer to a question of staff."""

    answer = TextField(
        _l("Uw antwoord"),
        [InWords(_l("Schrijf uw antwoord.")), AtMost(ANSWER_LENGTH)],
    )


class ObjectionForm(Form):
    """Why a refusal is wrong."""

    text = TextField(
        _l("Waarom bent u het er niet mee eens?"),
        [InWords(_l("Schrijf waarom u het er niet mee eens bent.")), AtMost(4000)],
    )


class JoinForm(Form):
    """Who wants to join a plan, and how the proposers reach them."""

    name = name_field()
    email = email_field()
    phone = phone_field()
    message = TextField(_l("Wat wilt u zeggen?"), [Optional(), AtMost(1000)])

    def validate_phone(self, field: PhoneLineField) -> None:
        """Refuse what cannot be a telephone number."""
        refuse_strange_number(field)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, and that there is a way to answer."""
        is_valid = bool(super().validate(extra_validators))
        if self.email.data or self.phone.data:
            return is_valid
        message = _("Vul uw e-mailadres of uw telefoonnummer in. Eén is genoeg.")
        self.email.errors = [*self.email.errors, message]
        return False
