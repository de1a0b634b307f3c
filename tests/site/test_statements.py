"""What a Dutch public body must publish, and what the operator asks."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from pb.site import views
from pb.site.settings import SiteSettings
from tests.factories import NOW
from tests.pages import PageClient, tree


@pytest.fixture
def use_settings(app: Flask) -> Iterator[Callable[[SiteSettings], None]]:
    """Give the site other settings, until the end of the test."""
    before = app.extensions["site"]

    def use(site: SiteSettings) -> None:
        app.extensions["site"] = site
        app.jinja_env.globals["site"] = site

    yield use
    use(before)


@pytest.mark.parametrize(
    "path", ["/uitleg", "/hulp", "/privacy", "/toegankelijkheid", "/bestaat-niet"]
)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_page_passes_the_audit(
    client: PageClient, path: str, language: str
) -> None:
    client.post("/taal", data={"taal": language})

    assert client.get(path).status_code in {200, 404}


def test_says_that_nobody_examined_the_accessibility(client: PageClient) -> None:
    text = tree(client.get("/toegankelijkheid")).text

    assert "Nog niet door een deskundige onderzocht" in text
    assert "Wat nog niet is gedaan" in text


def test_shows_the_official_status_once_there_is_one(
    client: PageClient, use_settings: Callable[[SiteSettings], None]
) -> None:
    use_settings(SiteSettings(accessibility_status="B"))

    text = tree(client.get("/toegankelijkheid")).text

    assert "B: voldoet gedeeltelijk" in text
    assert "Nog niet door een deskundige" not in text


def test_privacy_names_the_owner_and_the_rights(
    client: PageClient, use_settings: Callable[[SiteSettings], None]
) -> None:
    use_settings(SiteSettings(owner_name="de wijkraad", keep_contacts_months=1))

    text = tree(client.get("/privacy")).text

    assert "Verantwoordelijk voor deze website is de wijkraad." in text
    assert "uiterlijk 1 maand na" in text
    assert "Autoriteit Persoonsgegevens" in text


@pytest.mark.parametrize("path", ["/", "/hulp", "/stem"])
def test_promises_no_new_letter(client: PageClient, path: str) -> None:
    text = tree(client.get(path)).text

    assert "Wij helpen u verder." in text
    assert "nieuwe brief" not in text
    assert "oude code" not in text


def test_privacy_names_every_cookie_and_what_stays(client: PageClient) -> None:
    page = tree(client.get("/privacy"))

    names = [head.text for head in page.all("th")]
    for cookie in ("bezoek", "stem", "taal", "beheer", "brieven-…"):
        assert cookie in names
    assert "__Host-" in page.text
    assert "behalve bij een pot met minder dan 10 stemmen" in page.text
    assert "termijn voor bezwaar" not in page.text


def test_shows_what_the_municipality_typed_as_text(
    client: PageClient, use_settings: Callable[[SiteSettings], None]
) -> None:
    use_settings(SiteSettings(owner_name="<b>X</b>", contact_email='"><script>x'))

    assert "<b>X" not in client.get("/privacy").text


@pytest.mark.usefixtures("now")
def test_security_txt_expires_within_a_year(client: PageClient) -> None:
    answer = client.get("/.well-known/security.txt")

    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    expires = datetime.fromisoformat(fields["Expires"])
    assert NOW + timedelta(days=30) < expires < NOW + timedelta(days=365)
    assert answer.mimetype == "text/plain"
    assert fields["Contact"] == "http://localhost/hulp"
    assert fields["Canonical"] == "http://localhost/.well-known/security.txt"


def test_healthz_says_that_all_is_well(client: PageClient) -> None:
    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["status"] == "ok"


def test_healthz_fails_when_the_database_breaks_a_promise(
    client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "health", lambda _session: {"synchronous": False})

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json == {"status": "error", "checks": {"synchronous": False}}


def test_healthz_fails_without_a_database(
    client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_session: object) -> dict[str, bool]:
        raise OperationalError("SELECT secret", {}, Exception("no route to host"))

    monkeypatch.setattr(views, "health", refuse)

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert "secret" not in answer.text
