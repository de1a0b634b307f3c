"""Every address under /beheer is closed to whoever has no business there.

A route that is added later is walked too, without anybody thinking of it.
"""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from itertools import product

import pytest
from flask import Flask
from flask.ctx import RequestContext
from sqlalchemy.orm import Session
from werkzeug.exceptions import Forbidden
from werkzeug.routing import AnyConverter, Rule

from pb.auth.access import current_staff, staff_required
from pb.auth.models import Role
from pb.auth.visits import Stage
from tests.auth.login import PASSWORD, code_of, log_in, make_staff, start_visit
from tests.factories import NOW
from tests.pages import PageClient, tree

LOGIN = {"auth.login", "auth.second_step"}
OWN = {
    "auth.manual",
    "auth.start",
    "auth.change_password",
    "auth.recovery_codes",
}  # of every member, whatever the role
PROVIDER = {"auth.to_provider", "auth.from_provider", "auth.finish_at_provider"}
NO_ACCOUNT_NEEDED = {*LOGIN, *PROVIDER, "auth.logout", "site.choose_language"}
pytestmark = pytest.mark.usefixtures("cheap_hashes", "now")


def addresses(
    app: Flask, method: str, *, without: AbstractSet[str] = frozenset()
) -> Iterator[str]:
    """Yield sample addresses of every rule of the desk that takes this method."""
    for rule in app.url_map.iter_rules():
        is_desk = rule.rule == "/beheer" or rule.rule.startswith("/beheer/")
        if is_desk and method in (rule.methods or ()) and rule.endpoint not in without:
            yield from samples(rule)


def samples(rule: Rule) -> Iterator[str]:
    """Yield an address for each choice that the rule names, else for one value."""
    values = [
        sorted(converter.items) if isinstance(converter, AnyConverter) else ["1"]
        for converter in rule._converters.values()
    ]
    for chosen in product(*values):
        built = rule.build(dict(zip(rule._converters, chosen, strict=True)))
        assert built is not None, rule
        yield built[1]


@pytest.fixture
def token(client: PageClient, with_csrf: None) -> str:
    """The token of a visitor who opened the page to log in."""
    return token_of(client, "/beheer/inloggen")


def token_of(client: PageClient, page: str) -> str:
    fields = tree(client.get(page)).all("input")
    return next(field["value"] for field in fields if field["name"] == "csrf_token")


def test_there_is_a_desk_to_walk(app: Flask) -> None:
    assert {"/beheer", "/beheer/wachtwoord"} <= set(addresses(app, "GET"))
    assert "/beheer/uitloggen" in set(addresses(app, "POST"))


def test_a_visitor_is_asked_to_log_in(app: Flask, client: PageClient) -> None:
    for address in addresses(app, "GET", without=NO_ACCOUNT_NEEDED):
        answer = client.get(address)
        assert answer.status_code == 303, address
        assert answer.location.startswith("/beheer/inloggen"), address


def test_a_visitors_form_changes_nothing(
    app: Flask, client: PageClient, token: str
) -> None:
    for address in addresses(app, "POST", without=NO_ACCOUNT_NEEDED):
        answer = client.post(address, data={"csrf_token": token})
        assert answer.status_code in {303, 403}, address
        assert answer.location in {None, "/beheer/inloggen"}, address


def test_who_gave_only_a_password_is_asked_for_the_code(
    app: Flask, client: PageClient, session: Session
) -> None:
    start_visit(client, make_staff(session, *Role), Stage.PASSWORD)

    for method in ("GET", "POST"):
        for address in addresses(app, method, without=NO_ACCOUNT_NEEDED):
            answer = client.open(address, method=method)
            assert answer.status_code == 303, address
            assert answer.location.startswith("/beheer/inloggen/code"), address


