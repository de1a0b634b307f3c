"""`buurtgeld codes issue`: a list of codes, written once."""

import csv
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from pb.codes.code import normalise
from pb.codes.service import tally
from pb.commands.main import main
from pb.models import BudgetRound
from tests.codes.factories import KEY, arm, make_frozen_round
from tests.codes.finding import find_codes
from tests.factories import NOW, make_area, make_round

Run = Callable[..., tuple[int, str]]
pytestmark = pytest.mark.usefixtures("now")


@pytest.fixture
def run(
    app: Flask, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Call the console script; return its exit status and standard error."""

    @contextmanager
    def this_application() -> Iterator[Flask]:
        with app.app_context():
            yield app

    monkeypatch.setattr("pb.commands.codes.application", this_application)

    def call(*arguments: object) -> tuple[int, str]:
        words = ["buurtgeld", "codes", "issue", *map(str, arguments)]
        monkeypatch.setattr(sys, "argv", words)
        status = 0
        try:
            main()
        except SystemExit as stop:
            status = int(stop.code or 0)
        return status, capsys.readouterr().err

    return call


def refused(run: Run, session: Session, *arguments: object) -> str:
    """Return the one line that says why; nothing was issued."""
    session.rollback()
    status, line = run(*arguments)
    assert status == 2
    assert line.count("\n") == 1
    assert "Traceback" not in line
    return line


def issued(session: Session, budget_round: BudgetRound) -> int:
    session.rollback()
    count = sum(area.issued for area in tally(session, budget_round))
    session.rollback()
    return count


def test_the_list_holds_codes_that_vote(
    run: Run, session: Session, tmp_path: Path
) -> None:
    budget_round = make_frozen_round(session, 20)
    slug, name = budget_round.slug, budget_round.areas[0].name
    session.rollback()
    out = tmp_path / "codes.csv"

    status, _line = run(slug, "--count", 12, "--out", out)

    assert status == 0
    assert out.stat().st_mode & 0o777 == 0o600
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["number", "area", "code", "url"]
    assert [row["number"] for row in rows] == [str(n) for n in range(1, 13)]
    assert {row["area"] for row in rows} == {name}
    for row in rows:
        assert normalise(row["code"]) == row["code"]
        assert row["url"] == f"http://localhost/stem#{row['code']}"
        assert len(find_codes(session, row["code"], key=KEY)) == 1
    assert issued(session, budget_round) == 12


@pytest.mark.parametrize(("count", "words"), [(1, "1 code for"), (2, "2 codes for")])
def test_the_last_line_counts_the_codes(
    run: Run, session: Session, tmp_path: Path, count: int, words: str
) -> None:
    slug = make_frozen_round(session, 20).slug
    session.rollback()

    _status, line = run(slug, "--count", count, "--out", tmp_path / "codes.csv")

    assert line.startswith(words)


@pytest.mark.parametrize("by", ["id", "name"])
def test_an_area_is_named_by_number_or_name(
    run: Run, session: Session, tmp_path: Path, by: str
) -> None:
    budget_round = make_frozen_round(session, 20, 30)
    wanted = str(getattr(budget_round.areas[1], by))
    slug = budget_round.slug
    session.rollback()

    assert run(slug, "--count", 3, "--area", wanted, "--out", tmp_path / "x")[0] == 0

    assert [area.issued for area in tally(session, budget_round)] == [0, 3]


def test_with_several_areas_one_must_be_named(
    run: Run, session: Session, tmp_path: Path
) -> None:
    budget_round = make_frozen_round(session, 20, 30)
    areas = [f"{area.id} ({area.name})" for area in budget_round.areas]
    slug = budget_round.slug

    for extra in ([], ["--area", "Elders"]):
        line = refused(
            run, session, slug, "--count", 3, "--out", tmp_path / "x", *extra
        )
        assert ", ".join(areas) in line
    assert not (tmp_path / "x").exists()


def test_an_existing_file_is_never_written_over(
    run: Run, session: Session, tmp_path: Path
) -> None:
    budget_round = make_frozen_round(session, 20)
    out = tmp_path / "codes.csv"
    out.write_text("mine")

    line = refused(run, session, budget_round.slug, "--count", 3, "--out", out)

    assert "exists" in line
    assert out.read_text() == "mine"
    assert issued(session, budget_round) == 0


def test_a_dangling_link_is_not_followed(
    run: Run, session: Session, tmp_path: Path
) -> None:
    budget_round = make_frozen_round(session, 20)
    (tmp_path / "link").symlink_to(tmp_path / "target")

    refused(run, session, budget_round.slug, "--count", 3, "--out", tmp_path / "link")

    assert not (tmp_path / "target").exists()


def test_codes_are_taken_back_when_the_disk_is_full(
    run: Run, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    budget_round = make_frozen_round(session, 20)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    line = refused(
        run, session, budget_round.slug, "--count", 3, "--out", tmp_path / "x"
    )

    assert "No space left" in line
    assert not (tmp_path / "x").exists()
    assert issued(session, budget_round) == 0


@pytest.mark.parametrize("out", ["nowhere/codes.csv", "."])
def test_a_place_that_can_not_be_written_is_named(
    run: Run, session: Session, tmp_path: Path, out: str
) -> None:
    budget_round = make_frozen_round(session, 20)

    line = refused(
        run, session, budget_round.slug, "--count", 3, "--out", tmp_path / out
    )

    assert str(tmp_path) in line
    assert issued(session, budget_round) == 0


def test_an_open_vote_takes_no_codes_from_one_person(
    run: Run,
    session: Session,
    tmp_path: Path,
    now: Callable[..., None],
) -> None:
    budget_round = make_frozen_round(session, 20, 20)
    arm(session, budget_round)
    now(budget_round.opens_at)

    line = refused(
        run, session, budget_round.slug, "--count", 3, "--out", tmp_path / "x"
    )

    assert "two people" in line
    assert "--area" not in line
    assert not (tmp_path / "x").exists()
    assert issued(session, budget_round) == 0


def test_a_round_that_is_not_frozen_or_not_there_is_refused(
    run: Run, session: Session, tmp_path: Path
) -> None:
    draft = make_round(session, created_at=NOW)
    make_area(session, draft)
    session.commit()

    assert "frozen" in refused(
        run, session, draft.slug, "--count", 3, "--out", tmp_path / "x"
    )
    assert "'nergens'" in refused(
        run, session, "nergens", "--count", 3, "--out", tmp_path / "x"
    )


@pytest.mark.parametrize("count", ["0", "-3", "veel", "1000001", "1.5"])
def test_an_impossible_number_is_bad_use(
    run: Run, session: Session, tmp_path: Path, count: str
) -> None:
    assert "--count" in refused(
        run, session, "x", "--count", count, "--out", tmp_path / "x"
    )
