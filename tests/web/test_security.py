"""Headers, hosts and refusals that hold for every address (T7, T11, T35, T47)."""

import hashlib
import io
import re
from collections.abc import Iterator

import pytest
from flask import Flask, request
from werkzeug.routing import Rule

from pb.web.security import HEADERS
from tests.pages import PageClient

# Values for the variable parts of addresses; what does not exist is a 404.
PARTS = {"int": "1", "default": "x", "path": "x", "string": "x"}


@pytest.fixture
def guarded(app: Flask) -> Iterator[Flask]:
    """The application with forged forms refused, as in real life."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield app
    app.config["WTF_CSRF_ENABLED"] = False


def address(rule: Rule) -> str:
    return re.sub(r"<(?:(\w+)(?:\([^)]*\))?:)?\w+>", _part, rule.rule)


def _part(match: re.Match[str]) -> str:
    return PARTS.get(match.group(1) or "default", "x")


def rules(app: Flask, method: str) -> list[Rule]:
    found = [
        rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())
    ]
    assert found
    return found


def test_every_address_answers_with_all_headers(client: PageClient) -> None:
    for rule in rules(client.application, "GET"):
        response = client.get(address(rule))
        for name, value in HEADERS.items():
            assert response.headers[name] == value, (rule.rule, name)
        assert response.status_code < 500 or rule.rule == "/healthz", rule.rule


def test_the_policy_allows_nothing_inline_and_nobody_else() -> None:
    policy = HEADERS["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "http" not in policy
    for directive in ("default-src 'none'", "base-uri 'none'", "object-src 'none'"):
        assert directive in policy


def test_no_form_is_accepted_that_does_not_come_from_our_pages(guarded: Flask) -> None:
    client = PageClient(guarded)
    for rule in rules(guarded, "POST"):
        response = client.post(address(rule), data={"csrf_token": "forged"})
        assert response.status_code in {303, 400, 403, 404, 405}, rule.rule
        assert response.status_code != 303 or "/beheer" in response.location, rule.rule


def test_a_token_of_another_session_is_refused(guarded: Flask) -> None:
    first, second = PageClient(guarded), PageClient(guarded)
    token = re.findall(r'name="csrf_token" value="([^"]+)"', first.get("/").text)[0]
    second.get("/")

    stolen = second.post("/taal", data={"csrf_token": token, "taal": "en"})
    own = first.post("/taal", data={"csrf_token": token, "taal": "en"})

    assert stolen.status_code == 400
    assert own.status_code == 303


def test_a_form_sent_from_another_site_is_refused(client: PageClient) -> None:
    for rule in rules(client.application, "POST"):
        response = client.post(address(rule), headers={"Sec-Fetch-Site": "cross-site"})
        assert response.status_code == 403, rule.rule


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.2"]
)
def test_another_host_is_refused_and_never_echoed(
    client: PageClient, host: str
) -> None:
    response = client.get("/", headers={"Host": host})

    assert response.status_code == 400
    assert host not in response.text


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost, evil.example", "localhost.evil.example", "", " "],
)
def test_a_request_forwarded_for_another_host_is_refused(
    client: PageClient, host: str
) -> None:
    """T11: nothing believes the header, and nobody behind us gets to see it."""
    for path in ("/", "/stem", "/healthz"):
        response = client.get(path, headers={"X-Forwarded-Host": host})

        assert response.status_code == 400
        assert "evil" not in response.text


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "LOCALHOST"])
def test_a_proxy_may_say_our_own_host(client: PageClient, host: str) -> None:
    response = client.get("/", headers={"X-Forwarded-Host": host})

    assert response.status_code == 200


@pytest.mark.parametrize("path", ["/stem", "/beheer/inloggen", "/controle"])
def test_private_pages_are_not_kept_by_the_browser(
    client: PageClient, path: str
) -> None:
    assert client.get(path).headers["Cache-Control"] == "no-store"


def test_an_error_of_ours_shows_nothing_of_the_inside(
    client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError("secret detail")

    client.application.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setitem(client.application.view_functions, "site.privacy", fail)

    response = client.get("/privacy")

    client.application.config["PROPAGATE_EXCEPTIONS"] = None
    assert response.status_code == 500
    assert "secret detail" not in response.text
    assert "Traceback" not in response.text


@pytest.mark.parametrize(
    "path",
    ["/bestaat-niet", "/rondes/%00", "/rondes/%ff%fe", "/rondes/..%2f..%2fetc", "//"],
)
def test_strange_addresses_end_in_a_page_of_ours(client: PageClient, path: str) -> None:
    response = client.get(path)

    assert response.status_code in {308, 400, 404}


def test_an_enormous_cookie_does_no_harm(client: PageClient) -> None:
    response = client.get("/", headers={"Cookie": "bezoek=" + "x" * 10_000})

    assert response.status_code == 200


def test_a_body_over_the_limit_is_refused(client: PageClient) -> None:
    response = client.post("/stem", data={"code": "x" * 100_000})

    assert response.status_code == 413


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(hashlib.shake_256(b"a photo").digest(450_000), id="photo"),
        pytest.param(b"Bankjes;1.000\n" * 30_000, id="table"),
    ],
)
def test_a_file_of_many_pieces_comes_in_whole(app: Flask, content: bytes) -> None:
    sent = {"file": (io.BytesIO(content), "bestand")}

    with app.test_request_context(method="POST", data=sent):
        request.max_content_length = 2 * len(content)
        came = request.files["file"].read()

    assert came == content


@pytest.mark.parametrize("path", ["/stem", "/controle", "/beheer/inloggen"])
@pytest.mark.parametrize("body", ["[1]", "5", '{"code": {"a": 1}}', '{"code": 5}'])
def test_json_in_place_of_a_form_is_no_fault_of_ours(
    client: PageClient, path: str, body: str
) -> None:
    response = client.post(path, data=body, content_type="application/json")

    assert 400 <= response.status_code < 500


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/stem", "code"),
        ("/controle", "receipt"),
        ("/beheer/inloggen", "email"),
    ],
)
def test_a_file_in_place_of_a_text_is_no_fault_of_ours(
    client: PageClient, path: str, field: str
) -> None:
    file = (io.BytesIO(b"x"), "x.txt")

    response = client.post(path, data={field: file})

    assert 400 <= response.status_code < 500
