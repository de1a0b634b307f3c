"""Every route of the application, asked by everybody who could (T34).

The answers are put in four words, so that a person can read the table of them:
"yes" the page or its own refusal (404, 409, 422); "no" 403; "login" sent to the page
that logs staff in; "code" sent to where a voting code is entered.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import product
from pathlib import Path

import flask.templating
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Rule

from pb import clock
from pb.auth import visits
from pb.auth.models import Role, StaffMember, StaffRoundRole
from pb.auth.roles import EVERYWHERE_ONLY
from pb.auth.visits import Stage
from pb.models import BudgetRound, VotingCode
from pb.rounds.phases import Stage as RoundStage
from pb.sessions import store
from pb.sessions.interface import cookie_name
from tests.auth.login import make_staff
from tests.factories import NOW, make_round
from tests.voting.factories import make_vote

TABLE = Path(__file__).with_name("routes.csv")
METHODS = ("GET", "POST")
SLUG = "walked"
CONVERTER = re.compile(r"<(?:[^<>]*:)?(\w+)>")
FAULT = "fault"  # never in the table that is committed
Row = dict[str, str]


def read_table() -> dict[tuple[str, str], Row]:
    """Return the table that was committed, by address and method."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {(row["route"], row["method"]): row for row in csv.DictReader(file)}


def write_table(rows: list[Row]) -> None:
    """Replace the table."""
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def walk(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> list[Row]:
    """Ask every route as everybody; return the table.

    Args:
        app: With an empty database.
        session: Of that database.
        monkeypatch: Stops the clock, and draws no pages: they are not looked at.
    """
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(flask.templating, "_render", lambda *_args: "")
    for end in ("end", "end_all_of_staff"):  # nobody stays logged out
        monkeypatch.setattr(store, end, lambda _whose: None)
    actors = _actors(app, session)
    rows = []
    for rule, method in _asked(app):
        for route, address in _samples(rule):
            row = {"route": route, "method": method}
            for name, client in actors.items():
                row[name] = client.ask(address, method)
            rows.append(row)
    return sorted(rows, key=lambda row: (row["route"], row["method"]))


def _asked(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule, method in product(app.url_map.iter_rules(), METHODS):
        if method in (rule.methods or ()):
            yield rule, method


def _samples(rule: Rule) -> Iterator[tuple[str, str]]:
    """Return how a rule is shown, and an address of it, for every act it names."""
    names = list(rule._converters)
    for chosen in product(*(_values(name, rule._converters[name]) for name in names)):
        values = dict(zip(names, chosen, strict=True))
        built = rule.build(values)
        assert built is not None, rule
        yield CONVERTER.sub(partial(_shown, rule, values), rule.rule), built[1]


def _values(name: str, converter: BaseConverter) -> Sequence[object]:
    if isinstance(converter, AnyConverter):
        return sorted(converter.items)
    if isinstance(converter, IntegerConverter):
        return [999_999]  # the question is who may ask, not what is there
    return [SLUG if name == "slug" else "x"]


def _shown(rule: Rule, values: dict[str, object], found: re.Match[str]) -> str:
    name = found[1]
    is_named = isinstance(rule._converters[name], AnyConverter)
    return str(values[name]) if is_named else f"<{name}>"


class Walker(FlaskClient):
    """A browser of one actor, who never stays logged out."""

    cookie: tuple[str, str] | None = None

    def ask(self, address: str, method: str) -> str:
        """Ask for an address; return the answer in one word."""
        if self.cookie is not None:
            self.set_cookie(*self.cookie)
        with self.application.app_context():
            try:
                answer = self.open(address, method=method)
            except Exception:  # what would be a 500
                return FAULT
            answer.close()
        status, location = answer.status_code, answer.location or ""
        if status == 403:
            return "no"
        if status == 303 and not address.startswith("/beheer/inloggen"):
            if location.startswith("/beheer/inloggen") and "uitgelogd" not in location:
                return "login"
            if address.startswith("/stem/") and location.startswith("/stem"):
                return "code"
        return "yes"


def _actors(app: Flask, session: Session) -> dict[str, Walker]:
    """Return a browser of everybody: strangers, a voter, staff with one role each."""
    code_id = _voter(session)
    other = make_round(session, stage=RoundStage.ANNOUNCED)
    elsewhere = [
        StaffRoundRole(role=role.value, budget_round_id=other.id)
        for role in Role
        if role not in EVERYWHERE_ONLY
    ]
    staff = {
        "no role": make_staff(session),
        "other round": make_staff(session, round_role_rows=elsewhere),
        **{role.value: make_staff(session, role) for role in Role},
    }
    members = {name: visits.read_member(member.id) for name, member in staff.items()}
    session.commit()
    voter = store.start("voter", now=NOW, code_id=code_id)
    cookies = {
        "anonymous": None,
        "voter": ("voter", voter),
        **{name: ("staff", _start(member)) for name, member in members.items()},
    }
    return {name: _browser(app, cookie) for name, cookie in cookies.items()}


def _voter(session: Session) -> str:
    """Return the id of a code in a round that votes; that round is walked."""
    vote = make_vote(session, of_round={"slug": SLUG})
    query = select(VotingCode.id).join(BudgetRound).where(BudgetRound.slug == vote.slug)
    return session.scalars(query).one()


def _start(member: StaffMember | None) -> str:
    assert member is not None
    return visits.start(member, Stage.COMPLETE, now=NOW)


def _browser(app: Flask, cookie: tuple[str, str] | None) -> Walker:
    browser = Walker(app, app.response_class)
    if cookie is not None:
        browser.cookie = cookie_name(app, cookie[0]), cookie[1]
    return browser
