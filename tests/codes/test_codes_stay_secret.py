"""T2, T6: codes leave the system in letters and lists, and in no other way."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from pb import logs
from pb.codes import work
from pb.codes.letter import Letter
from pb.db import Base
from tests.codes.factories import (
    act,
    ask_for_letters,
    log_in_configurator,
    make_frozen_round,
    newest_run,
    unpacked,
)
from tests.codes.reading import code_in, read_pages

pytestmark = pytest.mark.usefixtures("now", "letters")


def spellings(code: str) -> list[bytes]:
    plain = code.replace("-", "")
    written = [code, code.lower(), plain, plain.lower(), plain.encode().hex()]
    return [word.encode() for word in written]


def everything_on_disk(app: Flask) -> Iterator[bytes]:
    for path in Path(app.instance_path).rglob("*"):
        if path.is_file():
            yield path.read_bytes()


def everything_in_the_database(session: Session) -> bytes:
    rows = [
        str(row)
        for table in Base.metadata.sorted_tables
        for row in session.execute(text(f'SELECT * FROM "{table.name}"'))  # noqa: S608
    ]
    session.rollback()
    return "\n".join(rows).encode()


def test_no_trace_of_any_code_stays_behind(
    app: Flask,
    client: FlaskClient,
    session: Session,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """T2: database, files and logs hold none of the codes, before and after."""
    caplog.set_level(logging.DEBUG)
    budget_round = make_frozen_round(session, 12)
    log_in_configurator(client, session)
    pages = [ask_for_letters(client, budget_round).data]
    run = newest_run(session)
    sealed = [*everything_on_disk(app), everything_in_the_database(session)]
    files = unpacked(act(client, budget_round, "letters", run=run))
    pages.append(act(client, budget_round, "letters", run=run).data)
    pages.append(client.get(f"/beheer/rondes/{budget_round.slug}").data)
    after = [*everything_on_disk(app), everything_in_the_database(session)]
    out, err = capfd.readouterr()
    logged = [caplog.text.encode(), out.encode(), err.encode()]

    letters = next(pdf for name, pdf in files.items() if name.endswith(".pdf"))
    codes = [code_in(page) for page in read_pages(letters)]
    assert len(set(codes)) == 12
    haystack = b"\n".join([*pages, *sealed, *after, *logged, files["manifest.csv"]])
    found = [code for code in codes for word in spellings(code) if word in haystack]
    assert found == []


def test_a_failing_job_logs_no_code(
    client: FlaskClient,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """T6: even when a code stands in the message of an error."""
    seen: list[str] = []

    def fail(_text: object, letters: list[Letter], **more: object) -> None:
        codes = [letter.code for letter in letters]
        seen.extend(codes)
        url = more["public_url"]
        raise ValueError(f"cannot read {codes[0]} at {url}/stem#{codes[1]}")

    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    logs.configure(as_json=True)
    monkeypatch.setattr(work, "press_letters", fail)
    budget_round = make_frozen_round(session, 3)
    log_in_configurator(client, session)
    ask_for_letters(client, budget_round)
    root.handlers[:] = before
    root.setLevel(level)

    _out, err = capfd.readouterr()
    stored = everything_in_the_database(session).decode()
    assert re.search("job failed", err)
    assert not [code for code in seen if code in err + stored]
