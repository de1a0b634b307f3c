"""Forms that notice what a colleague stored while they were filled in."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from wtforms import BooleanField, HiddenField

from pb.fingerprint import fingerprint_of
from pb.web.forms import Form


def with_seen(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is stored for the fields of a form, with its fingerprint."""
    return {**stored, "seen": fingerprint_of(stored)}


class SeenForm(Form):
    """A form that knows what was stored when it was shown."""

    seen = HiddenField()

    def saw(self, stored: Mapping[str, Any]) -> bool:
        """Say whether this was stored when the form was shown, or it can't tell."""
        return self.seen.data in {None, "", fingerprint_of(stored)}

    def meet(self, stored: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Return what a colleague stored; sent once more, this form replaces it."""
        self.show_again(fingerprint_of(stored))
        return self.differences(type(self)(formdata=None, data=stored))

    def show_again(self, seen: str) -> None:
        """Let what was typed be stored when it is sent once more."""
        self.seen.data = seen
        self.seen.raw_data = None

    def differences(self, stored: "SeenForm") -> list[tuple[str, str]]:
        """Return label and stored value of the fields that say something else."""
        return [
            (str(field.label.text), _readable(stored[field.short_name]))
            for field in self
            if field.type not in {"HiddenField", "CSRFTokenField"}
            and field.data != stored[field.short_name].data
        ]


def _readable(field: Any) -> str:
    if isinstance(field, BooleanField):
        return str(gettext("ja") if field.data else gettext("nee"))
    for choice in getattr(field, "iter_choices", tuple)():
        if choice.value == field.data:
            return str(
                choice.label[0] if isinstance(choice.label, tuple) else choice.label
            )
    written = field._value() if hasattr(field, "_value") else str(field.data or "")
    return str(written or gettext("(leeg)"))
