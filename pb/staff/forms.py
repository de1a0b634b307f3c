"""The forms of an administrator."""

from collections.abc import Collection
from typing import Any

import wtforms
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, SelectField
from wtforms.validators import InputRequired, Length

from pb.auth.models import Role
from pb.auth.roles import TEXTS
from pb.rounds.models import BudgetRound
from pb.web.fields import TickField, one_line
from pb.web.forms import Form
from pb.web.seen import SeenForm

SelectChoice: Any = wtforms.SelectChoice  # type: ignore[attr-defined]  # not in the stubs
EVERYWHERE = ""


def _role_choices(roles: Collection[Role]) -> list[Any]:
    return [
        SelectChoice(
            role.value, str(TEXTS[role].name), {"data-hint": str(TEXTS[role].duty)}
        )
        for role in roles
    ]


class RolesField(TickField):
    """Some of the roles; nothing is ticked beforehand."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(_l("Rollen"), choices=_role_choices(list(Role)), **kwargs)

    @property
    def roles(self) -> list[Role]:
        """Return the roles that were ticked."""
        return [Role(value) for value in self.data or []]


class RolesForm(SeenForm):
    """Which roles a member of staff has, everywhere or in one round."""

    roles = RolesField()

    def offer(self, roles: Collection[Role]) -> None:
        """Show only these roles."""
        self.roles.choices = _role_choices(roles)


class NewStaffForm(Form):
    """A new account."""

    email = EmailField(
        _l("E-mailadres"),
        [
            InputRequired(_l("Vul het e-mailadres van de medewerker in.")),
            Length(max=254, message=_l("Dit e-mailadres is te lang.")),
        ],
        filters=[one_line],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    where = SelectField(
        _l("Waar geldt de rol?"),
        description=_l("Geef niet meer dan nodig is: liever één ronde dan alle."),
    )
    roles = RolesField(validators=[InputRequired(_l("Kies ten minste één rol."))])

    def __init__(self, rounds: Collection[BudgetRound]) -> None:
        super().__init__()
        self.where.choices = [
            *(SelectChoice(each.slug, each.title) for each in rounds),
            SelectChoice(EVERYWHERE, _l("In alle rondes, nu en later")),
        ]
