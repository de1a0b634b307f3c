"""Form fields for what residents write: cleaned, and refused in plain words."""

from typing import Any

from flask_babel import LazyString, gettext, ngettext
from wtforms import Field, SelectField, StringField, TextAreaField, ValidationError
from wtforms.widgets import EmailInput, TelInput

from pb.projects.texts import has_control, one_line, paragraphs, says_something
from pb.web.languages import LANGUAGES, chosen_language


class LineField(StringField):
    """One line of text; what comes back after a refusal is clean."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the text, and refuse what no one can have meant."""
        if valuelist:
            self.data = one_line(valuelist[0])
            refuse_control(valuelist[0])


class EmailLineField(LineField):
    """An e-mail address."""

    widget = EmailInput()


class PhoneLineField(LineField):
    """A telephone number."""

    widget = TelInput()


class LanguageField(SelectField):
    """The language of our mails; whoever says nothing reads that of the page."""

    def __init__(self, label: LazyString, **kwargs: Any) -> None:
        super().__init__(label, choices=[], default=chosen_language, **kwargs)
        self.choices = list(LANGUAGES.items())

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the choice; what is no language of ours was not on the page."""
        if valuelist and valuelist[0] in LANGUAGES:
            self.data = valuelist[0]
        elif self.data not in LANGUAGES:
            self.data = chosen_language()


class TextField(TextAreaField):
    """Text in paragraphs, in our subset of Markdown."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the text, and refuse what no one can have meant."""
        if valuelist:
            self.data = paragraphs(valuelist[0])
            refuse_control(valuelist[0])


def refuse_control(typed: str) -> None:
    """Refuse control characters, which came along with something pasted."""
    if has_control(typed):
        raise ValueError(
            gettext(
                "In deze tekst stonden onzichtbare tekens. Wij haalden ze weg."
                " Kijk de tekst na en verstuur het formulier opnieuw."
            )
        )


class InWords:
    """Refuse a text without a single letter or digit."""

    def __init__(self, message: LazyString) -> None:
        self.message = message
        self.field_flags = {"required": True}

    def __call__(self, _form: object, field: Field) -> None:
        """Check the field; what was wrong with its signs is said first."""
        if not field.errors and not says_something(field.data or ""):
            raise ValidationError(str(self.message))


class AtMost:
    """Refuse a text that is too long, and say by how much."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, _form: object, field: Field) -> None:
        """Check the field."""
        extra = len(field.data or "") - self.most
        if extra > 0:
            raise ValidationError(
                ngettext(
                    "Deze tekst is %(num)s teken te lang. Er passen %(most)s tekens.",
                    "Deze tekst is %(num)s tekens te lang. Er passen %(most)s tekens.",
                    extra,
                    most=self.most,
                )
            )
