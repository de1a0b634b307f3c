"""The forms about what is kept."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField
from wtforms.validators import InputRequired, Length

from pb.web.fields import WholeNumberField, one_line
from pb.web.forms import Form


class TermForm(Form):
    """How long one round keeps one kind of data."""

    seen = HiddenField()  # the months when the page was shown
    months = WholeNumberField(_l("Maanden"), [InputRequired(_l("Vul een getal in."))])


class PersonForm(Form):
    """Whose data are looked for."""

    email = EmailField(
        _l("E-mailadres van de bewoner"),
        [
            InputRequired(_l("Vul het e-mailadres in.")),
            Length(max=254, message=_l("Dit e-mailadres is te lang.")),
        ],
        filters=[one_line],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
