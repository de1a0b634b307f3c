"""What staff fill in about carrying a plan out, and the news of its makers."""

import re
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FileField, HiddenField, RadioField, ValidationError
from wtforms.validators import Email, InputRequired, Optional
from wtforms.widgets import DateInput

from pb.delivery.models import Delivery, DeliveryContact, MoneyKind
from pb.delivery.money import Payment
from pb.delivery.words import STATES
from pb.projects.fields import (
    AtMost,
    EmailLineField,
    InWords,
    LineField,
    PhoneLineField,
    TextField,
)
from pb.projects.photos import (
    LARGEST_FILE,
    BadPicture,
    Picture,
    PictureTooLarge,
    read_picture,
)
from pb.web.fields import EuroField, ReadField
from pb.web.forms import Form
from pb.web.submissions import known_or_new

NEWS_LENGTH = 3000
REASON_LENGTH = 500
VERSION = re.compile("[0-9]{1,9}")
FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)


class DayField(ReadField):
    """A day of the calendar; its data are a date, or None when left empty."""

    widget = DateInput()
    data: date | None

    def read(self, typed: str) -> date:
        """Return the day."""
        try:
            day = date.fromisoformat(typed.strip())
        except ValueError:
            day = LAST
        if not FIRST <= day < LAST:
            raise ValueError(_("Vul een dag in. Bijvoorbeeld: 1 september 2027."))
        return day

    def write(self, data: date) -> str:
        """Return the day as a browser takes it."""
        return data.isoformat()


class _PlanForm(Form):
    """A form about a plan; it holds the version that the page showed."""

    version = HiddenField()

    @property
    def seen_version(self) -> int:
        """Return the version that the page showed; -1 when unreadable."""
        # Not `data`: that is the version of now, where the field was not sent.
        typed = self.version.raw_data[0] if self.version.raw_data else ""
        return int(typed) if VERSION.fullmatch(typed) else -1


def _reason() -> LineField:
    return LineField(_l("Waarom?"), [AtMost(REASON_LENGTH)])


class StateForm(_PlanForm):
    """How far a plan is, and when it is to be ready."""

    state = RadioField(
        _l("Hoe ver is het?"), [InputRequired(_l("Kies hoe ver het is."))], choices=[]
    )
    due_on = DayField(_l("Klaar op"), [Optional()])
    reason = _reason()

    def __init__(self, delivery: Delivery, **kwargs: Any) -> None:
        super().__init__(
            prefix="stand-",
            data={
                "state": delivery.state.value,
                "due_on": delivery.due_on,
                "version": delivery.version,
            },
            **kwargs,
        )
        self.state.choices = [(s.value, str(words)) for s, words in STATES.items()]


class GrantForm(_PlanForm):
    """Another sum than the vote gave."""

    granted = EuroField(
        _l("Toegekend bedrag"), [InputRequired(_l("Vul een bedrag in."))]
    )
    reason = LineField(
        _l("Waarom verandert het bedrag?"),
        [InWords(_l("Schrijf waarom het bedrag verandert.")), AtMost(REASON_LENGTH)],
    )

    def __init__(self, delivery: Delivery, **kwargs: Any) -> None:
        super().__init__(
            prefix="bedrag-",
            data={"granted": delivery.granted, "version": delivery.version},
            **kwargs,
        )

    def validate_granted(self, field: EuroField) -> None:
        """Refuse nothing at all: then the plan stops."""
        if not field.data:
            raise ValidationError(_("Vul een bedrag in dat hoger is dan 0."))


class MoneyForm(Form):
    """A sum that was paid or accounted for, or that is taken back."""

    kind = RadioField(
        _l("Wat is er gebeurd?"), [InputRequired(_l("Kies wat er is gebeurd."))]
    )
    amount = EuroField(_l("Bedrag"), [InputRequired(_l("Vul een bedrag in."))])
    day = DayField(_l("Op welke dag?"), [InputRequired(_l("Vul een dag in."))])
    what = LineField(
        _l("Waarvoor?"), [InWords(_l("Schrijf waarvoor het was.")), AtMost(200)]
    )
    reason = LineField(_l("Waarom meer dan toegekend?"), [AtMost(REASON_LENGTH)])

    def __init__(self, day: date, **kwargs: Any) -> None:
        super().__init__(prefix="geld-", data={"day": day}, **kwargs)
        self.kind.choices = [
            ("paid", _("Uitbetaald")),
            ("accounted", _("Verantwoord met een bon of verslag")),
            ("paid_back", _("Terugbetaald, of een uitbetaling was fout")),
            ("accounted_back", _("Een verantwoording was fout")),
        ]

    def validate_amount(self, field: EuroField) -> None:
        """Refuse an entry about nothing."""
        if field.data == 0:
            raise ValidationError(_("Vul een bedrag in dat hoger is dan 0."))

    def payment(self) -> Payment:
        """Return what was filled in."""
        kind, _part, back = str(self.kind.data).partition("_")
        cents = self.amount.data or 0
        return Payment(
            MoneyKind(kind),
            -cents if back else cents,
            self.day.data or FIRST,
            self.what.data or "",
            self.reason.data or "",
        )