def test_who_must_choose_a_password_does_that_first(
    app: Flask, client: PageClient, session: Session
) -> None:
    log_in(client, make_staff(session, *Role, must_change_password=True))
    elsewhere = NO_ACCOUNT_NEEDED | {"auth.change_password"}

    for method in ("GET", "POST"):
        for address in addresses(app, method, without=elsewhere):
            answer = client.open(address, method=method)
            assert answer.status_code == 303, address
            assert answer.location.startswith("/beheer/wachtwoord"), address


def test_staff_without_a_role_see_only_what_is_their_own(
    app: Flask, client: PageClient, session: Session
) -> None:
    log_in(client, make_staff(session))

    for method in ("GET", "POST"):
        for address in addresses(app, method, without=NO_ACCOUNT_NEEDED | OWN):
            assert client.open(address, method=method).status_code == 403, address
    assert "U heeft nog geen rol." in client.get("/beheer").text
    assert client.get("/beheer/wachtwoord").status_code == 200


def test_no_form_of_the_desk_is_taken_without_its_token(
    app: Flask, client: PageClient, session: Session, with_csrf: None
) -> None:
    log_in(client, make_staff(session, *Role))

    for address in addresses(app, "POST"):
        for wrong in ({}, {"csrf_token": "x"}):
            assert client.post(address, data=wrong).status_code == 400, address


def test_the_token_of_another_session_is_refused(
    client: PageClient, other: PageClient, session: Session, with_csrf: None
) -> None:
    log_in(client, make_staff(session, Role.AUDITOR))
    log_in(other, make_staff(session, Role.AUDITOR))
    stolen = {"csrf_token": token_of(other, "/beheer/wachtwoord")}
    own = {"csrf_token": token_of(client, "/beheer/wachtwoord")}

    assert client.post("/beheer/uitloggen", data=stolen).status_code == 400
    assert client.post("/beheer/uitloggen", data=own).status_code == 303


def test_a_form_from_another_site_is_refused(client: PageClient, token: str) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    data = {"csrf_token": token}

    answer = client.post("/beheer/uitloggen", data=data, headers=headers)
    assert answer.status_code == 403


def test_logging_in_works_with_the_token(
    client: PageClient, session: Session, token: str
) -> None:
    member = make_staff(session, Role.AUDITOR)
    data = {"email": member.email, "password": PASSWORD}

    assert client.post("/beheer/inloggen", data=data).status_code == 400
    answer = client.post("/beheer/inloggen", data=data | {"csrf_token": token})
    assert answer.status_code == 303
    second = {
        "totp": code_of(member, NOW),
        "csrf_token": token_of(client, "/beheer/inloggen/code"),
    }
    assert client.post("/beheer/inloggen/code", data=second).status_code == 303


@pytest.mark.parametrize(
    ("asked_for", "opens"),
    [
        pytest.param([Role.AUDITOR, Role.COUNTER], True, id="one of them"),
        pytest.param([], True, id="any"),
        pytest.param([Role.ADMINISTRATOR], False, id="another"),
    ],
)
def test_one_of_the_roles_asked_for_is_enough(
    client: PageClient, session: Session, app: Flask, asked_for: list[Role], opens: bool
) -> None:
    member = make_staff(session, Role.COUNTER)
    cookie = start_visit(client, member, Stage.COMPLETE)
    guarded = staff_required(*asked_for)(lambda: current_staff().email)

    with app.app_context(), at_the_desk(app, cookie):
        if opens:
            assert guarded() == member.email
        else:
            with pytest.raises(Forbidden):
                guarded()


def at_the_desk(app: Flask, cookie: str) -> RequestContext:
    headers = {"Cookie": f"beheer={cookie}"}
    return app.test_request_context("/beheer", headers=headers)


def test_a_page_without_guard_cannot_ask_who_is_there(app: Flask) -> None:
    with (
        app.app_context(),
        app.test_request_context("/beheer"),
        pytest.raises(RuntimeError, match="staff_required"),
    ):
        current_staff()
