"""The form that asks for play codes."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired, NumberRange

from pb.web.fields import WholeNumberField
from pb.web.forms import Form

MOST_AT_ONCE = 500


class PlayCodesForm(Form):
    """How many play codes."""

    count = WholeNumberField(
        _l("Aantal oefencodes"),
        [
            InputRequired(_l("Vul in hoeveel oefencodes u wilt.")),
            NumberRange(1, MOST_AT_ONCE, _l("Vul 1 tot en met 500 in.")),
        ],
        default=10,
        description=_l(
            "Zij worden gelijk verdeeld over de wijken. Met elke code oefent één"
            " persoon één keer."
        ),
    )
