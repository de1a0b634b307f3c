"""The form of a contest: its money, its ballot, its rule."""

from collections.abc import Iterable, Iterator
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
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

from pb.projects.themes import THEMES
from pb.rounds.ballot_limits import (
    MOST_POINTS,
    complete_limits,
    limit_faults,
)
from pb.rounds.details import ContestDetails
from pb.rounds.forms import radio
from pb.rounds.limit_words import NOT_TOGETHER
from pb.rounds.models import Area, Contest
from pb.rounds.rule_choices import VOTE_TYPES
from pb.rounds.rule_form import RuleForm, rule_values
from pb.web.fields import EuroField, WholeNumberField, one_line
from pb.web.forms import SelectChoice

MOST_CHOICES = 1000
WHOLE_DISTRICT = ""


class ContestForm(RuleForm):
    """What staff decide about a contest."""

    title = StringField(
        _l("Naam van de pot"),
        [
            DataRequired(_l("Vul de naam van de pot in.")),
            Length(max=120, message=_l("Kies een naam van ten hoogste 120 tekens.")),
        ],
        filters=[one_line],
        description=_l("Zo heet de pot op het stembiljet en in de uitslag."),
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
        description=_l(
            "Meer dan dit bedrag wordt nooit verdeeld. Een plan dat meer kost, kan niet"
            " meedoen."
        ),
    )
    vote_type = radio(_l("Hoe stemmen bewoners?"), VOTE_TYPES, default="approval")
    within_budget = BooleanField(
        _l("De plannen op een stembiljet moeten samen in de pot passen"),
        default=True,
        description=_l(
            "Alleen bij aankruisen. Bewoners zien onder het kiezen hoeveel geld er nog"
            " is. Zo denken zij na over de kosten."
        ),
    )
    min_choices = WholeNumberField(
        _l("Laagste aantal plannen op een stembiljet"),
        [Optional(), NumberRange(0, MOST_CHOICES, _l("Vul 0 tot en met 1.000 in."))],
        description=_l(
            "Met een laagste aantal denken bewoners ook aan andere plannen dan hun"
            " eigen. Blanco stemmen mag altijd. Laat leeg voor geen grens."
        ),
    )
    max_choices = WholeNumberField(
        _l("Hoogste aantal plannen op een stembiljet"),
        [Optional(), NumberRange(1, MOST_CHOICES, _l("Vul 1 tot en met 1.000 in."))],
        description=_l(
            "Laat leeg voor zo veel plannen als een bewoner wil. Bij een volgorde is"
            " dit nodig: wie bovenaan staat, krijgt zo veel punten."
        ),
    )
    points = WholeNumberField(
        _l("Punten op een stembiljet"),
        [Optional(), NumberRange(1, MOST_POINTS, _l("Vul 1 tot en met 1.000 in."))],
        description=_l(
            "Alleen bij punten verdelen. Gebruikelijk is 10: meer punten is meer"
            " rekenwerk."
        ),
    )
    max_points = WholeNumberField(
        _l("Hoogste aantal punten voor één plan"),
        [Optional(), NumberRange(1, MOST_POINTS, _l("Vul 1 tot en met 1.000 in."))],
        description=_l(
            "Alleen bij punten verdelen. Met een grens steunt een bewoner meer dan"
            " één plan. Laat leeg voor geen grens."
        ),
    )

    def __iter__(self) -> Iterator[Any]:
        """Go through the fields as the page shows them: the summary of errors does."""
        fields = list(super().__iter__())
        return iter(sorted(fields, key=lambda each: hasattr(RuleForm, each.short_name)))

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

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse, at their fields, settings that do not go together."""
        if not super().validate(extra_validators):
            return False
        for fault in limit_faults(self.to_details().ballot_rules):
            name, message = NOT_TOGETHER[fault]
            self[name].errors = [*self[name].errors, str(message)]
        return not self.errors

    @property
    def theme_fields(self) -> list[Any]:
        """Return the fields with the most plans of each theme."""
        return [self[f"theme_{theme.key}"] for theme in THEMES]

    def to_details(self, stored: Contest | None = None) -> ContestDetails:
        """Return what was filled in; options without a field stay as stored."""
        vote_type = self.vote_type.data
        return ContestDetails(
            title=self.title.data or "",
            area_id=int(self.area.data) if self.area.data else None,
            budget_limit=self.budget_limit.data or 0,
            max_choices=1 if vote_type == "choose-1" else self.max_choices.data,
            within_budget=vote_type == "approval" and self.within_budget.data,
            vote_type=vote_type,
            ballot_limits=self._limits(stored),
            rule=self.rule.data,
            utility=self.chosen_utility,
            completion=self.chosen_completion,
            rule_options=self.chosen_options(stored.rule_options if stored else {}),
        )

    def _limits(self, stored: Contest | None) -> dict[str, Any]:
        """Return the limits that this kind of ballot has."""
        if self.vote_type.data == "choose-1":
            return complete_limits({})
        has_points = self.vote_type.data == "cumulative"
        themes = dict((stored.ballot_limits if stored else {}).get("max_per_theme", {}))
        for theme, field in zip(THEMES, self.theme_fields, strict=True):
            themes.pop(theme.key, None)
            if field.data is not None:
                themes[theme.key] = field.data
        return complete_limits(
            {
                "min_choices": self.min_choices.data or 0,
                "points": self.points.data if has_points else None,
                "max_points": self.max_points.data if has_points else None,
                "max_per_theme": themes,
            }
        )


for _theme in THEMES:
    setattr(
        ContestForm,
        f"theme_{_theme.key}",
        WholeNumberField(
            _theme.label,
            [
                Optional(),
                NumberRange(1, MOST_CHOICES, _l("Vul 1 tot en met 1.000 in.")),
            ],
        ),
    )


def contest_values(contest: Contest) -> dict[str, Any]:
    """Return what is stored of a contest, for the fields of its form."""
    limits = complete_limits(contest.ballot_limits)
    themes = limits["max_per_theme"]
    return {
        "title": contest.title,
        "area": WHOLE_DISTRICT if contest.area_id is None else str(contest.area_id),
        "budget_limit": contest.budget_limit,
        "vote_type": contest.vote_type,
        "within_budget": contest.within_budget,
        "min_choices": limits["min_choices"] or None,
        "points": limits["points"],
        "max_points": limits["max_points"],
        **{f"theme_{theme.key}": themes.get(theme.key) for theme in THEMES},
        "max_choices": contest.max_choices,
        **rule_values(contest),
    }
