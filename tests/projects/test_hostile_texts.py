"""Whatever a plan says, it is text: on every page of plans."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from pb.auth.models import Role
from pb.db import db
from pb.models import ProjectStatus
from pb.projects.own_plan import grant
from tests.auth.login import log_in, make_staff
from tests.databases import ON_SQLITE
from tests.factories import NOW
from tests.html_tree import Element, parse
from tests.projects.factories import filled_in, make_collecting_round, make_plan
from tests.projects.payloads import PAYLOADS, hostile_care, hostile_plans

RUNNING = ("javascript:", "data:", "vbscript:")
# Nothing of ours uses these; a resident's text must not bring them.
FORBIDDEN = ("iframe", "object", "embed", "base", "math", "style", "img", "animate")
LEADING = frozenset({"href", "src", "action", "formaction", "xlink:href"})


@pytest.fixture(autouse=True)
def _clock(now: Callable[[datetime], None]) -> None:
    """Let every test of this file happen at NOW."""


@pytest.fixture
def browser(app: Flask, session: Session) -> FlaskClient:
    """An evaluator's browser, for the public pages and the desk.

    Without the audit of pages, which takes {{7*7}} for an unfinished page.
    """
    browser = FlaskClient(app, app.response_class)
    log_in(browser, make_staff(session, Role.EVALUATOR))
    return browser


def ask(browser: FlaskClient, path: str, **kwargs: Any) -> TestResponse:
    """Ask for a page in a context of its own, as on a server."""
    db.session().commit()
    with browser.application.app_context():
        return browser.open(path, **kwargs)


def dangers(html: str) -> list[str]:
    """Return everything in a page that could run or load something of others."""
    page = parse(html)
    found = list(page.faults)
    for element in page.root.all():
        found += [f"{element} {name}" for name in dangerous_parts(element)]
        if element.tag == "script" and not element["src"].startswith("/static/"):
            found.append("a script inside the page")
        if element.tag == "meta" and element["http-equiv"]:
            found.append("a meta that acts")
    return found


def dangerous_parts(element: Element) -> Iterator[str]:
    """Yield the tag, attributes and addresses that may not be there."""
    if element.tag in FORBIDDEN:
        yield element.tag
    for name, value in element.attributes.items():
        if name.startswith("on"):
            yield name
        if name in LEADING:
            address = "".join(value.split()).lower()
            is_link = element.tag == "a"  # that loads nothing until it is pressed
            if address.startswith(RUNNING) or ("evil." in address and not is_link):
                yield address


def assert_harmless(response: TestResponse) -> None:
    assert response.status_code in {200, 409, 422}
    assert dangers(response.text) == [], response.request.path


@pytest.mark.parametrize(
    "running",
    [
        "<iframe></iframe>",
        '<p onclick="f()"></p>',
        '<a href=" Java script:f()"></a>',
        '<form action="https://evil.example/"></form>',
        '<script src="https://example.org/a.js"></script>',
        '<meta http-equiv="refresh">',
        "<p>",
    ],
)
def test_what_would_run_is_found(running: str) -> None:
    assert dangers('<p><a href="https://evil.example/">Een woord</a></p>') == []

    assert dangers(running)


@pytest.mark.parametrize(
    "page",
    [
        "/rondes/{slug}/plannen/{number}",
        "/beheer/rondes/{slug}/plannen/{number}",
    ],
)
def test_no_text_of_a_plan_runs_on_its_pages(
    browser: FlaskClient, session: Session, page: str
) -> None:
    slug = (budget_round := make_collecting_round(session)).slug

    for number in hostile_plans(session, budget_round, ProjectStatus.NOT_FEASIBLE):
        assert_harmless(ask(browser, page.format(slug=slug, number=number)))


@pytest.mark.parametrize(
    "page",
    [
        "/rondes/{slug}/plannen/{number}/ontvangen",
        "/beheer/rondes/{slug}/plannen/{number}/intrekken",
    ],
)
def test_no_text_of_a_plan_runs_on_the_pages_before_a_verdict(
    browser: FlaskClient, session: Session, page: str
) -> None:
    slug = (budget_round := make_collecting_round(session)).slug

    for number in hostile_plans(session, budget_round, ProjectStatus.SUBMITTED):
        assert_harmless(ask(browser, page.format(slug=slug, number=number)))


@pytest.mark.parametrize("status", ["submitted", "not_feasible", "withdrawn"])
def test_no_text_of_a_plan_runs_in_a_list(
    browser: FlaskClient, session: Session, status: str
) -> None:
    budget_round = make_collecting_round(session)
    hostile_plans(session, budget_round, ProjectStatus(status))
    public = f"/rondes/{budget_round.slug}/plannen"

    listing = ask(browser, public)

    assert_harmless(listing)
    assert listing.text.count("{{7*7}}") >= 1
    for part in ("nakijken", "afgewezen", "ingetrokken"):
        assert_harmless(ask(browser, f"/beheer{public}?lijst={part}"))


# What comes back without being stored is the same on both databases.
@ON_SQLITE
@pytest.mark.parametrize(
    "page", ["/rondes/{}/indienen", "/beheer/rondes/{}/plannen/nieuw"]
)
def test_no_text_that_comes_back_in_a_form_runs(
    browser: FlaskClient, session: Session, page: str
) -> None:
    budget_round = make_collecting_round(session)

    for payload in PAYLOADS:
        form = dict.fromkeys(filled_in(budget_round), payload)
        response = ask(
            browser, page.format(budget_round.slug), method="POST", data=form
        )
        assert response.status_code == 422
        assert_harmless(response)


@ON_SQLITE
@pytest.mark.parametrize("version", ["1", "2"])
def test_no_verdict_that_comes_back_runs(
    browser: FlaskClient, session: Session, version: str
) -> None:
    budget_round = make_collecting_round(session)
    plan = make_plan(session, budget_round)
    page = f"/beheer/rondes/{budget_round.slug}/plannen/{plan.id}"
    names = ("decision", "cost", "contest", "public_reason", "title", "title_reason")

    for payload in PAYLOADS:
        form = dict.fromkeys(names, payload) | {"version": version}
        assert_harmless(ask(browser, page, method="POST", data=form))


def test_no_query_runs(browser: FlaskClient, session: Session) -> None:
    budget_round = make_collecting_round(session)
    make_plan(session, budget_round)
    path = f"/rondes/{budget_round.slug}/plannen"

    for payload in PAYLOADS:
        query = {"onderwerp": payload, "wijk": payload, "status": payload}
        assert_harmless(ask(browser, path, query_string=query))


def test_the_markdown_that_is_meant_still_works(
    browser: FlaskClient, session: Session
) -> None:
    budget_round = make_collecting_round(session)
    plan = make_plan(
        session,
        budget_round,
        description="Een **vet** woord.\n\n- een\n- twee\n\n[meer](https://example.org)",
    )

    page = ask(browser, f"/rondes/{budget_round.slug}/plannen/{plan.id}").text

    assert "<strong>vet</strong>" in page
    assert "<li>een</li>" in page
    assert 'href="https://example.org" rel="nofollow noopener noreferrer"' in page


def test_a_plan_with_line_breaks_makes_no_second_line_in_the_log(
    browser: FlaskClient, session: Session, capfd: pytest.CaptureFixture[str]
) -> None:
    budget_round = make_collecting_round(session)
    form = filled_in(budget_round, title="Plan\r\n2026-11-22 nep ERROR")

    ask(browser, f"/rondes/{budget_round.slug}/indienen", method="POST", data=form)

    written = "".join(capfd.readouterr())
    assert "nep ERROR" not in written


def test_nothing_that_is_said_around_a_plan_runs_anywhere(
    browser: FlaskClient, session: Session
) -> None:
    slug = (budget_round := make_collecting_round(session)).slug

    for payload in PAYLOADS:
        plan = hostile_care(session, budget_round, payload)
        words = grant(session, plan.id, "link", now=NOW)[1]
        ask(browser, f"/mijn-plan/open/{words}", method="POST")
        for page in (
            f"/rondes/{slug}/plannen/{plan.id}",
            f"/rondes/{slug}/plannen/{plan.id}/meedoen",
            f"/beheer/rondes/{slug}/plannen/{plan.id}",
            f"/beheer/rondes/{slug}/plannen/{plan.id}/behandelen",
            f"/beheer/rondes/{slug}/plannen/vrijgeven",
            "/mijn-plan",
            "/mijn-plan/wijzig",
        ):
            response = ask(browser, page)
            assert response.status_code == 200, page
            found = [
                fault for fault in dangers(response.text) if "/fotos/" not in fault
            ]
            assert found == [], page
