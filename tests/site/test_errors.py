"""Error pages: in words, with what to do, and without the inside of the program."""

import pytest
from flask import Flask, abort
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import TooManyRequests

from pb import formatting
from pb.sessions import store
from pb.site.errors import TEXTS, register_error_handlers
from pb.site.settings import SiteSettings
from pb.web import languages, security
from pb.web.assets import serve_assets
from tests.pages import PageClient, tree

SECRET = "wachtwoord-van-de-database"


@pytest.fixture
def broken() -> PageClient:
    """A site where each address fails in its own way, without any database."""
    app = Flask("pb", static_folder=None)
    app.secret_key = "for tests"
    languages.speak(app)
    formatting.register(app)
    app.jinja_env.globals["site"] = SiteSettings()
    serve_assets(app)
    register_error_handlers(app)
    for status in TEXTS:
        app.add_url_rule(f"/{status}", f"e{status}", lambda s=status: abort(s))
    app.add_url_rule("/crash", view_func=_crash)
    app.add_url_rule("/stem/bedankt", "cast", _crash, methods=["POST"])
    app.add_url_rule("/db", view_func=_lose_database)
    app.add_url_rule("/bug", view_func=_break_a_constraint)
    app.add_url_rule("/slow", view_func=_slow_down)
    app.add_url_rule("/own", view_func=_refuse_in_own_words)
    app.add_url_rule("/form", view_func=_forged)
    return PageClient(app)


def _crash() -> str:
    raise RuntimeError(SECRET)


def _lose_database() -> str:
    raise OperationalError(f"SELECT {SECRET}", {}, Exception(SECRET))


def _break_a_constraint() -> str:
    raise IntegrityError(f"INSERT {SECRET}", {}, Exception(SECRET))


def _slow_down() -> str:
    raise TooManyRequests(retry_after=61)


def _refuse_in_own_words() -> str:
    abort(409, "De ronde is al <b>gesloten</b>.")


def _forged() -> str:
    raise CSRFError("The CSRF token is missing.")


@pytest.mark.parametrize("status", sorted(TEXTS))
def test_every_status_has_a_page_in_words(broken: PageClient, status: int) -> None:
    answer = broken.get(f"/{status}")

    assert answer.status_code == status
    heading = next(tree(answer).all("h1")).text
    assert heading == str(TEXTS[status].heading)
    assert "/hulp" in [link["href"] for link in tree(answer).all("a")]


@pytest.mark.parametrize(
    ("path", "status"),
    [("/crash", 500), ("/db", 503), ("/bug", 500)],
)
def test_shows_no_internals(broken: PageClient, path: str, status: int) -> None:
    """T47: no trace, no SQL, no path."""
    answer = broken.get(path)

    assert answer.status_code == status
    for inside in (SECRET, "Traceback", "SELECT", "sqlalchemy", ".py", "/work"):
        assert inside not in answer.text


def test_says_when_to_try_again(broken: PageClient) -> None:
    answer = broken.get("/slow")

    assert answer.headers["Retry-After"] == "61"
    assert "Wacht 2 minuten." in tree(answer).text


def test_a_lost_database_says_that_nothing_was_stored(broken: PageClient) -> None:
    answer = broken.get("/db")

    assert answer.headers["Retry-After"] == "60"
    assert "Wat u stuurde, is niet bewaard." in tree(answer).text


def test_does_not_claim_to_know_whether_a_vote_was_stored(broken: PageClient) -> None:
    text = tree(broken.post("/stem/bedankt")).text

    assert "Wij weten niet zeker of uw stem is ontvangen." in text
    assert "Uw stem telt nooit twee keer mee." in text


def test_shows_our_own_sentence_as_text(broken: PageClient) -> None:
    answer = broken.get("/own")

    assert "De ronde is al <b>gesloten</b>." in tree(answer).text


def test_a_stale_form_is_explained_in_dutch(broken: PageClient) -> None:
    answer = broken.get("/form")

    assert answer.status_code == 400
    assert "CSRF" not in answer.text
    assert "Deze pagina stond te lang open" in tree(answer).text


def test_says_which_methods_an_address_takes(broken: PageClient) -> None:
    answer = broken.post("/404")

    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_answers_a_request_for_another_host(client: PageClient) -> None:
    answer = client.get("/", headers={"Host": "evil.example"})

    assert answer.status_code == 400
    assert "evil.example" not in answer.text


@pytest.mark.parametrize("path", ["/%00", "/%ff%fe", "/rondes/%00", "/\\..\\etc"])
def test_survives_strange_addresses(client: PageClient, path: str) -> None:
    assert client.get(path).status_code in {400, 404}


def test_survives_a_cookie_of_ten_kilobytes(client: PageClient) -> None:
    answer = client.get("/hulp", headers={"Cookie": "bezoek=" + "x" * 10_240})

    assert answer.status_code == 200


def test_keeps_the_security_headers(client: PageClient) -> None:
    answer = client.get("/bestaat-niet")

    assert answer.headers["Content-Security-Policy"] == security.CONTENT_SECURITY_POLICY
    assert answer.headers["Cache-Control"] == "no-store"


def test_needs_no_database_to_say_that_it_is_gone(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("SELECT", {}, Exception(SECRET))

    monkeypatch.setattr(store, "find", refuse)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    client.set_cookie("stem", "a-session-of-a-voter")

    answer = client.get("/stem/biljet")

    assert answer.status_code == 503
    assert "De website werkt even niet" in tree(answer).text
    assert SECRET not in answer.text
