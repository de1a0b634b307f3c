"""Choosing a language, and where one is sent back to."""

import pytest
from flask import Flask, render_template

from pb.web.redirects import local_path
from tests.html_tree import parse
from tests.pages import PageClient, tree


def _lang(client: PageClient, path: str = "/hulp") -> str:
    return next(tree(client.get(path)).all("html"))["lang"]


def test_speaks_dutch_whatever_the_browser_prefers(client: PageClient) -> None:
    page = tree(client.get("/hulp", headers={"Accept-Language": "en, tr;q=0.9"}))

    assert next(page.all("html"))["lang"] == "nl"


def test_keeps_the_language_one_chose_and_goes_back(client: PageClient) -> None:
    answer = client.post("/taal", data={"taal": "en", "terug": "/hulp?a=1"})

    assert answer.status_code == 303
    assert answer.location == "/hulp?a=1"
    assert _lang(client) == "en"


def test_returns_to_dutch(client: PageClient) -> None:
    client.post("/taal", data={"taal": "en"})
    client.post("/taal", data={"taal": "nl"})

    assert _lang(client) == "nl"


@pytest.mark.parametrize("language", ["", "xx", "nl; Path=/", "../../etc"])
def test_refuses_a_language_it_does_not_have(client: PageClient, language: str) -> None:
    answer = client.post("/taal", data={"taal": language})

    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers


def test_a_get_changes_nothing(client: PageClient) -> None:
    assert client.get("/taal?taal=en").status_code == 405
    assert _lang(client) == "nl"


@pytest.mark.parametrize(
    ("path", "action"),
    [
        ("/hulp", "/taal"),
        ("/stem", "/stem/taal"),
        ("/stem/biljet", "/stem/taal"),
        ("/stemmen", "/taal"),
        ("/beheer/rondes", "/beheer/taal"),
    ],
)
def test_each_part_of_the_site_posts_to_its_own_session(
    app: Flask, client: PageClient, path: str, action: str
) -> None:
    """A page under /stem carries the voter's token, not the visitor's."""
    with app.test_request_context(path):
        page = parse(render_template("base.html", heading="Titel")).root

    assert [form["action"] for form in page.all("form")] == [action]
    assert client.post(action, data={"taal": "nl"}).status_code == 303


def test_offers_no_language_where_it_would_lose_what_was_typed(app: Flask) -> None:
    with app.test_request_context("/stem/biljet", method="POST"):
        page = parse(render_template("base.html", heading="Titel")).root

    assert list(page.all("form")) == []


def test_the_cookie_is_secure_where_the_site_is(app: Flask) -> None:
    app.config["SESSION_COOKIE_SECURE"] = True
    try:
        answer = PageClient(app).post("/taal", data={"taal": "en"})
    finally:
        app.config["SESSION_COOKIE_SECURE"] = False

    cookie = answer.headers["Set-Cookie"]
    assert "Secure" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "https://evil.example",
        "%2f%2fevil.example",
        "\t//evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "javascript:alert(1)",
        "evil.example",
        " /hulp",
        "",
        None,
    ],
)
def test_sends_nobody_to_another_site(target: str | None) -> None:
    """T40: whatever a browser could read as another host leads home."""
    assert local_path(target) == "/"


@pytest.mark.parametrize("target", ["/", "/hulp", "/rondes/a/plannen?wijk=1#top"])
def test_sends_people_back_within_the_site(target: str) -> None:
    assert local_path(target) == target
