"""Forms of the urn."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from pb.web.fields import one_line
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


class ExplainForm(Form):
    """Why envelopes could not be read, as everybody will read it in the logbook."""

    reason = TextAreaField(
        _l("Waarom konden deze enveloppen niet worden gelezen?"),
        [
            DataRequired(_l("Vul de uitleg in.")),
            Length(
                min=10,
                max=500,
                message=_l("Gebruik tussen de 10 en 500 tekens."),
            ),
        ],
        filters=[one_line],
        description=_l(
            "Iedereen leest dit in het logboek. Noem geen namen. Ten hoogste 500"
            " tekens."
        ),
        id="uitleg-reason",
    )
