"""What sentences about a line of the logbook draw on, and who did what it tells."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from pb.auth.models import Role
from pb.auth.roles import TEXTS
from pb.formatting import moment, number
from pb.log.service import SYSTEM


@dataclass(frozen=True, slots=True)
class Telling:
    """What a sentence about a line can draw on."""

    body: Mapping[str, Any]
    areas: Mapping[str, str]
    locale: str
    actor: str  # who did it: a role and a pseudonym, or SYSTEM

    def count(self, name: str) -> str:
        """Return a number of the body, as it is written on a page."""
        return number(int(self.body[name]), locale=self.locale)

    def moment(self, name: str) -> str:
        """Return a moment of the body, in words."""
        at = datetime.fromisoformat(self.body[name])
        return moment(at, locale=self.locale)

    @property
    def area(self) -> str:
        """Return the name of the area."""
        id_ = str(self.body["area"])
        return self.areas.get(id_, id_)


def actor_words(actor: str) -> str:
    """Return who did it: a role and a pseudonym, or the system."""
    if actor == SYSTEM:
        return str(_("Automatisch"))
    role, _colon, pseudonym = actor.partition(":")
    name = str(TEXTS[Role(role)].name) if role in set(Role) else role
    return f"{name} {pseudonym}".strip()
