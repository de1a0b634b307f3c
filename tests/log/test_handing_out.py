"""Others hold what was signed, so that a log is told in one way only (T32)."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from exports import verify
from pb.config import Config
from pb.log.acting import sign, signer
from pb.log.handing_out import about_copies, hand_out
from pb.log.keeping import sign_all
from pb.log.service import append
from pb.log.types import EventType
from pb.mail.models import Mail
from pb.models import BudgetRound
from pb.rounds.service import find_round
from tests.factories import NOW
from tests.pages import PageClient
from tests.results.factories import make_armed_round, make_published_round


@pytest.fixture
def config(app: Flask, tmp_path: Path) -> Iterator[Config]:
    """An installation with a folder for others."""
    before = app.extensions["config"]
    made = replace(before, checkpoints=tmp_path / "bij de griffier")
    app.extensions["config"] = made
    yield made
    app.extensions["config"] = before


def folder_of(config: Config) -> Path:
    assert config.checkpoints is not None
    return config.checkpoints


def findings(config: Config, session: Session) -> list[bool]:
    return [finding.is_ok for finding in about_copies(config, session)]


def test_every_checkpoint_is_in_the_folder_as_it_was_signed(
    session: Session, config: Config, armed: BudgetRound
) -> None:
    sign(armed)
    append(session, armed, EventType.VOTING_PAUSED, {"reason": "x"}, at=NOW)
    sign(armed)
    for _time in range(2):  # doing it again changes nothing
        hand_out(session, config, NOW)

    files = sorted(folder_of(config).glob("zomer/events-*.txt"))
    assert len(files) == 2
    assert files[-1].read_text().startswith("localhost/rondes/zomer/events\n")
    assert (folder_of(config) / "key.txt").read_text() == signer().key.text
    assert findings(config, session) == [True]


def test_a_file_of_others_is_never_written_over_and_a_difference_is_found(
    session: Session, config: Config, armed: BudgetRound
) -> None:
    sign(armed)
    hand_out(session, config, NOW)
    (path,) = folder_of(config).glob("zomer/events-*.txt")
    path.write_text("what they were shown")
    hand_out(session, config, NOW)

    assert path.read_text() == "what they were shown"
    assert findings(config, session) == [False]


def test_a_checkpoint_of_a_round_that_is_gone_is_found(
    session: Session, config: Config, armed: BudgetRound
) -> None:
    sign(armed)
    hand_out(session, config, NOW)
    (folder_of(config) / "weg").mkdir()
    (folder_of(config) / "weg" / "events-3.txt").write_text("x")

    assert findings(config, session) == [False]


def test_the_mailbox_gets_each_checkpoint_once(
    session: Session, config: Config, armed: BudgetRound
) -> None:
    sign(armed)
    to_mail = replace(config, checkpoints=None, checkpoints_mail="griffier@example.nl")
    for _time in range(3):
        hand_out(session, to_mail, NOW)

    (mail,) = session.scalars(select(Mail))
    assert mail.recipient == "griffier@example.nl"
    assert "localhost/rondes/zomer/events" in mail.text
    assert findings(to_mail, session) == [True]


def test_what_the_folder_holds_proves_later_that_the_log_only_grew(
    client: PageClient, session: Session, config: Config, tmp_path: Path
) -> None:
    """T32: `verify --since` takes the file as it lies there."""
    budget_round = find_round(session, make_armed_round(session))
    assert budget_round is not None
    append(session, budget_round, EventType.VOTING_PAUSED, {"reason": "x"}, at=NOW)
    sign_all(session, signer())
    hand_out(session, config, NOW)
    (kept,) = folder_of(config).glob("*/events-*.txt")
    make_published_round(session, budget_round)
    sign_all(session, signer())
    address = f"/rondes/{budget_round.slug}/uitslag/v1/bundel.zip"
    with client.get(address) as answer:
        (tmp_path / "bundel.zip").write_bytes(answer.data)
    bundle = str(tmp_path / "bundel.zip")

    assert verify.main([bundle, "--since", str(kept)]) == 0
    lines = kept.read_text().splitlines()
    lines[2] = "A" * len(lines[2])
    kept.write_text("\n".join(lines) + "\n")
    assert verify.main([bundle, "--since", str(kept)]) == 1
