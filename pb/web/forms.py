"""The base of every form."""

from typing import Any

import wtforms
from flask import request
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto

# One choice of a select or of radio buttons.
SelectChoice: Any = wtforms.SelectChoice  # type: ignore[attr-defined]  # not in the stubs


class Form(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """A form that reads the request, resists forgery and speaks the page's language.

    A form explains limits in words; the service behind it enforces them.
    """

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # the same
        """Where a form reads from."""

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Read the fields of a form only, never files or JSON in their place."""
            if formdata is not _Auto:
                return formdata
            return request.form if request.method == "POST" else None
