"""Whatever anybody ever typed, it runs on no page and in no file (T37, T39).

The demo is loaded, every cell that holds somebody's words is made hostile, and then
every link of the site is followed, as a visitor, as staff, as a proposer. A new column
or a new page is in it without a word here. Once, on SQLite: the pages are the same.
"""

from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from pb import clock
from pb.auth.models import Role
from pb.commands import demo
from pb.db import db
from pb.demo.plan import AREAS
from pb.models import HistoryEntry, Mail, Project
from pb.projects.news import write_news
from pb.projects.own_plan import grant
from tests.auth.login import log_in, make_staff
from tests.conftest import make_app
from tests.databases import EmptyDatabase
from tests.hostile.spoiling import all_at_once, spoil, typed_columns
from tests.hostile.walking import Walk
from tests.projects.payloads import PAYLOADS
from tests.projects.test_hostile_texts import dangers

BEGINS = ("/", "/beheer", "/hulp", "/meehelpen", "/plekken", "/api/v1/rounds")


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The demo, in a database of its own."""
    instance = tmp_path_factory.mktemp("hostile")
    app = make_app(instance, f"sqlite:///{instance / 'hostile.db'}")
    with app.app_context(), pytest.MonkeyPatch.context() as patch:
        EmptyDatabase(app.extensions["config"].database_url).migrate()
        cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr("pb.auth.service.PasswordHasher", lambda: cheap)
        patch.setattr("pb.demo.rounds.AREAS", dict.fromkeys(AREAS, 60))
        patch.setattr(demo, "application", lambda: nullcontext(app))
        assert demo.demo.callback is not None
        demo.demo.callback(reset=False, codes=20)
        yield app
        db.session.remove()
        db.engine.dispose()


def walk(app: Flask, *begins: str, is_staff: bool) -> Walk:
    """Follow the links of a site, logged in with every role or as a visitor."""
    browser = FlaskClient(app, app.response_class)
    if is_staff:
        log_in(browser, make_staff(db.session(), *Role))
    db.session().commit()
    found = Walk(browser)
    found.follow(*begins)
    return found


@pytest.fixture(scope="module", params=["all-at-once", "one-by-one"])
def spoiled(lived_in: Flask, request: pytest.FixtureRequest) -> Flask:
    """The demo with hostile words everywhere."""
    texts = all_at_once() if request.param == "all-at-once" else PAYLOADS
    db.session().commit()
    with db.engine.begin() as connection:
        assert spoil(connection, texts) > 500
    db.session().expire_all()
    return lived_in


def test_the_corpus_is_large_and_has_no_doubles() -> None:
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 60


def test_every_kind_of_text_is_among_what_is_spoiled() -> None:
    names = {f"{column.table.name}.{column.name}" for column in typed_columns()}

    assert {"project.title", "plan_photo.alt", "remark.text", "place.name"} <= names
    assert {"cost_line.label", "milestone.title", "plan_opinion.note"} <= names


@pytest.mark.parametrize("is_staff", [False, True], ids=["visitor", "staff"])
def test_no_text_runs_on_any_page_or_in_any_file(
    spoiled: Flask, is_staff: bool
) -> None:
    found = walk(spoiled, *BEGINS, is_staff=is_staff)

    assert found.faults == []
    assert len(found.endpoints) > (60 if is_staff else 30), found.endpoints
    assert {"text/html", "text/csv", "application/json"} <= set(found.kinds)


def test_no_text_runs_on_the_pages_of_a_proposer(spoiled: Flask) -> None:
    session = db.session()
    for plan in session.scalars(select(Project).limit(12)).all():
        words = grant(session, plan.id, "link", now=clock.now())[1]
        session.commit()
        browser = FlaskClient(spoiled, spoiled.response_class)
        with spoiled.app_context():
            browser.post(f"/mijn-plan/open/{words}")
        found = Walk(browser)
        found.follow("/mijn-plan", "/mijn-plan/wijzig")
        assert found.faults == []


def test_no_text_runs_in_a_mail_or_changes_its_head(spoiled: Flask) -> None:
    session = db.session()
    session.execute(delete(Mail))
    entries = session.scalars(select(HistoryEntry).limit(150)).all()
    for entry in entries:
        entry.tells, entry.told_at = True, None
    session.commit()

    assert write_news(session, now=clock.now()) > 20

    for mail in session.scalars(select(Mail).where(Mail.html != "")):
        assert "\n" not in mail.subject + mail.recipient
        assert dangers(mail.html) == [], mail.key
