"""Why a round may go on."""

from flask_babel import lazy_gettext as _l

from pb.approvals.reasons import public_reason
from pb.web.forms import Form


class ReleaseForm(Form):
    """The reason, as everybody will read it in the logbook."""

    reason = public_reason(
        _l("Wat is er gebeurd, en waarom mag de ronde doorgaan?"),
        _l("Vul de reden in."),
        "vrijgeven-reason",
    )
