"""Which letter is meant, and why."""

from typing import Any, ClassVar

import wtforms
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, StringField, ValidationError
from wtforms.validators import AnyOf, InputRequired

from pb.codes.letter_number import normalise_number
from pb.desk.reasons import FOR_REPLACING, FOR_VOIDING, REASONS, Reason
from pb.web.forms import Form

SelectChoice: Any = wtforms.SelectChoice  # type: ignore[attr-defined]  # not in the stubs
CHOOSE = _l("Kies een reden.")


def _number(id_: str) -> StringField:
    return StringField(
        _l("Briefnummer"),
        [InputRequired(_l("Vul het briefnummer in."))],
        id=id_,
        render_kw={"autocomplete": "off", "spellcheck": "false", "maxlength": 40},
    )


class LetterForm(Form):
    """Which letter, and why. What was typed comes back."""

    letter: StringField
    reason: RadioField
    reasons: ClassVar[tuple[Reason, ...]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reason.choices = [
            SelectChoice(reason.value, str(REASONS[reason])) for reason in self.reasons
        ]

    def validate_letter(self, field: StringField) -> None:
        """Find a mistyped number before anything is looked up."""
        if normalise_number(field.data or "") is None:
            raise ValidationError(
                str(
                    _l(
                        "Dit is geen briefnummer. Het heeft negen tekens, bijvoorbeeld"
                        " 7KQ2-M4RT-X. Vergelijk elk teken."
                    )
                )
            )


class ReplaceForm(LetterForm):
    """A letter that is to be replaced."""

    reasons = FOR_REPLACING
    letter = _number("vervang-letter")
    reason = RadioField(
        _l("Waarom is een nieuwe brief nodig?"),
        [InputRequired(CHOOSE), AnyOf(FOR_REPLACING, CHOOSE)],
        choices=[],
        validate_choice=False,
        id="vervang-reason",
    )
    large = BooleanField(_l("De nieuwe brief in grote letters"), id="vervang-large")


class VoidForm(LetterForm):
    """A letter whose code is to be made invalid."""

    reasons = FOR_VOIDING
    letter = _number("ongeldig-letter")
    reason = RadioField(
        _l("Waarom moet de code ongeldig worden?"),
        [InputRequired(CHOOSE), AnyOf(FOR_VOIDING, CHOOSE)],
        choices=[],
        validate_choice=False,
        id="ongeldig-reason",
    )
