"""Why a round may go on."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from pb.web.fields import one_line
from pb.web.forms import Form


class ReleaseForm(Form):
    """The reason, as everybody will read it in the logbook."""

    reason = TextAreaField(
        _l("Wat is er gebeurd, en waarom mag de ronde doorgaan?"),
        [
            DataRequired(_l("Vul de reden in.")),
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
        id="vrijgeven-reason",
    )
