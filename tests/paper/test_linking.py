"""T25 with paper: who reads the whole database links no ballot to a code."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from pb.codes.code import mac
from pb.db import db
from pb.models import Envelope, PaperSheet, VotingCode
from pb.rounds.service import close_round
from pb.urn.opening import open_urn
from pb.urn.scrub import scrub
from pb.urn.sealing import opener
from pb.voting.commitment import commitment_of
from pb.voting.service import size_of_envelopes
from tests.paper.factories import PaperDesk
from tests.sealing.attack import attack, orders, pages
from tests.urn import PRIVATE
from tests.voting.factories import KEY, make_vote

VOTERS = 80
SEED = 8
LIKELY = 0.01


@dataclass
class OnPaper:
    """A round after its urn was opened, and what only the referee knows."""

    truth: dict[str, str]  # code id -> commitment
    spent: list[str]  # code ids in the order of the desk
    entered: list[str]  # commitments in the order of the numbers
    secret: list[bytes]  # what must not be left


@pytest.fixture
def on_paper(app: Flask, session: Session, now: Callable[[datetime], None]) -> OnPaper:
    """Let eighty people vote on paper; shuffle, enter twice, close, open, scrub."""
    chance = random.Random(SEED)  # noqa: S311  # repeatable is the point
    desk = PaperDesk(session, make_vote(session, codes=VOTERS + 5))
    codes = chance.sample(desk.vote.codes, VOTERS)
    desk.spend(*codes)
    desk.begin()
    shuffled = chance.sample(codes, VOTERS)
    for number in range(1, VOTERS + 1):
        desk.both(number, chance.sample(desk.vote.plans, chance.randint(0, 2)))
    return _open(session, desk, codes, shuffled)


def _open(
    session: Session, desk: PaperDesk, codes: list[str], shuffled: list[str]
) -> OnPaper:
    sheets = session.scalars(select(PaperSheet).order_by(PaperSheet.number)).all()
    secret = [sheet.ciphertext or b"" for sheet in sheets]
    read = opener(PRIVATE, size_of_envelopes(desk.config))
    opened = [read(each) for each in secret]
    hash_, round_id = desk.config.hash, desk.round_.id
    entered = [commitment_of(hash_, each.nonce, each.body) for each in opened]
    query = select(VotingCode.mac, VotingCode.id)
    ids = {row.mac: row.id for row in session.execute(query)}
    id_of = {code: ids[mac(code, round_id, KEY)] for code in codes}
    desk.finish()
    budget_round = desk.round_
    close_round(session, budget_round, desk.vote.closes_at)
    open_urn(session, budget_round, PRIVATE, now=desk.vote.closes_at, actor="system")
    session.rollback()
    scrub(db.engine)
    truth = {
        id_of[code]: commitment
        for code, commitment in zip(shuffled, entered, strict=True)
    }
    return OnPaper(truth, [id_of[code] for code in codes], entered, secret)


def test_no_order_of_the_database_links(session: Session, on_paper: OnPaper) -> None:
    codes = orders(session, "voting_code", "id", ["id", "mac", "batch_id, id"])
    codes = {**codes, "spending": on_paper.spent}  # as who stood at the desk knows
    ballots = orders(session, "ballot", "commitment", ["commitment", "nonce", "body"])
    ballots = {**ballots, "entering": on_paper.entered}  # as who typed them knows

    chances = attack(codes, ballots, on_paper.truth)

    assert len(chances) >= 20
    assert min(chances.values()) > LIKELY / len(chances)


def test_without_shuffling_the_attack_would_win(on_paper: OnPaper) -> None:
    unshuffled = dict(zip(on_paper.spent, on_paper.entered, strict=True))

    chances = attack(
        {"spending": on_paper.spent}, {"entering": on_paper.entered}, unshuffled
    )

    assert max(chances.values()) < 1e-9


def test_no_byte_of_an_entry_is_left(session: Session, on_paper: OnPaper) -> None:
    content = b"\n".join(pages(session))

    left = [each for each in on_paper.secret if each[:24] in content]
    left += [each for each in on_paper.secret if each.hex()[:48].encode() in content]

    assert left == []
    assert session.scalars(select(Envelope)).all() == []
    assert session.scalars(select(PaperSheet)).all() == []


def test_no_row_of_a_code_was_written_with_a_ballot(
    session: Session, on_paper: OnPaper
) -> None:
    """On PostgreSQL every row tells in which transaction it was written."""
    if db.engine.dialect.name == "sqlite":
        assert on_paper.truth
        return
    written = set(session.scalars(text("SELECT xmin::text::bigint FROM ballot")))
    spent = "SELECT xmin::text::bigint FROM voting_code WHERE state = 'used'"

    assert len(written) == 1
    assert not written & set(session.scalars(text(spent)))
