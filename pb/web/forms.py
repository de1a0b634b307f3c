"""The base of every form."""

from flask_wtf import FlaskForm


class Form(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """A form that reads the request, resists forgery and speaks the page's language.

    A form explains limits in words; the service behind it enforces them.
    """
