"""The forms with which a round is set up."""

import re
from collections.abc import Iterable
from typing import Any

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    RadioField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
)

from pb.rounds.details import AreaDetails, RoundDetails
from pb.rounds.recasts import RECASTS
from pb.rounds.rule_choices import Choice
from pb.rounds.slugs import LONGEST_SLUG, RESERVED_SLUGS, SLUG, to_slug
from pb.web.fields import (
    AmsterdamDateTimeField,
    WholeNumberField,
    one_line,
    paragraphs,
)
from pb.web.forms import SelectChoice
from pb.web.seen import SeenForm

MOST_LETTERS = 2_000_000
USUAL_WEEKS = 6  # for objections


def labels(choices: Iterable[Choice]) -> list[Any]:
    """Return choices for radio buttons, each with its consequence."""
    return [
        SelectChoice(choice.value, (choice.name, choice.consequence))
        for choice in choices
    ]


def radio(label: LazyString, choices: Iterable[Choice], *, default: str) -> Any:
    """Return a field of which one of these choices is always chosen."""
    return RadioField(label, choices=labels(choices), default=default)


class RoundForm(SeenForm):
    """What a round is called and when it happens."""

    title = StringField(
        _l("Naam van de ronde"),
        [
            DataRequired(_l("Vul de naam van de ronde in.")),
            Length(max=120, message=_l("Kies een naam van ten hoogste 120 tekens.")),
        ],
        filters=[one_line],
        description=_l("Zo heet de ronde op de website en op de brieven."),
    )
    slug = StringField(
        _l("Adres op de website"),
        [
            Length(
                max=LONGEST_SLUG,
                message=_l("Kies een adres van ten hoogste 60 tekens."),
            )
        ],
        filters=[one_line],
        description=_l(
            "Het stuk na /rondes/. Laat leeg om het van de naam te maken."
            " Na het aankondigen verandert het niet meer."
        ),
    )
    summary = TextAreaField(
        _l("Korte uitleg"),
        [Length(max=1000, message=_l("Gebruik ten hoogste 1.000 tekens."))],
        filters=[paragraphs],
        description=_l("Dit lezen bewoners bovenaan. Waarvoor is het geld bedoeld?"),
    )
    collecting_opens_at = AmsterdamDateTimeField(_l("Indienen kan vanaf"))
    collecting_closes_at = AmsterdamDateTimeField(_l("Indienen kan tot"))
    opens_at = AmsterdamDateTimeField(_l("Stemmen kan vanaf"))
    closes_at = AmsterdamDateTimeField(_l("Stemmen kan tot"))
    recast = radio(_l("Mag iemand zijn stem veranderen?"), RECASTS, default="final")
    hides_receipt = BooleanField(
        _l("Geef kiezers geen stembewijs"),
        description=_l(
            "Met een bewijs ziet een kiezer later dat zijn stem meetelt. Maar hij kan"
            " er ook mee laten zien wat hij koos."
        ),
    )
    objection_weeks = WholeNumberField(
        _l("Weken voor bezwaar na de uitslag"),
        [Optional(), NumberRange(1, 52, _l("Vul 1 tot en met 52 weken in."))],
        default=USUAL_WEEKS,
        description=_l(
            "Zo lang blijft de sleutel van de stembus bewaard en kan een bewoner"
            " vragen of zijn code is gebruikt. Zes weken is de termijn van de Algemene"
            " wet bestuursrecht. Korter kan alleen als bezwaar niet openstaat. Leeg is"
            " 6."
        ),
    )

    def validate_title(self, field: StringField) -> None:
        """Refuse a name of signs alone."""
        if not re.search(r"\w", field.data or ""):
            raise ValidationError(gettext("Vul de naam van de ronde in."))

    def validate_slug(self, field: StringField) -> None:
        """Make the address from the title where none was typed, and check it."""
        if not field.data:
            field.data = to_slug(self.title.data or "")
        if not SLUG.fullmatch(field.data or "") or field.data in RESERVED_SLUGS:
            raise ValidationError(
                gettext(
                    "Gebruik kleine letters, cijfers en streepjes. Bijvoorbeeld:"
                    " buurtbudget-2027."
                )
            )

    def validate_collecting_closes_at(self, field: AmsterdamDateTimeField) -> None:
        """Refuse a period that ends before it begins."""
        _check_order(self.collecting_opens_at, field)

    def validate_opens_at(self, field: AmsterdamDateTimeField) -> None:
        """Refuse voting on plans that still come in."""
        begins = self.collecting_closes_at.data or self.collecting_opens_at.data
        if begins and field.data and field.data < begins:
            raise ValidationError(
                gettext("Het stemmen begint te vroeg: bewoners dienen dan nog in.")
            )

    def validate_closes_at(self, field: AmsterdamDateTimeField) -> None:
        """Refuse a vote that ends before it begins."""
        _check_order(self.opens_at, field)
        begins = self.collecting_closes_at.data
        if not self.opens_at.data and begins and field.data and field.data < begins:
            raise ValidationError(
                gettext("Het stemmen eindigt te vroeg: bewoners dienen dan nog in.")
            )

    def keep_slug(self) -> None:
        """Leave the address out: residents may have it on paper."""
        del self.slug

    def to_details(self, slug: str = "") -> RoundDetails:
        """Return what was filled in, with `slug` where the form did not ask for it."""
        names = [name for name in RoundDetails.__dataclass_fields__ if name in self]
        typed = {name: self[name].data for name in names}
        typed["objection_weeks"] = typed["objection_weeks"] or USUAL_WEEKS
        return RoundDetails(**{"slug": slug, **typed})


def _check_order(begins: AmsterdamDateTimeField, ends: AmsterdamDateTimeField) -> None:
    if begins.data and ends.data and ends.data <= begins.data:
        raise ValidationError(
            gettext("Het einde moet later zijn dan het begin. Kijk de data na.")
        )


class AreaForm(SeenForm):
    """What staff decide about an area."""

    name = StringField(
        _l("Naam van de wijk"),
        [
            DataRequired(_l("Vul de naam van de wijk in.")),
            Length(max=80, message=_l("Kies een naam van ten hoogste 80 tekens.")),
        ],
        filters=[one_line],
        description=_l("Zo staat de wijk op de brieven en in de uitslag."),
    )
    letters_sent = WholeNumberField(
        _l("Aantal brieven"),
        [
            InputRequired(_l("Vul in hoeveel bewoners een brief krijgen.")),
            NumberRange(0, MOST_LETTERS, _l("Vul ten hoogste 2.000.000 in.")),
        ],
        description=_l(
            "Zo veel bewoners krijgen een stemcode. Met dit aantal rekenen wij de"
            " opkomst uit."
        ),
    )

    def to_details(self) -> AreaDetails:
        """Return what was filled in."""
        return AreaDetails(self.name.data or "", self.letters_sent.data or 0)
