"""The addresses, fields and statuses that others script against, in one round."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import current_app
from nacl.pwhash import argon2id
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from pb import clock
from pb.auth.models import Role
from pb.codes.service import issue_codes
from pb.models import BudgetRound
from pb.rounds import service
from pb.rounds.phases import Stage
from pb.urn.holders import give_passphrase
from pb.urn.keyfiles import urn_files
from tests.auth.login import make_staff
from tests.contract.desk import ScriptedDesk
from tests.pages import PageClient, tree
from tests.rounds.factories import CHECKED_AT, CLOSED_AT, DAY, SEED, make_round_in
from tests.voting.factories import KEY, check, enter, hidden, receipt_on

Travel = Callable[[datetime], None]
SLUG = "contract"
DURING = CHECKED_AT + 4 * DAY
EXTENDED = CLOSED_AT + DAY
REASON = "Het besluit staat in het verslag van de raad."
VOTERS = 10
FILES = {
    "bundel.zip": "application/zip",
    "uitslag.pdf": "application/pdf",
    "uitslag.csv": "text/csv",
    "uitslag.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "uitslag.json": "application/json",
    "stemmen.pb": "text/plain",
}
IN_BUNDLE = {
    "config.json",
    "ballots.jsonl",
    "events.jsonl",
    "result.json",
    "round.pb",
    "checkpoints/key.txt",
    "SHA256SUMS",
    "verify.py",
    "LEESMIJ.txt",
}


class Team:
    """Who leads the round: each in one role, and what the holders keep on paper."""

    def __init__(self, session: Session) -> None:
        self.configurator = make_staff(session, Role.CONFIGURATOR)
        self.approver = make_staff(session, Role.APPROVER)
        self.counter = make_staff(session, Role.COUNTER)
        self.holders = [make_staff(session, Role.KEY_HOLDER) for _ in range(3)]
        self.passphrases = [give_passphrase(session, each.id) for each in self.holders]


@pytest.fixture
def desk(client: PageClient, session: Session, now: Travel) -> ScriptedDesk:
    """The desk of a round that is ready to be frozen."""
    now(CHECKED_AT)
    budget_round = make_round_in(session, Stage.SHORTLISTED, slug=SLUG)
    service.draw_tie_order(session, budget_round, SEED, CHECKED_AT)
    files = urn_files(current_app.extensions["config"].instance, SLUG)
    files.drop_key()  # of another database
    files.drop_secret()
    return ScriptedDesk(client, session, f"/beheer/rondes/{SLUG}", now)


@pytest.fixture
def team(session: Session, now: Travel, monkeypatch: pytest.MonkeyPatch) -> Team:
    monkeypatch.setattr(argon2id, "OPSLIMIT_INTERACTIVE", argon2id.OPSLIMIT_MIN)
    monkeypatch.setattr(argon2id, "MEMLIMIT_INTERACTIVE", argon2id.MEMLIMIT_MIN)
    now(CHECKED_AT)
    return Team(session)


def test_a_round_is_led_and_read_as_the_contract_says(
    client: PageClient, session: Session, desk: ScriptedDesk, team: Team
) -> None:
    codes = prepare(desk, team, session)
    assert enter(client, codes[0]).status_code == 409  # before it opens
    receipts = vote(desk, team, client, codes)
    open_urn(desk, team)
    publish(desk, team)
    read(client, receipts[0])
    end(desk, team)


def done(answer: TestResponse) -> None:
    assert answer.status_code == 303, answer.text


def by_two(
    desk: ScriptedDesk, team: Team, act: str, at: datetime, **fields: str
) -> None:
    """Propose an act and let a colleague approve it."""
    done(desk.do(team.configurator, act, at=at, **fields))
    assert f"approve-{act}" not in desk.acts(team.configurator)
    done(desk.do(team.approver, f"approve-{act}", at=at))


def prepare(desk: ScriptedDesk, team: Team, session: Session) -> list[str]:
    """Freeze, issue codes, make and try the key, and arm; return the codes."""
    by_two(desk, team, "freeze", CHECKED_AT)
    (area,) = session.query(BudgetRound).one().areas
    assert "issue-codes" in desk.acts(team.configurator)
    codes = issue_codes(
        session, area, VOTERS + 1, channel="file", key=KEY, now=CHECKED_AT
    )
    session.commit()
    done(desk.do(team.configurator, "make-key", at=CHECKED_AT))
    give(desk, team, "test-key", CHECKED_AT)
    done(desk.do(team.configurator, "open", at=CHECKED_AT))
    return codes


def give(desk: ScriptedDesk, team: Team, act: str, at: datetime) -> None:
    """Let two holders give their passphrase, one after the other."""
    for holder in (2, 0):
        words = team.passphrases[holder]
        done(desk.do(team.holders[holder], act, at=at, passphrase=words))


def vote(
    desk: ScriptedDesk, team: Team, client: PageClient, codes: list[str]
) -> list[str]:
    """Let people vote, with a pause and an extension between; return their receipts."""
    desk.now(DURING)
    first = cast(client, codes[0])
    assert client.get("/stem/bedankt").location == "/stem"
    assert enter(PageClient(client.application), codes[0]).status_code == 409  # used
    done(desk.do(team.configurator, "pause", at=DURING, reason=REASON))
    assert enter(client, codes[1]).status_code == 409
    done(desk.do(team.configurator, "resume", at=DURING))
    local = EXTENDED.astimezone(clock.AMSTERDAM).strftime("%Y-%m-%dT%H:%M")
    by_two(desk, team, "extend", DURING, closes_at=local, reason=REASON)
    desk.now(CLOSED_AT)  # the end that was announced first
    last_word = codes[VOTERS]
    assert enter(PageClient(client.application), last_word).status_code == 303
    return [first, *(cast(client, code) for code in codes[1:VOTERS])]


def cast(client: PageClient, code: str) -> str:
    """Walk the pages of the vote as they are promised; return the receipt."""
    entered = enter(client, code)
    assert (entered.status_code, entered.location) == (303, "/stem/biljet")
    boxes = [
        e
        for e in tree(client.get("/stem/biljet")).all("input")
        if e["name"] == "choice"
    ]
    assert {box["type"] for box in boxes} == {"checkbox"}
    checked = check(client, int(boxes[0]["value"]))
    assert checked.status_code == 200
    fields = hidden(checked, "/stem/bedankt")
    assert fields.keys() == {"csrf_token", "choice", "nonce", "submission_id"}
    answer = client.post("/stem/bedankt", data=fields)
    assert answer.status_code == 200
    return receipt_on(answer)


def open_urn(desk: ScriptedDesk, team: Team) -> None:
    """Close after the extension and not before; open the urn by two."""
    early = desk.browser(team.configurator).post(f"{desk.address}/close")
    assert early.status_code == 409
    done(desk.do(team.configurator, "close", at=EXTENDED))
    give(desk, team, "unseal", EXTENDED)


def publish(desk: ScriptedDesk, team: Team) -> None:
    """Count, propose, and adopt with two groups of the hash."""
    done(desk.do(team.counter, "count", at=EXTENDED))
    done(desk.do(team.counter, "propose-result", at=EXTENDED))
    hashes = {e["data-hash"] for e in desk.page(team.counter).all() if e["data-hash"]}
    (shown,) = hashes
    asked = [e for e in desk.page(team.approver).all("input") if e["data-group"]]
    groups = {e["name"]: shown[4 * int(e["data-group"]) - 4 :][:4] for e in asked}
    assert len(groups) == 2
    done(desk.do(team.approver, "approve-propose-result", at=EXTENDED, **groups))


def read(client: PageClient, receipt: str) -> None:
    """Read everything that is public about it, as a stranger."""
    result = f"/rondes/{SLUG}/uitslag"
    for path in (result, f"{result}/v1", "/api/v1/rounds", f"/rondes/{SLUG}"):
        assert client.get(path).status_code == 200
    for name, kind in FILES.items():
        with client.get(f"{result}/v1/{name}") as file:
            assert (file.status_code, file.mimetype) == (200, kind), name
            if name == "bundel.zip":
                has_bundle(file.data)
    told: Any = client.get(f"/api/v1/rounds/{SLUG}").json
    assert {"slug", "phase", "opensAt", "closesAt", "budget", "contests"} <= told.keys()
    assert told["phase"] == "published"
    assert datetime.fromisoformat(told["closesAt"]) == EXTENDED
    plans: Any = client.get(f"/api/v1/rounds/{SLUG}/projects").json
    for plan in plans["projects"]:
        page = client.get(f"{result}/plannen/{plan['id']}")
        assert page.status_code == 200
    asked = client.post("/controle", data={"receipt": receipt})
    assert (asked.status_code, asked.location) == (303, "/controle")
    assert "data-commitment" in client.get("/controle").text


def has_bundle(data: bytes) -> None:
    names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    assert names >= IN_BUNDLE
    assert any(name.startswith("checkpoints/events-") for name in names)
    assert f"checkpoints/ballots-{VOTERS}.txt" in names


def end(desk: ScriptedDesk, team: Team) -> None:
    """Destroy the key when the time for objections is over, not before; withdraw."""
    early = desk.browser(team.configurator).post(f"{desk.address}/destroy-key")
    assert early.status_code == 409
    late = EXTENDED + timedelta(weeks=6)
    by_two(desk, team, "destroy-key", late)
    by_two(desk, team, "withdraw", late, reason=REASON)
