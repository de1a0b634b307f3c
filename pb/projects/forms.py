"""What is filled in to hand in a plan."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, ValidationError
from wtforms.validators import InputRequired, Optional

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
    LineField,
    PhoneLineField,
    TextField,
)
from pb.projects.listing import WHOLE_DISTRICT
from pb.projects.proposals import Proposal
from pb.projects.themes import THEMES
from pb.rounds.models import BudgetRound
from pb.web.fields import EuroField
from pb.web.forms import Form
from pb.web.submissions import known_or_new

TITLE_LENGTH = 100
DESCRIPTION_LENGTH = 4000  # fits in a request however its letters are written
PLACE_LENGTH = 200


class ProposalForm(Form):
    """A resident's plan."""

    submission_id = HiddenField(filters=[known_or_new])
    title = LineField(
        _l("Naam van het plan"),
        [InWords(_l("Geef uw plan een naam.")), AtMost(TITLE_LENGTH)],
    )
    description = TextField(
        _l("Wat is het plan?"),
        [InWords(_l("Vertel wat uw plan is.")), AtMost(DESCRIPTION_LENGTH)],
    )
    area = SelectField(
        _l("Wijk"), [InputRequired(_l("Kies waar uw plan is."))], choices=[]
    )
    place = LineField(_l("Plek"), [Optional(), AtMost(PLACE_LENGTH)])
    theme = SelectField(
        _l("Onderwerp"), [InputRequired(_l("Kies een onderwerp."))], choices=[]
    )
    estimated_cost = EuroField(
        _l("Wat kost het ongeveer?"), [InputRequired(_l("Vul in wat uw plan kost."))]
    )
    contact_name = name_field()
    contact_email = email_field()
    contact_phone = phone_field()

    def __init__(self, budget_round: BudgetRound) -> None:
        super().__init__()
        self.area.choices = area_choices(budget_round)
        self.theme.choices = [
            ("", _("Kies een onderwerp")),
            *((theme.key, str(theme.label)) for theme in THEMES),
        ]
        if not budget_round.areas:
            del self.area

    def validate_estimated_cost(self, field: EuroField) -> None:
        """Refuse a plan without cost: there is nothing to vote about."""
        if field.data is not None and field.data <= 0:
            raise ValidationError(_("Vul een bedrag in dat hoger is dan 0."))

    def validate_contact_phone(self, field: PhoneLineField) -> None:
        """Refuse what cannot be a telephone number."""
        refuse_strange_number(field)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, and that there is a way to reach the resident."""
        is_valid = bool(super().validate(extra_validators))
        return is_reachable(self.contact_email, self.contact_phone) and is_valid

    def proposal(self) -> Proposal:
        """Return the plan as it was filled in."""
        area = int(self.area.data) if "area" in self else WHOLE_DISTRICT
        return Proposal(
            title=self.title.data or "",
            description=self.description.data or "",
            place=self.place.data or "",
            area_id=area or None,
            theme=self.theme.data,
            estimated_cost=self.estimated_cost.data or 0,
            contact_name=self.contact_name.data or "",
            contact_email=self.contact_email.data or "",
            contact_phone=self.contact_phone.data or "",
        )


def area_choices(budget_round: BudgetRound) -> list[tuple[str, str]]:
    """Return where a plan can be: an area, or all of them where there is a pot."""
    choices = [("", _("Kies een wijk"))]
    choices += [(str(area.id), area.name) for area in budget_round.areas]
    pots = budget_round.contests
    if not pots or any(contest.area_id is None for contest in pots):
        choices.append((str(WHOLE_DISTRICT), _("De hele deelgemeente")))
    return choices
