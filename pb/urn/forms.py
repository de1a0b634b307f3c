"""Forms of the urn."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, ListWidget

from pb.web.forms import Form


class HoldersForm(Form):
    """Which three key holders hold the key of a round."""

    holder = SelectMultipleField(
        _l("Sleutelhouders"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class PassphraseForm(Form):
    """The passphrase of one key holder."""

    passphrase = StringField(
        _l("Uw wachtzin"), render_kw={"autocomplete": "off", "spellcheck": "false"}
    )
