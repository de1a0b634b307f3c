"""What staff fill in while they handle a plan."""

from datetime import datetime, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    RadioField,
    SelectField,
    ValidationError,
)
from wtforms.validators import InputRequired, Optional

from pb import clock
from pb.projects.fields import AtMost, InWords, LineField, TextField
from pb.projects.opinions import ANSWERS, CRITERIA, VERDICTS, Opinion
from pb.web.fields import EuroField, WholeNumberField
from pb.web.forms import Form
from pb.web.seen import SeenForm

LONG = 1500


class DayField(DateField):
    """A day; the whole day still counts."""

    @property
    def end(self) -> datetime | None:
        """Return the end of the day in Amsterdam, in UTC; None when left empty."""
        if self.data is None:
            return None
        return clock.to_utc(datetime.combine(self.data, time(23, 59)))

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the day; say in our words when there is no such day."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Vul een dag in. Bijvoorbeeld: 31-12-2027.")) from None


class HandlingForm(SeenForm):
    """Who handles a plan and what comes next."""

    handled_by = LineField(
        _l("Wie behandelt het?"),
        [InWords(_l("Vul in wie het plan behandelt.")), AtMost(120)],
    )
    next_step = LineField(_l("Volgende stap"), [Optional(), AtMost(200)])
    next_by = DayField(_l("Uiterlijk op"), [Optional()])


class QuestionForm(Form):
    """A question to the proposer."""

    question = TextField(_l("Vraag"), [InWords(_l("Schrijf uw vraag.")), AtMost(LONG)])
    due = DayField(_l("Antwoord graag vóór"), [Optional()])


class DepartmentForm(Form):
    """Which department is asked, and until when it has time."""

    department = LineField(
        _l("Afdeling"), [InWords(_l("Vul een afdeling in.")), AtMost(100)]
    )
    due_department = DayField(_l("Graag vóór"), [Optional()])


class OpinionForm(Form):
    """What a department thinks."""

    verdict = RadioField(
        _l("Advies"), [InputRequired(_l("Kies een advies."))], choices=[]
    )
    opinion_cost = EuroField(_l("Kosten, eenmalig"), [Optional()])
    running_cost = EuroField(_l("Kosten per jaar daarna"), [Optional()])
    ready_by = LineField(_l("Klaar in"), [Optional(), AtMost(60)])
    note = TextField(_l("Notitie voor collega’s"), [Optional(), AtMost(LONG)])

    def __init__(self) -> None:
        super().__init__()
        self.verdict.choices = [(key, str(text)) for key, text in VERDICTS.items()]
        for key in CRITERIA:
            answers = [(answer, str(text)) for answer, text in ANSWERS.items()]
            self[f"criterion_{key}"].choices = [("", _("nog niet bekend")), *answers]

    def opinion(self) -> Opinion:
        """Return what was filled in."""
        answers = {key: self[f"criterion_{key}"].data for key in CRITERIA}
        return Opinion(
            verdict=self.verdict.data,
            criteria={key: answer for key, answer in answers.items() if answer},
            cost=self.opinion_cost.data,
            running_cost=self.running_cost.data,
            ready_by=self.ready_by.data or "",
            note=self.note.data or "",
        )


for _key, _question in CRITERIA.items():
    setattr(
        OpinionForm,
        f"criterion_{_key}",
        SelectField(_question, [Optional()], choices=[]),
    )


class AttachmentForm(Form):
    """A file for colleagues."""

    file = FileField(_l("Bestand"))


class MergeForm(Form):
    """Which plans go on as this one, and why."""

    goes = LineField(
        _l("Nummers van de plannen die erbij komen"),
        [InWords(_l("Vul minstens één nummer in."))],
    )
    merge_reason = TextField(
        _l("Waarom?"),
        [InWords(_l("Schrijf waarom. Indieners lezen dit.")), AtMost(LONG)],
    )

    @property
    def numbers(self) -> list[int]:
        """Return the numbers that were typed."""
        typed = (self.goes.data or "").replace(",", " ").replace(";", " ").split()
        return [int(word) for word in typed if word.isdigit() and len(word) < 10]


class SplitForm(Form):
    """The parts that a plan is split into, and why."""

    part_1 = LineField(
        _l("Naam van het eerste deel"),
        [InWords(_l("Geef dit deel een naam.")), AtMost(100)],
    )
    amount_1 = EuroField(_l("Bedrag"), [InputRequired(_l("Vul een bedrag in."))])
    part_2 = LineField(
        _l("Naam van het tweede deel"),
        [InWords(_l("Geef dit deel een naam.")), AtMost(100)],
    )
    amount_2 = EuroField(_l("Bedrag"), [InputRequired(_l("Vul een bedrag in."))])
    split_reason = TextField(
        _l("Waarom?"),
        [InWords(_l("Schrijf waarom. Indieners lezen dit.")), AtMost(LONG)],
    )


class ObjectionDecisionForm(Form):
    """What is decided about an objection."""

    decision = RadioField(
        _l("Besluit over het bezwaar"),
        [InputRequired(_l("Kies een besluit."))],
        choices=[],
    )
    objection_reason = TextField(
        _l("Uitleg voor iedereen"),
        [InWords(_l("Schrijf waarom. Iedereen kan dit lezen.")), AtMost(LONG)],
    )

    def __init__(self) -> None:
        super().__init__()
        self.decision.choices = [
            ("upheld", _("Gegrond: wij kijken het plan opnieuw na")),
            ("rejected", _("Afgewezen")),
        ]


class SettingsForm(SeenForm):
    """How the plans of a round are handled."""

    releases_together = BooleanField(_l("Maak alle besluiten op één moment bekend"))
    objection_days = WholeNumberField(
        _l("Hoeveel dagen kan een indiener bezwaar maken?"), [Optional()]
    )

    def validate_objection_days(self, field: WholeNumberField) -> None:
        """Refuse a time that no ordinance gives."""
        if field.data is not None and field.data > 90:
            raise ValidationError(_("Vul ten hoogste 90 dagen in. 0 is: geen bezwaar."))
