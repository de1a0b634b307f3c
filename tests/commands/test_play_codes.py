"""`buurtgeld codes issue --rehearsal`: play codes as a list, at any time."""

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pb.codes.code import normalise
from pb.commands.codes import codes
from pb.models import BudgetRound, PlayCode, VotingCode
from pb.rounds.phases import Stage
from tests.factories import make_area, make_round
from tests.rounds.factories import make_round_in

Run = Callable[..., Result]
pytestmark = pytest.mark.usefixtures("now")


@pytest.fixture
def run(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call `buurtgeld codes issue … --rehearsal`."""

    @contextmanager
    def this_application() -> Iterator[Flask]:
        with app.app_context():
            yield app

    monkeypatch.setattr("pb.commands.codes.application", this_application)

    def call(*arguments: object) -> Result:
        words = ["issue", *map(str, arguments), "--rehearsal"]
        return CliRunner().invoke(codes, words)

    return call


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.ARMED, Stage.CLOSED])
def test_play_codes_are_written_at_any_time_and_no_voting_code(
    run: Run, session: Session, tmp_path: Path, stage: Stage
) -> None:
    budget_round = make_round_in(session, stage)
    make_area_if_free(session, budget_round.id, stage)
    before = session.scalar(select(func.count()).select_from(VotingCode))
    slug, out = budget_round.slug, tmp_path / "oefenen.csv"
    session.commit()

    assert run(slug, "--count", 4, "--out", out).exit_code == 0

    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["number"] for row in rows] == ["1", "2", "3", "4"]
    assert all(normalise(row["code"]) == row["code"] for row in rows)
    assert all(row["url"].endswith(f"/stem#{row['code']}") for row in rows)
    assert out.stat().st_mode & 0o777 == 0o600
    assert session.scalar(select(func.count()).select_from(VotingCode)) == before
    assert session.scalar(select(func.count()).select_from(PlayCode)) == 4


def make_area_if_free(session: Session, round_id: int, stage: Stage) -> None:
    """Give a draft a second area: codes are spread over all."""
    if stage is Stage.DRAFT:
        make_area(session, session.get_one(BudgetRound, round_id), name="Struisenburg")


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def test_codes_are_spread_over_the_areas_or_for_one(
    run: Run, session: Session, tmp_path: Path
) -> None:
    budget_round = make_round(session)
    for name in ("Noord", "Zuid"):
        make_area(session, budget_round, name=name)
    slug = budget_round.slug
    session.commit()

    run(slug, "--count", 3, "--out", tmp_path / "all.csv")
    run(slug, "--count", 2, "--area", "Zuid", "--out", tmp_path / "zuid.csv")

    areas = [line.split(",")[1] for line in lines(tmp_path / "all.csv")]
    assert areas == ["area", "Noord", "Noord", "Zuid"]
    numbers = [line.split(",")[:2] for line in lines(tmp_path / "zuid.csv")]
    assert numbers[1:] == [["4", "Zuid"], ["5", "Zuid"]]


def test_refusals_write_no_file_and_make_no_code(
    run: Run, session: Session, tmp_path: Path
) -> None:
    slug = make_round(session).slug  # without areas
    session.commit()
    out = tmp_path / "oefenen.csv"

    for arguments in ((slug, "--count", 1), ("niets", "--count", 1)):
        assert run(*arguments, "--out", out).exit_code == 2
    assert not out.exists()
    assert session.scalar(select(func.count()).select_from(PlayCode)) == 0


def test_codes_are_never_written_over_a_file(
    run: Run, session: Session, tmp_path: Path
) -> None:
    slug = make_round_in(session, Stage.DRAFT).slug
    session.commit()
    out = tmp_path / "oefenen.csv"
    out.write_text("van een ander")

    assert run(slug, "--count", 1, "--out", out).exit_code == 2
    assert out.read_text() == "van een ander"
    session.rollback()
    assert session.scalar(select(func.count()).select_from(PlayCode)) == 0
