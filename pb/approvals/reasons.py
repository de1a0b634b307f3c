"""The reason that somebody gives in public with a proposal."""

from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from pb.web.fields import one_line


def public_reason(label: LazyString, missing: LazyString, id_: str) -> Any:
    """Return the field of a form for a reason, as everybody will read it.

    Args:
        label: The question.
        missing: What is said when nothing was filled in.
        id_: Of the element; other forms on the page may ask for a reason too.
    """
    return TextAreaField(
        label,
        [
            DataRequired(missing),
            Length(min=10, max=500, message=_l("Gebruik tussen de 10 en 500 tekens.")),
        ],
        filters=[one_line],
        description=_l(
            "Iedereen leest dit op de website. Noem geen namen. Ten hoogste 500 tekens."
        ),
        id=id_,
    )
