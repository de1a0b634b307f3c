"""What is said of a point on the map, in words."""

import re

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from pb.maps.finding import area_of
from pb.maps.frame import Pin
from pb.maps.service import Map

DIGITS = re.compile("[0-9]{1,9}")


class Spot:
    """Where a point lies, beside the area that somebody chose ("" for none)."""

    def __init__(self, session: Session, map_: Map, *, pin: Pin, chosen: str) -> None:
        self.area_id = area_of(session, map_, pin)
        self.pin = pin
        self.is_on_map = map_.frame.holds(pin) and not (
            map_.is_whole and self.area_id is None
        )
        self.name = map_.name_of(self.area_id)
        self.other = map_.name_of(int(chosen)) if DIGITS.fullmatch(chosen) else ""

    @property
    def is_elsewhere(self) -> bool:
        """Say whether the point lies in another area than the chosen one."""
        return bool(self.name and self.other and self.name != self.other)

    def __str__(self) -> str:
        if not self.is_on_map:
            return str(
                _(
                    "Deze punt ligt buiten de wijken van deze ronde. Zet hem binnen de"
                    " lijnen, of haal hem weg."
                )
            )
        if self.is_elsewhere:
            return str(
                _(
                    "De punt ligt in %(area)s, maar u koos %(other)s. Verzet de punt of"
                    " kies een andere wijk. Klopt het zo? Dan mag het blijven.",
                    area=self.name,
                    other=self.other,
                )
            )
        if self.name:
            return str(_("De punt ligt in %(area)s.", area=self.name))
        return str(_("De punt staat op de kaart."))
