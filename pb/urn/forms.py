"""Forms of the urn."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField

from pb.approvals.reasons import public_reason
from pb.web.fields import TickField
from pb.web.forms import Form


class HoldersForm(Form):
    """Which three key holders hold the key of a round."""

    holder = TickField(_l("Sleutelhouders"), coerce=int)


class PassphraseForm(Form):
    """The passphrase of one key holder."""

    passphrase = StringField(
        _l("Uw wachtzin"), render_kw={"autocomplete": "off", "spellcheck": "false"}
    )


class ExplainForm(Form):
    """Why envelopes could not be read, as everybody will read it in the logbook."""

    reason = public_reason(
        _l("Waarom konden deze enveloppen niet worden gelezen?"),
        _l("Vul de uitleg in."),
        "uitleg-reason",
    )
