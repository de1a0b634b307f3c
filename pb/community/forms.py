"""What is filled in to offer help, and about a place."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    ValidationError,
)
from wtforms.validators import InputRequired

from pb.community.models import Place, PlaceContact
from pb.community.offers import Offered
from pb.community.words import ACCESS, KINDS, TIMES
from pb.projects.contact_fields import email_field, phone_field
from pb.projects.contact_rules import refuse_strange_number
from pb.projects.fields import (
    AtMost,
    InWords,
    LanguageField,
    LineField,
    PhoneLineField,
    TextField,
)
from pb.projects.themes import THEMES
from pb.web.fields import TickField, WholeNumberField
from pb.web.forms import Form
from pb.web.seen import SeenForm
from pb.web.submissions import known_or_new


class _Reachable(Form):
    """A person, with a way to reach them."""

    name = LineField(_l("Naam"), [InWords(_l("Vul een naam in.")), AtMost(100)])
    email = email_field()
    phone = phone_field()

    def validate_phone(self, field: PhoneLineField) -> None:
        """Refuse what cannot be a telephone number."""
        refuse_strange_number(field)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, and that there is a way to reach the person."""
        is_valid = bool(super().validate(extra_validators))
        if self.email.data or self.phone.data or self.email.errors:
            return is_valid
        message = _("Vul een e-mailadres of een telefoonnummer in. Eén is genoeg.")
        self.email.errors = [message]
        return False


class OfferForm(_Reachable):
    """What somebody offers."""

    submission_id = HiddenField(filters=[known_or_new])
    kind = RadioField(
        _l("Wat biedt u aan?"), [InputRequired(_l("Kies wat u aanbiedt."))], choices=[]
    )
    title = LineField(
        _l("In één zin"), [InWords(_l("Schrijf wat u aanbiedt.")), AtMost(120)]
    )
    details = TextField(_l("Wilt u er meer over zeggen?"), [AtMost(1000)])
    area = SelectField(_l("Waar wilt u helpen?"), choices=[])
    theme = SelectField(_l("Bij welk onderwerp?"), choices=[])
    times = TickField(_l("Wanneer kunt u?"), choices=[])
    language = LanguageField(_l("In welke taal wilt u onze mails?"))

    def __init__(self, areas: list[str]) -> None:
        super().__init__()
        self.kind.choices = [(key, str(words)) for key, words in KINDS.items()]
        everywhere = [("", _("Overal in de deelgemeente"))]
        self.area.choices = everywhere + [(area, area) for area in areas]
        themes = [(theme.key, str(theme.label)) for theme in THEMES]
        self.theme.choices = [("", _("Elk onderwerp")), *themes]
        self.times.choices = [(key, str(words)) for key, words in TIMES.items()]

    def offered(self) -> Offered:
        """Return the offer as it was filled in."""
        return Offered(
            kind=str(self.kind.data),
            title=self.title.data or "",
            details=self.details.data or "",
            area=self.area.data or "",
            theme=self.theme.data or "",
            times=self.times.data or [],
            name=self.name.data or "",
            email=self.email.data or "",
            phone=self.phone.data or "",
            language=self.language.data,
        )


class PlaceForm(_Reachable, SeenForm):
    """A place that plans can use."""

    place_name = LineField(
        _l("Naam van de plek"), [InWords(_l("Geef de plek een naam.")), AtMost(100)]
    )
    address = LineField(_l("Adres"), [InWords(_l("Vul het adres in.")), AtMost(200)])
    area = SelectField(_l("Wijk"), choices=[])
    what = TextField(_l("Wat is er?"), [AtMost(1500)])
    hours = LineField(_l("Wanneer kan het?"), [AtMost(300)])
    price = LineField(_l("Wat kost het?"), [AtMost(200)])
    capacity = WholeNumberField(_l("Voor hoeveel mensen?"))
    access = TickField(_l("Hoe toegankelijk is het?"), choices=[])
    access_note = LineField(_l("Meer over de toegang"), [AtMost(300)])
    is_shown = BooleanField(_l("Zet deze plek op de website"))

    def __init__(self, areas: Sequence[str] = (), **stored: Any) -> None:
        super().__init__(**stored)
        chosen = self.area.object_data
        names = [*areas, *([chosen] if chosen and chosen not in areas else [])]
        self.area.choices = [("", _("Geen wijk")), *((name, name) for name in names)]
        self.access.choices = [(key, str(words)) for key, words in ACCESS.items()]

    def validate_capacity(self, field: WholeNumberField) -> None:
        """Refuse a place for nobody, or for a whole city."""
        if field.data is not None and not 0 < field.data < 100_000:
            raise ValidationError(_("Vul een aantal mensen in, of niets."))

    def fill(self, place: Place) -> None:
        """Write what was filled in to a place."""
        place.name = self.place_name.data or ""
        place.address = self.address.data or ""
        place.area = self.area.data or ""
        place.what = self.what.data or ""
        place.hours = self.hours.data or ""
        place.price = self.price.data or ""
        place.capacity = self.capacity.data
        place.access = " ".join(self.access.data or [])
        place.access_note = self.access_note.data or ""
        place.is_shown = bool(self.is_shown.data)

    def contact(self) -> PlaceContact:
        """Return whom to call."""
        return PlaceContact(
            name=self.name.data or "",
            phone=self.phone.data or "",
            email=self.email.data or "",
        )
