"""The question where a plan is: in words, and as a point on the map of the round."""

from functools import cached_property

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, ValidationError
from wtforms.validators import InputRequired, Optional

from pb.db import db
from pb.maps.fields import PinField
from pb.maps.service import Map, find_map
from pb.maps.words import Spot
from pb.projects.fields import AtMost, LineField
from pb.projects.forms import PLACE_LENGTH, area_choices
from pb.projects.step_form import StepForm


class WhereForm(StepForm):
    """Where it is, and for whom."""

    area = SelectField(
        _l("Wijk"), [InputRequired(_l("Kies waar uw plan is."))], choices=[]
    )
    place = LineField(_l("Straat of plek"), [Optional(), AtMost(PLACE_LENGTH)])
    pin = PinField(_l("Plek op de kaart"), [Optional()])
    for_whom = LineField(_l("Voor wie is het?"), [Optional(), AtMost(300)])
    map: Map | None = None

    def prepare(self) -> None:
        """Offer the areas of the round, and its map if there is one."""
        self.area.choices = area_choices(self.budget_round)
        if not self.budget_round.areas:
            del self.area
        self.map = find_map(db.session(), self.budget_round)
        if self.map is None:
            del self.pin

    @cached_property
    def spot(self) -> Spot | None:
        """Return where the point lies, if there is one."""
        if self.map is None or self.pin.data is None:
            return None
        return Spot(
            db.session(),
            self.map,
            pin=self.pin.data,
            chosen=self.area.data or "" if self.area else "",
        )

    def validate_pin(self, _field: PinField) -> None:
        """Refuse a point outside the round; one in another area is only told."""
        if self.spot is not None and not self.spot.is_on_map:
            raise ValidationError(str(self.spot))
