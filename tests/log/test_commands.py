"""What an import leaves in the logbook."""

from contextlib import nullcontext
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from exports import merkle
from pb.commands import import_round
from pb.log.checkpoints import BALLOTS, EVENTS, newest_checkpoint
from pb.log.service import body_of, read_events
from pb.models import Ballot
from pb.rounds.service import find_round
from tests.commands.importing import Desk
from tests.pages import PageClient


@pytest.mark.usefixtures("now")
def test_an_import_tells_its_file_and_its_ballots(
    session: Session,
    app: Flask,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(import_round, "application", lambda: nullcontext(app))
    desk = Desk(tmp_path, monkeypatch)
    desk.write()
    assert desk.run("--published") == 0
    session.rollback()
    budget_round = find_round(session, "stad")
    assert budget_round is not None
    leaves = sorted(map(bytes.fromhex, session.scalars(select(Ballot.commitment))))
    told = {e.type: body_of(e) for e in read_events(session, budget_round)}
    assert told["ROUND_IMPORTED"] == {
        "file": "Stad 2022.pb",
        "sha256": sha256(desk.file.read_bytes()).hexdigest(),
        "ballots": 4,
        "root": merkle.root(leaves).hex(),
    }
    assert list(told)[-3:] == ["RESULT_COUNTED", "RESULT_PROPOSED", "RESULT_PUBLISHED"]
    ballots = newest_checkpoint(session, budget_round, BALLOTS)
    events = newest_checkpoint(session, budget_round, EVENTS)
    assert ballots is not None
    assert events is not None
    assert (ballots.root, events.size) == (merkle.root(leaves).hex(), len(told))


@pytest.mark.usefixtures("now")
def test_nobody_is_said_to_compare_what_was_imported(
    app: Flask, client: PageClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_round, "application", lambda: nullcontext(app))
    desk = Desk(tmp_path, monkeypatch)
    desk.write()
    assert desk.run("--published") == 0

    text = client.get("/rondes/stad/logboek").text

    assert "De uitslag is voorgesteld" in text
    assert "tweede persoon" not in text
