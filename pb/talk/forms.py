"""What is filled in to talk about a plan, to support it, and by staff."""

from dataclasses import asdict
from itertools import chain
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, ValidationError
from wtforms.validators import Email, InputRequired

from pb.fingerprint import fingerprint_of
from pb.projects.contact_fields import email_field
from pb.projects.fields import AtMost, EmailLineField, InWords, LineField, TextField
from pb.rounds.models import BudgetRound
from pb.talk.settings import Rules
from pb.talk.words import CHOICES
from pb.web.fields import WholeNumberField
from pb.web.forms import Form
from pb.web.seen import SeenForm, differences
from pb.web.submissions import known_or_new

TEXT_LENGTH = 1500
REASON_LENGTH = 500
WRONG_EMAIL = _l("Dit e-mailadres klopt niet. Een goed voorbeeld: naam@voorbeeld.nl")
MOST = 1_000_000  # supporters


class RemarkForm(Form):
    """A question, an idea, a word for or against; or an answer to one."""

    submission_id = HiddenField(filters=[known_or_new])
    kind = RadioField(
        _l("Wat wilt u zeggen?"), [InputRequired(_l("Kies wat u wilt zeggen."))]
    )
    text = TextField(
        _l("Uw tekst"), [InWords(_l("Schrijf uw tekst.")), AtMost(TEXT_LENGTH)]
    )
    name = LineField(_l("Uw voornaam"), [InWords(_l("Vul een naam in.")), AtMost(40)])
    email = email_field()

    def __init__(self, kind: str, *, is_answer: bool) -> None:
        super().__init__(data={"kind": kind})
        self.kind.choices = [(key, str(words)) for key, words in CHOICES.items()]
        if is_answer:
            del self.kind


class ReasonForm(Form):
    """Why a remark should not be there."""

    reason = LineField(
        _l("Wat is er mis mee?"),
        [InWords(_l("Schrijf wat er mis is.")), AtMost(REASON_LENGTH)],
    )


class WaiverForm(Form):
    """Why a plan goes on with too few supporters."""

    reason = LineField(
        _l("Waarom gaat dit plan toch door?"),
        [InWords(_l("Schrijf waarom.")), AtMost(REASON_LENGTH)],
    )


class RefusalForm(Form):
    """Why staff do not show a remark, or take it away."""

    refusal = LineField(
        _l("Waarom plaatst u dit niet?"),
        [InWords(_l("Schrijf waarom. De schrijver leest dit.")), AtMost(REASON_LENGTH)],
    )


class AnswerForm(Form):
    """What the deelgemeente answers."""

    submission_id = HiddenField(filters=[known_or_new])
    text = TextField(
        _l("Antwoord"), [InWords(_l("Schrijf een antwoord.")), AtMost(TEXT_LENGTH)]
    )


class SupportForm(Form):
    """An address to which a link is sent."""

    email = EmailLineField(
        _l("E-mailadres"),
        [
            InputRequired(_l("Vul uw e-mailadres in.")),
            AtMost(254),
            Email(WRONG_EMAIL, check_deliverability=False),
        ],
    )


class SupportCodeForm(Form):
    """A code from staff."""

    code = LineField(_l("Code"), [InputRequired(_l("Vul uw code in."))])

    def wrong_code(self) -> None:
        """Say that the code does not work."""
        message = _("Wij kennen deze code niet. Kijk hem na, of bel ons.")
        self.code.errors = [*self.code.errors, message]


class RulesForm(SeenForm):
    """How one talks about the plans of a round."""

    is_open = BooleanField(_l("Bewoners kunnen reageren op plannen"))
    reads_first = RadioField(
        _l("Wanneer leest u een reactie?"),
        [InputRequired(_l("Kies wanneer u leest."))],
        choices=[],
    )
    supports = BooleanField(_l("Bewoners kunnen een plan steunen"))
    threshold = WholeNumberField(_l("Steun die een plan nodig heeft"))

    def __init__(self, budget_round: BudgetRound, rules: Rules, **where: Any) -> None:
        super().__init__(
            data={
                "seen": fingerprint_of(asdict(rules)),
                "is_open": rules.is_open,
                "reads_first": "before" if rules.reads_first else "after",
                "supports": rules.supports,
                "threshold": rules.threshold,
            },
            **where,
        )
        self.reads_first.choices = [
            ("before", _("Eerst lezen, dan plaatsen")),
            ("after", _("Meteen plaatsen, daarna lezen")),
        ]
        self.areas = {
            area.id: AreaForm(area.name, rules.by_area.get(area.id), area.id, **where)
            for area in budget_round.areas
        }

    def validate_threshold(self, field: WholeNumberField) -> None:
        """Refuse a number that asks nothing, or too much."""
        _check_threshold(field)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, those of the areas too."""
        is_valid = bool(super().validate(extra_validators))
        return all([is_valid, *(form.validate() for form in self.areas.values())])

    def meet_rules(
        self, budget_round: BudgetRound, stored: Rules
    ) -> list[tuple[str, str]]:
        """Return what a colleague stored; sent once more, this form replaces it."""
        theirs = RulesForm(budget_round, stored, formdata=None)
        self.show_again(fingerprint_of(asdict(stored)))
        areas = self.areas.items()
        of_areas = [differences(form, theirs.areas[number]) for number, form in areas]
        return [*differences(self, theirs), *chain.from_iterable(of_areas)]

    def rules(self) -> Rules:
        """Return what was filled in."""
        return Rules(
            bool(self.is_open.data),
            self.reads_first.data == "before",
            bool(self.supports.data),
            self.threshold.data,
            {
                number: form.threshold.data
                for number, form in self.areas.items()
                if form.threshold.data
            },
        )


class AreaForm(Form):
    """How many supporters a plan in one area needs."""

    threshold = WholeNumberField(_l("Steun"))

    def __init__(
        self, name: str, threshold: int | None, number: int, **where: Any
    ) -> None:
        prefix = f"wijk{number}-"
        super().__init__(prefix=prefix, data={"threshold": threshold}, **where)
        self.threshold.label.text = name

    def validate_threshold(self, field: WholeNumberField) -> None:
        """Refuse a number that asks nothing, or too much."""
        _check_threshold(field)


def _check_threshold(field: WholeNumberField) -> None:
    if field.data is not None and not 0 < field.data < MOST:
        raise ValidationError(_("Vul een getal in van 1 of hoger, of niets."))
