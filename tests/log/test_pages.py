"""The public logbook and its files, as a stranger reads them."""

import base64
import json
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from exports import event_log
from exports.checkpoint import Checkpoint, Key, read_key, verify
from pb.log.acting import sign, signer
from pb.log.checkpoints import sign_ballots
from pb.log.service import append
from pb.log.types import BODIES, EventType
from pb.models import BudgetRound
from pb.rounds.phases import Stage
from tests.exports.test_checkpoint import check
from tests.factories import NOW
from tests.pages import PageClient, tree
from tests.rounds.factories import make_round_in

COUNTS = {"issued": 5, "unused": 3, "used": 1, "revoked": 1, "void": 0}
# A body for every kind, with everything that it can hold.
VALUES = {
    **COUNTS,
    "area": "1",
    "count": 1234,
    "extra": True,
    "holders": ["key_holder:K7QM4R"],
    "reason": "brief kwijt",
    "opens_at": "2026-11-22T12:00:00Z",
    "closes_at": "2026-11-29T12:00:00Z",
    "envelopes": 1,
    "unreadable": 2,
    "spent": 1234,
    "valid": 1200,
    "invalid": 34,
    "reasons": {"unclear": 34},
    "ballots": 1234,
    "version": 1,
    "file": "poland_warszawa.pb",
    "expected_used": 7,
    "found_used": 4,
    "expected_size": 12,
    "found_size": 9,
}


@pytest.fixture(autouse=True)
def signed(armed: BudgetRound) -> None:
    sign(armed)


def test_reads_as_sentences_newest_first(
    client: PageClient, armed: BudgetRound
) -> None:
    page = client.get("/rondes/zomer/logboek")

    titles = [e.text for e in tree(page).all("h3")][:3]
    assert titles == [
        "De stemming staat klaar",
        "Stemcodes gemaakt",
        "De ronde staat vast",
    ]
    assert "3 stemcodes voor Rubroek." in page.text
    assert "De ketting klopt" in page.text


def test_says_every_kind_of_line_in_dutch(
    client: PageClient, session: Session, armed: BudgetRound
) -> None:
    for type_, names in BODIES.items():
        body = {name: VALUES.get(name, "ab" * 32) for name in names}
        append(session, armed, type_, body, actor="approver:K7QM4R", at=NOW)
    session.commit()

    page = client.get("/rondes/zomer/logboek").text

    assert not [type_ for type_ in EventType if f">{type_}<" in page]
    assert "Sleutelhouder K7QM4R" in page
    assert "Medebeslisser K7QM4R" in page
    assert "1.234 stemcodes voor Rubroek." in page
    assert "Reden: brief kwijt." in page


def test_shows_text_of_others_as_text(
    client: PageClient, session: Session, armed: BudgetRound
) -> None:
    """T37."""
    body = {"reason": "<script>alert(1)</script>"}
    append(session, armed, EventType.VOTING_PAUSED, body, at=NOW)
    session.commit()

    page = client.get("/rondes/zomer/logboek").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_shows_one_chapter_when_asked(client: PageClient, armed: BudgetRound) -> None:
    page = client.get("/rondes/zomer/logboek?soort=codes")

    assert [e.text for e in tree(page).all("h3")][:1] == ["Stemcodes gemaakt"]
    assert "De ronde staat vast" not in page.text
    assert client.get("/rondes/zomer/logboek?soort=x").status_code == 404


def test_puts_the_hours_together_and_the_rest_on_further_pages(
    client: PageClient, session: Session, armed: BudgetRound
) -> None:
    for hour in range(30):
        at = NOW + timedelta(hours=hour)
        append(session, armed, EventType.COUNTS, COUNTS, at=at)
    for _ in range(60):
        append(session, armed, EventType.VOTING_PAUSED, {"reason": "proef"}, at=NOW)
    session.commit()

    first = client.get("/rondes/zomer/logboek")
    older = next(e["href"] for e in tree(first).all("a") if e.text == "Oudere regels")
    second = client.get(older)

    assert "Nog 29 momenten eerder" in second.text
    assert "Oudere regels" not in second.text
    assert "De ronde staat vast" in second.text


