"""The questions about a plan, a form for each step; where it is in `where_form.py`."""

from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, ValidationError
from wtforms.validators import InputRequired, Optional

from pb.projects.aims import AIMS, NEEDS, PROPOSERS, SOURCES, VALUES
from pb.projects.contact_fields import (
    email_field,
    is_reachable,
    name_field,
    phone_field,
)
from pb.projects.contact_rules import refuse_strange_number
from pb.projects.fields import (
    AtMost,
    InWords,
    LanguageField,
    LineField,
    PhoneLineField,
    TextField,
)
from pb.projects.forms import DESCRIPTION_LENGTH, TITLE_LENGTH
from pb.projects.step_form import StepForm
from pb.projects.themes import THEMES
from pb.projects.where_form import WhereForm
from pb.web.fields import EuroField, TickField

LINES = range(1, 9)  # things to pay for
LINE_LENGTH = 100
SHORT_TEXT, LONG_TEXT = 600, 1500


class WhatForm(StepForm):
    """What the plan is."""

    title = LineField(
        _l("Naam van het plan"),
        [InWords(_l("Geef uw plan een naam.")), AtMost(TITLE_LENGTH)],
    )
    description = TextField(
        _l("Wat is het plan?"),
        [InWords(_l("Vertel wat uw plan is.")), AtMost(DESCRIPTION_LENGTH)],
    )
    theme = SelectField(
        _l("Onderwerp"), [InputRequired(_l("Kies een onderwerp."))], choices=[]
    )

    def prepare(self) -> None:
        """Offer the themes."""
        self.theme.choices = [
            ("", _("Kies een onderwerp")),
            *((theme.key, str(theme.label)) for theme in THEMES),
        ]


class WhyForm(StepForm):
    """Which aims it serves, and what it adds."""

    aims = TickField(_l("Waar helpt uw plan bij?"), choices=[])
    values = TickField(_l("Wat levert het de buurt op?"), choices=[])

    def prepare(self) -> None:
        """Offer the aims and the values."""
        self.aims.choices = [(str(key), str(label)) for key, label in AIMS.items()]
        self.values.choices = [(key, str(label)) for key, label in VALUES.items()]


