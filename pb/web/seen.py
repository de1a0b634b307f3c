"""Forms that notice what a colleague stored while they were filled in."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from wtforms import BooleanField, HiddenField, SelectFieldBase

from pb.fingerprint import fingerprint_of
from pb.web.forms import Form


def with_seen(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is stored for the fields of a form, with its fingerprint."""
    return {**stored, "seen": fingerprint_of(stored)}


class SeenForm(Form):
    """A form that knows what was stored when it was shown."""

    seen = HiddenField()

    def meet(self, stored: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Return what a colleague stored; sent once more, this form replaces it."""
        self.show_again(fingerprint_of(stored))
        return differences(self, type(self)(formdata=None, data=stored))

    def show_again(self, seen: str) -> None:
        """Let what was typed be stored when it is sent once more."""
        self.seen.data = seen
        self.seen.raw_data = None


def differences(typed: Form, stored: Form) -> list[tuple[str, str]]:
    """Return label and stored value of the fields that say something else."""
    return [
        (str(field.label.text), _readable(stored[field.short_name]))
        for field in typed
        if field.type not in {"HiddenField", "CSRFTokenField"}
        and field.data != stored[field.short_name].data
    ]


def _readable(field: Any) -> str:
    if isinstance(field, BooleanField):
        return str(gettext("ja") if field.data else gettext("nee"))
    if isinstance(field, SelectFieldBase):
        chosen = field.data if isinstance(field.data, list) else [field.data]
        choices: list[Any] = list(field.iter_choices())
        words = [_in_words(choice) for choice in choices if choice.value in chosen]
        return ", ".join(words) or str(gettext("(leeg)"))
    written = field._value() if hasattr(field, "_value") else str(field.data or "")
    return str(written or gettext("(leeg)"))


def _in_words(choice: Any) -> str:
    return str(choice.label[0] if isinstance(choice.label, tuple) else choice.label)
