"""The field for a point on the map of a round."""

from flask_babel import gettext
from wtforms.widgets import HiddenInput

from pb.maps.frame import NotAPoint, Pin, read_pin
from pb.web.fields import ReadField


class PinField(ReadField):
    """A point on the map; its data are a `Pin`, or None when there is none."""

    widget = HiddenInput()
    data: Pin | None

    def read(self, typed: str) -> Pin:
        """Return the point."""
        try:
            return read_pin(typed)
        except NotAPoint as reason:
            raise ValueError(
                gettext(
                    "Deze punt is niet te lezen. Wijs de plek opnieuw aan op de kaart."
                )
            ) from reason

    def write(self, data: Pin) -> str:
        """Return the point as it is read again."""
        return str(data)
