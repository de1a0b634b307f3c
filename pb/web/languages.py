"""Which language a page speaks: Dutch, unless the visitor chose another."""

from flask import Flask, has_request_context, request
from flask_babel import Babel

LANGUAGES = {"nl": "Nederlands", "en": "English"}
COOKIE = "taal"


def speak(app: Flask) -> None:
    """Give `app` its languages. Texts in the code are Dutch."""
    app.config.update(
        BABEL_DEFAULT_LOCALE="nl",
        BABEL_DEFAULT_TIMEZONE="Europe/Amsterdam",
        BABEL_TRANSLATION_DIRECTORIES="translations",
    )
    Babel(app, locale_selector=chosen_language)
    app.jinja_env.globals.update(languages=LANGUAGES, chosen_language=chosen_language)


def chosen_language() -> str:
    """Return the visitor's choice, or Dutch.

    The browser's own preference is not followed: many phones in the Netherlands
    are set to English while their owners read the letter in Dutch.
    """
    if not has_request_context():
        return "nl"
    choice = request.cookies.get(COOKIE, "nl")
    return choice if choice in LANGUAGES else "nl"
