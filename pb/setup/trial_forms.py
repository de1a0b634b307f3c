"""The form that asks for a trial of rules."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length, NumberRange

from pb.rounds.models import BudgetRound, Contest
from pb.setup.invented import MOST_VOTERS
from pb.setup.trials import INVENTED
from pb.web.fields import WholeNumberField, one_line
from pb.web.forms import Form, SelectChoice


class TrialForm(Form):
    """On which votes which rule is tried."""

    source = SelectField(
        _l("Met welke stemmen?"),
        description=_l(
            "Verzonnen stemmen gaan over de plannen van deze ronde. Een eerdere ronde"
            " heeft echte stemmen, maar andere plannen."
        ),
        validate_choice=False,
    )
    contest = SelectField(
        _l("De regel van welke pot?"),
        description=_l(
            "Alleen bij een eerdere ronde: deze regel telt dan de stemmen van toen."
        ),
        validate_choice=False,
    )
    voters = WholeNumberField(
        _l("Aantal verzonnen kiezers"),
        [
            InputRequired(_l("Vul in hoeveel kiezers u wilt.")),
            NumberRange(1, MOST_VOTERS, _l("Vul 1 tot en met 20.000 in.")),
        ],
        default=1000,
    )
    seed = StringField(
        _l("Begingetal"),
        [Length(max=40, message=_l("Gebruik ten hoogste 40 tekens."))],
        filters=[one_line],
        default="1",
        description=_l("Hetzelfde getal geeft dezelfde verzonnen stemmen."),
    )

    def offer(self, past: Iterable[BudgetRound], contests: Iterable[Contest]) -> None:
        """Let the form choose among past rounds, and the pots of this one."""
        self.source.choices = [
            SelectChoice(INVENTED, gettext("Verzonnen stemmen")),
            *(SelectChoice(str(each.id), each.title) for each in past),
        ]
        self.contest.choices = [SelectChoice(str(c.id), c.title) for c in contests]

    def validate_source(self, field: SelectField) -> None:
        """Refuse votes that are not there."""
        _check(field, gettext("Kies een ronde uit de lijst."))

    def validate_contest(self, field: SelectField) -> None:
        """Refuse a pot that is not (or no longer) in the round."""
        _check(field, gettext("Kies een pot uit de lijst."))

    def to_subject(self) -> dict[str, Any]:
        """Return what was filled in, as `pb.setup.trials` takes it."""
        source = self.source.data
        return {
            "source": source if source == INVENTED else int(source),
            "contest": int(self.contest.data),
            "voters": self.voters.data,
            "seed": self.seed.data or "1",
        }


def _check(field: SelectField, message: str) -> None:
    if field.data not in {choice[0] for choice in field.iter_choices()}:
        raise ValidationError(message)
