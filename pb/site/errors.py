"""What a visitor reads when a page can't be given.

An error page needs no session and no database, so that it can be shown when these
fail, and it says nothing of how the program works inside. Only where a form is kept
to be sent once more is there a session: the one that its new token is for.
"""

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

from flask import Flask, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, lazy_gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy import exc
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable

from pb.formatting import duration
from pb.web.resending import address_to_resend, fields_to_resend

# For these statuses abort(status, sentence) is only called by us, so the sentence
# is ours to show. Others carry words of a library.
OWN_WORDS = frozenset({403, 404, 409, 410, 422, 429, 503})
# What the browser or the next client needs to know beside the page.
KEPT_HEADERS = ("Retry-After", "Allow")
# The database is away or busy; other errors of it are faults of the program.
UNAVAILABLE = (exc.OperationalError, exc.InterfaceError, exc.TimeoutError)


@dataclass(frozen=True, slots=True)
class ErrorText:
    """What happened and what to do, in one or two sentences each."""

    heading: str
    what: str
    advice: str


AGAIN = lazy_gettext("Probeer het over een paar minuten opnieuw.")
TEXTS = {
    400: ErrorText(
        lazy_gettext("Wij kunnen dit niet lezen"),
        lazy_gettext("Uw browser stuurde iets wat wij niet begrijpen."),
        lazy_gettext("Ga terug en probeer het opnieuw."),
    ),
    403: ErrorText(
        lazy_gettext("U heeft geen toegang"),
        lazy_gettext("Deze pagina of deze knop hoort niet bij uw rechten."),
        lazy_gettext("Bent u medewerker? Vraag uw beheerder om toegang."),
    ),
    404: ErrorText(
        lazy_gettext("Deze pagina is er niet"),
        lazy_gettext("Het adres is verkeerd getypt, of de pagina is weg."),
        lazy_gettext("Kijk het adres na, of begin op de startpagina."),
    ),
    405: ErrorText(
        lazy_gettext("Deze pagina opent alleen met een knop"),
        lazy_gettext("U kunt dit adres niet zelf typen of openen."),
        lazy_gettext("Begin op de startpagina."),
    ),
    409: ErrorText(
        lazy_gettext("Dit kan nu niet"),
        lazy_gettext("De ronde is in een andere fase, of iemand was u voor."),
        lazy_gettext("Laad de vorige pagina opnieuw. Dan ziet u wat nu kan."),
    ),
    410: ErrorText(
        lazy_gettext("Dit is er niet meer"),
        lazy_gettext("Wat hier stond, is definitief weg."),
        lazy_gettext("Begin op de startpagina."),
    ),
    413: ErrorText(
        lazy_gettext("Dit is te groot"),
        lazy_gettext(
            "De tekst of het bestand is groter dan wij kunnen ontvangen."
            " Er is niets bewaard."
        ),
        lazy_gettext("Verstuur een kortere tekst of een kleiner bestand."),
    ),
    422: ErrorText(
        lazy_gettext("Dit klopt nog niet"),
        lazy_gettext("Wij kunnen niet verwerken wat u stuurde. Er is niets bewaard."),
        lazy_gettext("Ga terug en kijk na wat u invulde."),
    ),
    429: ErrorText(
        lazy_gettext("Wacht even"),
        lazy_gettext("Er kwamen te veel pogingen achter elkaar."),
        lazy_gettext("Probeer het straks opnieuw."),
    ),
    500: ErrorText(
        lazy_gettext("Er ging iets mis bij ons"),
        lazy_gettext("Dit ligt niet aan u. De fout staat in ons logboek."),
        AGAIN,
    ),
    503: ErrorText(
        lazy_gettext("De website werkt even niet"),
        lazy_gettext("Wat u stuurde, is niet bewaard."),
        AGAIN,
    ),
}
FORM_EXPIRED = ErrorText(
    lazy_gettext("Deze pagina stond te lang open"),
    lazy_gettext("Daarom is niet bewaard wat u stuurde."),
    lazy_gettext("Ga terug, laad de pagina opnieuw en verstuur het nog een keer."),
)
FORM_KEPT = ErrorText(
    lazy_gettext("Deze pagina stond te lang open"),
    lazy_gettext("Er is nog niets bewaard. Wat u invulde, is er nog."),
    lazy_gettext("Verstuur het nog een keer."),
)
# After a failure in the vote path we may not know whether the vote was stored.
VOTE_FAILED = ErrorText(
    lazy_gettext("Er ging iets mis bij ons"),
    lazy_gettext("Wij weten niet zeker of uw stem is ontvangen."),
    lazy_gettext(
        "Probeer het opnieuw met dezelfde code. Uw stem telt nooit twee keer mee."
    ),
)


def register_error_handlers(app: Flask) -> None:
    """Give every failure of `app` a page in words."""
    app.register_error_handler(HTTPException, show_error)
    for unavailable in UNAVAILABLE:
        app.register_error_handler(unavailable, show_database_error)


def show_error(error: HTTPException) -> ResponseReturnValue:
    """Answer with the page of this status; a redirect stays what it is."""
    # A session that can't be read fails before the handlers above are asked.
    if isinstance(getattr(error, "original_exception", None), UNAVAILABLE):
        error = ServiceUnavailable(retry_after=60)
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    plain = error.get_response()
    if status < HTTPStatus.BAD_REQUEST:
        return plain
    kept = fields_to_resend() if isinstance(error, CSRFError) else []
    page = render_template(
        "errors/error.html",
        text=FORM_KEPT if kept else _text_of(error, status),
        kept=kept,
        address=address_to_resend(),
        is_desk=request.path.startswith("/beheer"),
        is_own_plan=request.path.startswith("/mijn-plan"),
        own_words=_own_words(error, status),
        wait=_wait(plain.headers.get("Retry-After")),
    )
    response = make_response(page, status)
    for name in KEPT_HEADERS:
        if name in plain.headers:
            response.headers[name] = plain.headers[name]
    response.headers["Cache-Control"] = "no-store"
    return response


def show_database_error(error: exc.SQLAlchemyError) -> ResponseReturnValue:
    """Answer that nothing was stored; keep the trace for the operator."""
    current_app.logger.error("database failed", exc_info=error)
    return show_error(ServiceUnavailable(retry_after=60))


def _text_of(error: HTTPException, status: int) -> ErrorText:
    if isinstance(error, CSRFError):
        return FORM_EXPIRED
    if isinstance(error, InternalServerError) and _is_casting():
        return VOTE_FAILED
    return TEXTS.get(status, TEXTS[500 if status >= 500 else 400])


def _is_casting() -> bool:
    return request.method == "POST" and request.path.startswith("/stem")


def _own_words(error: HTTPException, status: int) -> str:
    if status in OWN_WORDS and error.description != type(error).description:
        return error.description or ""
    return ""


def _wait(retry_after: str | None) -> str:
    if retry_after is None or not retry_after.isdigit():
        return ""
    minutes = -(-int(retry_after) // 60)
    locale = str(get_locale() or "nl")
    return duration(timedelta(minutes=minutes), locale=locale)