class StepForm(Form):
    """A new step with the day it is promised for."""

    title = LineField(
        _l("Stap"), [InWords(_l("Schrijf wat er klaar moet zijn.")), AtMost(120)]
    )
    due_on = DayField(_l("Klaar op"), [InputRequired(_l("Vul een dag in."))])

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(prefix="stap-", **kwargs)


class StepChangeForm(Form):
    """A step that is done, or that gets another day."""

    due_on = DayField(_l("Afgesproken dag"), [InputRequired(_l("Vul een dag in."))])
    done_on = DayField(_l("Klaar op"), [Optional()])
    reason = _reason()


class ContactForm(_PlanForm):
    """Whom residents can ask; the name is public."""

    name = LineField(_l("Naam"), [AtMost(100)])
    phone = PhoneLineField(_l("Telefoonnummer"), [Optional(), AtMost(30)])
    email = EmailLineField(
        _l("E-mailadres"),
        [
            Optional(),
            AtMost(254),
            Email(_l("Dit e-mailadres klopt niet."), check_deliverability=False),
        ],
    )
    until = DayField(_l("Tot en met"))

    def __init__(
        self, delivery: Delivery, contact: DeliveryContact | None, **kwargs: Any
    ) -> None:
        data = {"version": delivery.version}
        super().__init__(prefix="contact-", obj=contact, data=data, **kwargs)

    def validate_until(self, field: DayField) -> None:
        """Ask for an end: a name does not stay on a website for ever."""
        if self.name.data and field.data is None and not field.errors:
            raise ValidationError(_("Spreek een einddatum af. Dan wissen wij de naam."))

    def contact(self) -> DeliveryContact | None:
        """Return who was named, if anybody."""
        if not self.name.data:
            return None
        return DeliveryContact(
            name=self.name.data,
            phone=self.phone.data or "",
            email=self.email.data or "",
            until=self.until.data,
        )


class LessonForm(_PlanForm):
    """What was learned, and whom to thank."""

    thanks = TextField(_l("Bedankje"), [AtMost(1500)])
    lesson = TextField(_l("Wat wij leerden"), [AtMost(3000)])

    def __init__(self, delivery: Delivery, **kwargs: Any) -> None:
        super().__init__(
            prefix="les-",
            data={
                "thanks": delivery.thanks,
                "lesson": delivery.lesson,
                "version": delivery.version,
            },
            **kwargs,
        )


class StaffNewsForm(Form):
    """News that staff write."""

    text = TextField(
        _l("Bericht"), [InWords(_l("Schrijf een bericht.")), AtMost(NEWS_LENGTH)]
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(prefix="bericht-", **kwargs)


class RefusalForm(Form):
    """Why a piece of news is not shown."""

    refusal = LineField(
        _l("Waarom plaatst u dit niet?"),
        [InWords(_l("Schrijf waarom. De schrijver leest dit.")), AtMost(REASON_LENGTH)],
    )


class NewsForm(Form):
    """News of the makers of a plan, with their code."""

    submission_id = HiddenField(filters=[known_or_new])
    code = LineField(
        _l("Uw code"), [InputRequired(_l("Vul de code in die u van ons kreeg."))]
    )
    text = TextField(
        _l("Wat is er gebeurd?"),
        [InWords(_l("Vertel wat er is gebeurd.")), AtMost(NEWS_LENGTH)],
    )
    photo = FileField(_l("Foto"), [Optional()])
    description = LineField(_l("Wat staat er op de foto?"), [AtMost(200)])

    def validate_description(self, field: LineField) -> None:
        """Ask for words with a photo."""
        sent = request.files.get("photo")
        if sent is not None and sent.filename and not field.data:
            message = _("Schrijf wat er op de foto staat, voor wie hem niet ziet.")
            raise ValidationError(message)

    def picture(self) -> Picture | None:
        """Return the photo, made anew, if there is one; say what is wrong with it."""
        sent = request.files.get("photo")
        if sent is None or not sent.filename:
            return None
        try:
            return read_picture(sent.stream.read(LARGEST_FILE + 1))
        except PictureTooLarge:
            wrong = _("Deze foto is te groot. Kies er een van ten hoogste 5 MB.")
        except BadPicture:
            wrong = _("Dit is geen foto die wij kunnen lezen. Kies een JPG of PNG.")
        self.photo.errors = [wrong]
        return None

    def wrong_code(self) -> None:
        """Say that the code is not that of this plan."""
        message = _("Deze code hoort niet bij dit plan. Kijk hem na, of bel ons.")
        self.code.errors = [*self.code.errors, message]
