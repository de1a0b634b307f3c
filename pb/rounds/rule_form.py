"""The part of the form of a contest that says how its money is divided."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, StringField, ValidationError
from wtforms.validators import InputRequired, NumberRange, Optional

from pb.projects.themes import THEMES
from pb.rounds.forms import labels, radio
from pb.rounds.models import Contest
from pb.rounds.rule_choices import (
    COMPLETIONS,
    LEFTOVERS,
    OBJECTIVES,
    ORDERS,
    RULES,
    SAVINGS,
    SKIPS,
    STOPS,
    UTILITIES,
)
from pb.rounds.rule_options import complete_options
from pb.web.fields import EuroField, one_line
from pb.web.seen import SeenForm

# "25" votes, or "2,5%" of the voters.
MIN_SCORE = re.compile(r"[0-9]{1,6}|[0-9]{1,2}(?:[.,][0-9]{1,2})?%|100%")

SAVED = "utilitarian"  # what saving does with money left, unless staff choose


class RuleForm(SeenForm):
    """What staff decide about the rule of a contest."""

    rule = RadioField(
        _l("Hoe verdeelt u het geld?"),
        [InputRequired(_l("Kies hoe u het geld verdeelt."))],
        choices=labels(RULES),
        default="equal-shares",
    )
    utility = radio(_l("Hoe zwaar telt een plan?"), UTILITIES, default="cost")
    completion = radio(
        _l("Wat gebeurt er met geld dat overblijft?"), COMPLETIONS, default="add1u"
    )
    order = radio(_l("Welk plan gaat voor?"), ORDERS, default="cost")
    skip = radio(_l("Als een plan niet meer past"), SKIPS, default="yes")
    objective = radio(_l("Wat is de beste combinatie?"), OBJECTIVES, default="votes")
    saving = radio(
        _l("Wat gebeurt er met geld dat niemand spaart?"), SAVINGS, default=SAVED
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
    add1_stop = radio(_l("Wanneer stopt het verhogen?"), STOPS, default="overspend")
    leftover = radio(
        _l("En wat er helemaal aan het eind overblijft?"), LEFTOVERS, default="keep"
    )
    caps_bind_completion = BooleanField(
        _l("Deze grenzen gelden ook voor geld dat overblijft"),
        default=True,
        description=_l(
            "Zet u dit uit, dan kan een onderwerp aan het eind toch meer krijgen."
        ),
    )
    compares = BooleanField(
        _l("Vergelijk aan het eind met meeste stemmen eerst"),
        description=_l(
            "Zijn meer kiezers beter af met meeste stemmen eerst, dan geldt die"
            " uitslag. Een kleinere groep kan dan alsnog met lege handen staan."
        ),
    )

    @property
    def cap_fields(self) -> list[Any]:
        """Return the fields with the most money for each theme."""
        return [self[f"cap_{theme.key}"] for theme in THEMES]

    def validate_min_score(self, field: StringField) -> None:
        """Refuse what is neither a number of votes nor a share of the voters."""
        if field.data and not MIN_SCORE.fullmatch(field.data):
            raise ValidationError(
                gettext("Vul een heel aantal stemmen in, of een deel zoals 2,5%.")
            )

    @property
    def chosen_utility(self) -> str | None:
        """Return how much a plan counts, where the rule asks for it."""
        if self.rule.data == "greedy":
            # Most votes first is what this rule does when nothing is said.
            return None if self.order.data == "cost" else self.order.data
        return self.utility.data if self.rule.data == "equal-shares" else None

    @property
    def chosen_completion(self) -> str | None:
        """Return what happens to money left, where the rule asks for it."""
        fields = {"equal-shares": self.completion, "phragmen": self.saving}
        field = fields.get(self.rule.data)
        return None if field is None else field.data

    def chosen_options(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """Return what was filled in; options without a field stay as stored."""
        is_shared = self.rule.data == "equal-shares"
        is_greedy = self.rule.data == "greedy"
        is_knapsack = self.rule.data == "knapsack"
        return complete_options(
            {
                **stored,
                "min_score": (self.min_score.data or "0").replace(",", "."),
                "increment": self.increment.data,
                "add1_stop": self.add1_stop.data,
                "leftover": self.leftover.data,
                "objective": self.objective.data if is_knapsack else "votes",
                "skip": not is_greedy or self.skip.data == "yes",
                "caps": self._caps(stored),
                "caps_bind_completion": bool(self.caps_bind_completion.data),
                "comparison": "funded-votes"
                if is_shared and self.compares.data
                else "none",
            }
        )

    def _caps(self, stored: Mapping[str, Any]) -> dict[str, int]:
        """Return the most money per theme; a theme that we do not know stays."""
        known = {theme.key for theme in THEMES}
        others = {k: v for k, v in stored.get("caps", {}).items() if k not in known}
        return {**others, **dict(self._chosen_caps())}

    def _chosen_caps(self) -> Iterator[tuple[str, int]]:
        for theme, field in zip(THEMES, self.cap_fields, strict=True):
            if field.data is not None:
                yield theme.key, field.data


for _theme in THEMES:
    setattr(
        RuleForm,
        f"cap_{_theme.key}",
        EuroField(
            _theme.label,
            [Optional(), NumberRange(1, message=_l("Vul een hoger bedrag in dan 0."))],
        ),
    )


def _saving(contest: Contest) -> str:
    return (contest.completion or "none") if contest.rule == "phragmen" else SAVED


def rule_values(contest: Contest) -> dict[str, Any]:
    """Return what is stored of the rule of a contest, for the fields of the form."""
    options = complete_options(contest.rule_options)
    return {
        "rule": contest.rule,
        "utility": contest.utility or "cost",
        "completion": contest.completion or "add1u",
        "order": contest.utility or "cost",
        "saving": _saving(contest),
        "objective": options["objective"],
        "min_score": options["min_score"].replace(".", ","),
        "increment": options["increment"],
        "add1_stop": options["add1_stop"],
        "leftover": options["leftover"],
        "skip": "yes" if options["skip"] else "no",
        "caps_bind_completion": options["caps_bind_completion"],
        "compares": options["comparison"] == "funded-votes",
        **{f"cap_{theme.key}": options["caps"].get(theme.key) for theme in THEMES},
    }
