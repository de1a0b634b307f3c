"""What staff say in public about a result."""

from flask_babel import lazy_gettext as _l

from pb.approvals.reasons import public_reason
from pb.web.forms import Form


class WithdrawForm(Form):
    """Why a result does not hold any more."""

    reason = public_reason(
        _l("Waarom geldt de uitslag niet meer?"),
        _l("Vul de reden in."),
        "intrekken-reason",
    )


class CorrectionForm(Form):
    """What is different in another version of a result."""

    reason = public_reason(
        _l("Wat is er gecorrigeerd?"), _l("Vul de reden in."), "correctie-reason"
    )
