"""The form of a contest: its money, its ballot, its rule."""

import re
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
)

from pb.rounds.details import ContestDetails
from pb.rounds.explanations import COMPLETIONS, LEFTOVERS, RULES, STOPS, UTILITIES
from pb.rounds.forms import SeenForm, SelectChoice, labels
from pb.rounds.models import Area, Contest
from pb.rounds.rule_options import complete_options
from pb.web.fields import EuroField, WholeNumberField, one_line

# "25" votes, or "2,5%" of the voters.
MIN_SCORE = re.compile(r"[0-9]{1,6}|[0-9]{1,2}(?:[.,][0-9]{1,2})?%|100%")
MOST_CHOICES = 1000
WHOLE_DISTRICT = ""


class ContestForm(SeenForm):
    """What staff decide about a contest."""

    title = StringField(
        _l("Naam van de pot"),
        [
            DataRequired(_l("Vul de naam van de pot in.")),
            Length(max=120, message=_l("Kies een naam van ten hoogste 120 tekens.")),
        ],
        filters=[one_line],
    )
    area = SelectField(
        _l("Voor wie is dit geld?"),
        description=_l(
            "Kiest u een wijk? Dan stemmen alleen bewoners van die wijk over dit geld."
        ),
        validate_choice=False,
    )
    budget_limit = EuroField(
        _l("Bedrag in de pot"),
        [
            InputRequired(_l("Vul het bedrag in.")),
            NumberRange(1, message=_l("Het bedrag moet hoger zijn dan 0 euro.")),
        ],
    )
    within_budget = BooleanField(
        _l("De plannen op een stembiljet moeten samen in de pot passen"),
        default=True,
        description=_l(
            "Bewoners zien onder het kiezen hoeveel geld er nog is. Zo denken zij na"
            " over de kosten."
        ),
    )
    max_choices = WholeNumberField(
        _l("Hoogste aantal plannen op een stembiljet"),
        [Optional(), NumberRange(1, MOST_CHOICES, _l("Vul 1 tot en met 1.000 in."))],
        description=_l("Laat leeg voor zo veel plannen als een bewoner wil."),
    )
    rule = RadioField(
        _l("Hoe verdeelt u het geld?"),
        [InputRequired(_l("Kies hoe u het geld verdeelt."))],
        choices=labels(RULES),
        default="equal-shares",
    )
    utility = RadioField(
        _l("Hoe zwaar telt een plan?"), choices=labels(UTILITIES), default="cost"
    )
    completion = RadioField(
        _l("Wat gebeurt er met geld dat overblijft?"),
        choices=labels(COMPLETIONS),
        default="add1u",
    )
    min_score = StringField(
        _l("Minste steun voor een plan"),
        filters=[one_line],
        default="0",
        description=_l(
            "Een aantal stemmen, of een deel van de kiezers: 25 of 2,5%."
            " Plannen met minder steun doen niet mee. 0 is geen grens."
        ),
    )
    increment = EuroField(
        _l("Stap per kiezer bij het verhogen, in euro’s"),
        [
            InputRequired(_l("Vul de stap in. Gebruikelijk is 1 euro.")),
            NumberRange(1, 10_000_00, _l("Kies een stap van 0,01 tot 10.000 euro.")),
        ],
        default=100,
        description=_l("Een kleinere stap is preciezer. De uitslag hangt ervan af."),
    )
    add1_stop = RadioField(
        _l("Wanneer stopt het verhogen?"), choices=labels(STOPS), default="overspend"
    )
    leftover = RadioField(
        _l("En wat er helemaal aan het eind overblijft?"),
        choices=labels(LEFTOVERS),
        default="keep",
    )

    def offer(self, areas: Iterable[Area]) -> None:
        """Let the form choose among the areas of the round."""
        self.area.choices = [
            SelectChoice(WHOLE_DISTRICT, gettext("Hele deelgemeente")),
            *(SelectChoice(str(area.id), area.name) for area in areas),
        ]

    def validate_area(self, field: SelectField) -> None:
        """Refuse an area that is not (or no longer) in the round."""
        if field.data not in {choice[0] for choice in field.iter_choices()}:
            raise ValidationError(gettext("Kies een wijk uit de lijst."))

    def validate_min_score(self, field: StringField) -> None:
        """Refuse what is neither a number of votes nor a share of the voters."""
        if field.data and not MIN_SCORE.fullmatch(field.data):
            raise ValidationError(
                gettext("Vul een heel aantal stemmen in, of een deel zoals 2,5%.")
            )

    def to_details(self, stored: Contest | None = None) -> ContestDetails:
        """Return what was filled in; options without a field stay as stored."""
        uses_shares = self.rule.data == "equal-shares"
        return ContestDetails(
            title=self.title.data or "",
            area_id=int(self.area.data) if self.area.data else None,
            budget_limit=self.budget_limit.data or 0,
            max_choices=self.max_choices.data,
            within_budget=self.within_budget.data,
            rule=self.rule.data,
            utility=self.utility.data if uses_shares else None,
            completion=self.completion.data if uses_shares else None,
            rule_options=complete_options(
                {
                    **(stored.rule_options if stored else {}),
                    "min_score": (self.min_score.data or "0").replace(",", "."),
                    "increment": self.increment.data,
                    "add1_stop": self.add1_stop.data,
                    "leftover": self.leftover.data,
                }
            ),
        )


def contest_values(contest: Contest) -> dict[str, Any]:
    """Return what is stored of a contest, for the fields of its form."""
    options = complete_options(contest.rule_options)
    return {
        "title": contest.title,
        "area": WHOLE_DISTRICT if contest.area_id is None else str(contest.area_id),
        "budget_limit": contest.budget_limit,
        "within_budget": contest.within_budget,
        "max_choices": contest.max_choices,
        "rule": contest.rule,
        "utility": contest.utility or "cost",
        "completion": contest.completion or "add1u",
        "min_score": options["min_score"].replace(".", ","),
        "increment": options["increment"],
        "add1_stop": options["add1_stop"],
        "leftover": options["leftover"],
    }
