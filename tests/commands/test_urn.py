"""`buurtgeld urn` overwrites traces, and puts a lost key back from paper."""

import json
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from pb.commands import main, urn
from pb.urn.keyfiles import WrappedKey, urn_files
from pb.urn.passphrases import HolderKey
from tests.factories import make_round
from tests.urn import PUBLIC, give_key

KEY = WrappedKey(PUBLIC, {7: HolderKey("00", "11")}, {(7, 8): "ab"})


@pytest.fixture(autouse=True)
def this_database(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(urn, "application", lambda: nullcontext(app))


@pytest.fixture
def slug(session: Session, app: Flask) -> str:
    budget_round = make_round(session)
    give_key(budget_round)
    session.commit()
    return budget_round.slug


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["buurtgeld", "urn", *arguments])
    try:
        main.main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def test_a_key_comes_back_from_the_text_of_its_sheet(
    app: Flask, slug: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = tmp_path / "sheet.txt"
    text = json.dumps(KEY.as_json())
    sheet.write_text("\n".join(text[at : at + 40] for at in range(0, len(text), 40)))

    assert run(monkeypatch, "restore-key", slug, str(sheet)) == 0

    files = urn_files(app.extensions["config"].instance, slug)
    assert files.key() == KEY
    assert run(monkeypatch, "restore-key", slug, str(sheet)) == 2
    files.drop_key()


@pytest.mark.parametrize("text", ["", "{}", "[1]", "not a sheet", "\0"])
def test_anything_else_is_refused_in_one_line(
    slug: str,
    tmp_path: Path,
    text: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    sheet = tmp_path / "sheet.txt"
    sheet.write_text(text)

    assert run(monkeypatch, "restore-key", slug, str(sheet)) == 2

    assert capsys.readouterr().err.count("\n") == 1


def test_the_key_of_another_round_is_refused(
    slug: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = tmp_path / "sheet.txt"
    sheet.write_text(json.dumps({**KEY.as_json(), "public_key": "00"}))

    assert run(monkeypatch, "restore-key", slug, str(sheet)) == 2


def test_the_tables_can_be_written_anew_at_any_time(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.rollback()

    assert run(monkeypatch, "scrub") == 0
