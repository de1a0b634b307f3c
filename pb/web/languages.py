"""Which language a page speaks: Dutch, unless the visitor chose another."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from gettext import NullTranslations

from flask import Flask, current_app, has_request_context, request
from flask_babel import Babel, force_locale, get_translations

LANGUAGES = {"nl": "Nederlands", "en": "English"}
COOKIE = "taal"
# The catalogue of the request being answered. A page asks for some hundred texts,
# and looking it up anew for each took longer than the rest of the page.
_spoken: ContextVar[NullTranslations | None] = ContextVar("spoken", default=None)


def speak(app: Flask) -> None:
    """Give `app` its languages. Texts in the code are Dutch."""
    app.config.update(
        BABEL_DEFAULT_LOCALE="nl",
        BABEL_DEFAULT_TIMEZONE="Europe/Amsterdam",
        BABEL_TRANSLATION_DIRECTORIES="translations",
    )
    Babel(app, locale_selector=chosen_language)
    app.jinja_env.globals.update(languages=LANGUAGES, chosen_language=chosen_language)
    app.before_request(_listen)
    app.teardown_request(_forget)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # i18n
        gettext=lambda text: _catalogue().gettext(text),
        ngettext=lambda one, more, n: _catalogue().ngettext(one, more, n),
        pgettext=lambda context, text: _catalogue().pgettext(context, text),
        npgettext=lambda context, one, more, n: _catalogue().npgettext(
            context, one, more, n
        ),
        newstyle=True,
    )


def _listen() -> None:
    kept = current_app.extensions.setdefault("catalogues", {})
    language = chosen_language()
    if language not in kept:
        kept[language] = get_translations()
    _spoken.set(kept[language])


def _forget(_error: BaseException | None) -> None:
    _spoken.set(None)


def _catalogue() -> NullTranslations:
    return _spoken.get() or get_translations()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak one language for a while, whatever the page speaks: for mails."""
    with force_locale(language if language in LANGUAGES else "nl"):
        before = _spoken.set(get_translations())
        try:
            yield
        finally:
            _spoken.reset(before)


def chosen_language() -> str:
    """Return the visitor's choice, or Dutch.

    The browser's own preference is not followed: many phones in the Netherlands
    are set to English while their owners read the letter in Dutch.
    """
    if not has_request_context():
        return "nl"
    choice = request.cookies.get(COOKIE, "nl")
    return choice if choice in LANGUAGES else "nl"
