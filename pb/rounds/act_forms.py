"""What acts that move a round ask for."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, TextAreaField, ValidationError
from wtforms.validators import InputRequired

from pb.approvals.reasons import public_reason
from pb.web.fields import AmsterdamDateTimeField, one_line
from pb.web.forms import Form

LEAST, MOST = 10, 500  # characters of a reason


class FreezeForm(Form):
    """That areas with few letters take part all the same, and why."""

    small_areas = BooleanField(
        _l("Deze kleine wijken mogen toch meedoen"),
        [InputRequired(_l("Vink dit aan, of voeg kleine wijken samen."))],
        id="vastzetten-small-areas",
    )
    small_areas_reason = TextAreaField(
        _l("Waarom mag dat?"),
        filters=[one_line],
        description=_l("Iedereen leest dit in het logboek. Ten hoogste 500 tekens."),
        id="vastzetten-reason",
    )

    def validate_small_areas_reason(self, field: TextAreaField) -> None:
        """Ask for a reason that says something."""
        if not LEAST <= len(field.data or "") <= MOST:
            raise ValidationError(
                gettext("Schrijf de reden op, in 10 tot en met 500 tekens.")
            )


class PauseForm(Form):
    """Why nobody can vote for now, as voters will read it."""

    reason = public_reason(
        _l("Waarom ligt het stemmen stil?"), _l("Vul de reden in."), "pauze-reason"
    )


class ExtendForm(Form):
    """Until when the vote lasts, and why."""

    closes_at = AmsterdamDateTimeField(
        _l("Stemmen kan tot"),
        [InputRequired(_l("Vul de nieuwe sluitingstijd in."))],
        description=_l("Nederlandse tijd. Alleen later dan nu is afgesproken."),
        id="verlengen-closes-at",
    )
    reason = public_reason(
        _l("Waarom duurt het stemmen langer?"),
        _l("Vul de reden in."),
        "verlengen-reason",
    )