@pytest.mark.parametrize("voor", ["x", "-1", "9" * 30, ""])
def test_a_made_up_page_does_no_harm(
    client: PageClient, armed: BudgetRound, voor: str
) -> None:
    assert client.get(f"/rondes/zomer/logboek?voor={voor}").status_code == 200


def test_warns_when_the_chain_is_broken(
    client: PageClient, session: Session, armed: BudgetRound
) -> None:
    """T31."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL session_replication_role = replica"))
        undo = ""
    else:
        query = "SELECT sql FROM sqlite_master WHERE name = 'event_kept_update'"
        undo = session.execute(text(query)).scalar_one()
        session.execute(text("DROP TRIGGER event_kept_update"))
    session.execute(text("UPDATE event SET actor = 'x' WHERE \"index\" = 1"))
    if undo:
        session.execute(text(undo))
    session.commit()

    page = client.get("/rondes/zomer/logboek").text

    assert "De ketting klopt niet" in page
    assert "Bij regel 1 gaat het mis." in page


def test_gives_a_file_that_a_stranger_can_check(
    client: PageClient, session: Session, armed: BudgetRound
) -> None:
    """T31."""
    file = client.get("/rondes/zomer/logboek.jsonl")
    lines = file.text.splitlines()
    key = read_key(client.get("/rondes/zomer/logboek/key.txt").text)
    signed = client.get(f"/rondes/zomer/logboek/events-{len(lines)}.txt").text
    checkpoint = verify(signed, key, check)

    assert checkpoint.origin == "localhost/rondes/zomer/events"
    assert event_log.find_fault(lines, [checkpoint]) is None
    assert json.loads(lines[0])["type"] == "ROUND_FROZEN"
    assert client.get("/rondes/zomer/logboek/checkpoint.txt").text == signed
    again = client.get(
        "/rondes/zomer/logboek.jsonl", headers={"If-None-Match": file.headers["ETag"]}
    )
    assert again.status_code == 304


def test_gives_the_checkpoint_of_the_ballots(
    client: PageClient, session: Session, armed: BudgetRound
) -> None:
    sign_ballots(session, armed, [bytes(32)], signer())
    session.commit()

    text = client.get("/rondes/zomer/logboek/ballots-1.txt").text
    assert text.startswith("localhost/rondes/zomer/ballots\n1\n")


@pytest.mark.parametrize(
    "path",
    ["events-0", "events-99", "ballots-1", "other-1", "events--1", "events-1e3"],
)
def test_has_no_checkpoint_that_was_not_signed(
    client: PageClient, armed: BudgetRound, path: str
) -> None:
    assert client.get(f"/rondes/zomer/logboek/{path}.txt").status_code == 404


@pytest.mark.parametrize("path", ["logboek", "logboek.jsonl", "logboek/checkpoint.txt"])
def test_begins_with_freezing(client: PageClient, session: Session, path: str) -> None:
    make_round_in(session, Stage.SHORTLISTED, slug="winter")

    assert client.get(f"/rondes/winter/{path}").status_code == 404
    assert "logboek" not in client.get("/rondes/winter").text


def test_is_linked_from_the_page_of_the_round(
    client: PageClient, armed: BudgetRound
) -> None:
    links = {e["href"] for e in tree(client.get("/rondes/zomer")).all("a")}

    assert "/rondes/zomer/logboek" in links


def test_the_key_is_told_as_c2sp_does(client: PageClient, armed: BudgetRound) -> None:
    name, id_, encoded = (
        client.get("/rondes/zomer/logboek/key.txt").text.strip().split("+", 2)
    )
    raw = base64.b64decode(encoded)

    assert (name, raw[:1]) == ("localhost", b"\x01")
    assert Key(name, raw[1:]).id.hex() == id_
    assert Checkpoint("x", 0, bytes(32)).body.count("\n") == 3