class MoneyForm(StepForm):
    """What it costs, who else pays, and so what is asked."""

    running_cost = EuroField(_l("Wat kost het daarna elk jaar?"), [Optional()])

    def lines(self) -> list[tuple[LineField, EuroField]]:
        """Return the fields of each line: what, and how much."""
        return [
            (self[f"cost_label_{line}"], self[f"cost_amount_{line}"]) for line in LINES
        ]

    def sources(self) -> list[tuple[str, EuroField]]:
        """Return the field of each source."""
        return [(source, self[f"from_{source}"]) for source in SOURCES]

    def filled_lines(self) -> tuple[tuple[str, int], ...]:
        """Return the lines that say what and how much."""
        return tuple(
            (what.data, amount.data)
            for what, amount in self.lines()
            if what.data and amount.data
        )

    def contributions(self) -> dict[str, int]:
        """Return what others pay, by source."""
        return {source: field.data for source, field in self.sources() if field.data}

    @property
    def total(self) -> int:
        """Return what everything costs, as far as it was filled in."""
        return sum(amount for _what, amount in self.filled_lines())

    @property
    def asked(self) -> int:
        """Return what is left to ask."""
        return self.total - sum(self.contributions().values())

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every line, and that something is asked."""
        is_valid = bool(super().validate(extra_validators))
        for what, amount in self.lines():
            is_valid = _check_line(what, amount) and is_valid
        return is_valid and self._asks_something()

    def _asks_something(self) -> bool:
        first, message = self.lines()[0][1], ""
        if not self.total:
            message = _("Vul in wat uw plan kost. Eén regel is genoeg.")
        elif self.asked <= 0:
            message = _(
                "Anderen betalen al alles. Dan heeft u geen buurtgeld nodig."
                " Kijk de bedragen na."
            )
        if message:
            first.errors = [*first.errors, message]
        return not message


def _check_line(what: LineField, amount: EuroField) -> bool:
    if what.data and not amount.data and not amount.errors:
        amount.errors = [_("Vul in wat dit kost.")]
    if amount.data and not what.data and not what.errors:
        what.errors = [_("Schrijf waar dit bedrag voor is.")]
    return not what.errors and not amount.errors


for _line in LINES:
    setattr(
        MoneyForm,
        f"cost_label_{_line}",
        LineField(_l("Wat"), [Optional(), AtMost(LINE_LENGTH)]),
    )
    setattr(MoneyForm, f"cost_amount_{_line}", EuroField(_l("Bedrag"), [Optional()]))
for _source, _label in SOURCES.items():
    setattr(MoneyForm, f"from_{_source}", EuroField(_label, [Optional()]))


class TogetherForm(StepForm):
    """What the proposers do themselves, and what they look for."""

    own_effort = TextField(_l("Wat doet u zelf?"), [Optional(), AtMost(LONG_TEXT)])

    def needs(self) -> dict[str, str]:
        """Return what is looked for, by kind."""
        fields = {kind: self[f"need_{kind}"].data for kind in NEEDS}
        return {kind: text for kind, text in fields.items() if text}


_NEED_HINTS: dict[str, LazyString] = {
    "hands": _l("Bijvoorbeeld: vijf mensen op een zaterdag in mei."),
    "skills": _l("Bijvoorbeeld: iemand die kan lassen of een website maakt."),
    "materials": _l("Bijvoorbeeld: gereedschap, een tent, aarde."),
    "place": _l("Bijvoorbeeld: een zaal voor twintig mensen, één avond in de maand."),
    "support": _l("Bijvoorbeeld: hulp bij de vergunning, tot de zomer."),
}
for _kind, _words in NEEDS.items():
    setattr(
        TogetherForm,
        f"need_{_kind}",
        LineField(
            _words, [Optional(), AtMost(SHORT_TEXT)], description=_NEED_HINTS[_kind]
        ),
    )


class WhoForm(StepForm):
    """Who hands it in, and whether that is paid."""

    proposer_kind = RadioField(
        _l("Wie dient dit plan in?"),
        [InputRequired(_l("Kies wie het plan indient."))],
        choices=[],
    )
    organisation = LineField(
        _l("Naam van de groep of organisatie"), [Optional(), AtMost(100)]
    )
    is_paid = RadioField(
        _l("Verdient u of uw organisatie iets aan dit plan?"),
        [InputRequired(_l("Kies ja of nee."))],
        choices=[],
    )
    paid_note = LineField(_l("Waarvoor, en hoeveel?"), [AtMost(300)])
    contact_name = name_field()
    contact_email = email_field()
    contact_phone = phone_field()
    contact_language = LanguageField(_l("In welke taal wilt u onze mails?"))
    is_reachable_needed = True

    def prepare(self) -> None:
        """Offer who can be behind a plan."""
        self.proposer_kind.choices = [(k, str(text)) for k, text in PROPOSERS.items()]
        self.is_paid.choices = [("no", _("Nee")), ("yes", _("Ja"))]

    def validate_paid_note(self, field: LineField) -> None:
        """Ask what is paid where something is."""
        if self.is_paid.data == "yes" and not field.data:
            raise ValidationError(_("Schrijf waarvoor, en hoeveel het ongeveer is."))

    def validate_contact_phone(self, field: PhoneLineField) -> None:
        """Refuse what cannot be a telephone number."""
        refuse_strange_number(field)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, and that there is a way to reach the resident."""
        is_valid = bool(super().validate(extra_validators))
        if not self.is_reachable_needed:
            return is_valid
        return is_reachable(self.contact_email, self.contact_phone) and is_valid


STEP_FORMS: dict[str, type[StepForm]] = {
    "wat": WhatForm,
    "waar": WhereForm,
    "waarom": WhyForm,
    "geld": MoneyForm,
    "samen": TogetherForm,
    "wie": WhoForm,
}
