"""The job that prints letters: all of it, or nothing."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from pb.codes import work
from pb.codes.letters import LetterDoesNotFit
from pb.codes.press import PressBroke, press_letters
from pb.codes.printing import stop_run
from pb.codes.proof import MisprintedLetter
from pb.codes.service import desk_state, tally
from pb.db import db
from pb.jobs.service import run_job
from pb.models import BudgetRound, CodeBatch, CodeState, Job, JobState, VotingCode
from tests.codes.factories import (
    KEY,
    act,
    arm,
    ask_for_letters,
    log_in_configurator,
    make_frozen_round,
    newest_run,
    unpacked,
)
from tests.codes.finding import find_codes
from tests.codes.reading import code_in, read_pages
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("now", "letters")


def nothing_is_left(session: Session, letters: Path) -> bool:
    session.rollback()
    rows = session.query(VotingCode).count() + session.query(CodeBatch).count()
    return rows == 0 and list(letters.iterdir()) == []


def run_state(session: Session, run: int) -> tuple[JobState, str]:
    session.rollback()
    job = session.get_one(Job, run)
    return job.state, job.message


def test_every_letter_carries_a_code_that_votes_in_its_area(
    client: FlaskClient, session: Session
) -> None:
    """T8, T27: every QR code of the parcel is decoded from its page at 110 dpi."""
    budget_round = make_frozen_round(session, 3, 4)
    names = [area.name for area in budget_round.areas]
    log_in_configurator(client, session)
    ask_for_letters(client, budget_round)

    files = unpacked(act(client, budget_round, "letters", run=newest_run(session)))

    found = []
    for name, pdf in files.items():
        for page in read_pages(pdf) if name.endswith(".pdf") else ():
            assert page.qr == [f"http://localhost/stem#{code_in(page)}"]
            [(row, _round)] = find_codes(session, code_in(page), key=KEY)
            assert f"voor {names[row.area_id - 1]}" in page.text
            found.append(row.state)
    assert found == [CodeState.ISSUED] * 7


def test_the_parcel_lists_its_letters_and_checks_its_files(
    client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "BATCH", 2)
    budget_round = make_frozen_round(session, 5)
    log_in_configurator(client, session)
    ask_for_letters(client, budget_round)

    files = unpacked(act(client, budget_round, "letters", run=newest_run(session)))

    sums = files.pop("SHA256SUMS").decode().splitlines()
    assert "Controlegetal: " in files.pop("LEESMIJ.txt").decode()
    assert sums == [
        f"{hashlib.sha256(content).hexdigest()}  {name}"
        for name, content in files.items()
    ]
    rows = files.pop("manifest.csv").decode().splitlines()
    del files["drukbestand.csv"]
    assert rows[0] == "sequence,area,batch,page,letter_number"
    assert [row.split(",")[0] for row in rows[1:]] == ["1", "2", "3", "4", "5"]
    assert list(files) == [
        f"wijk-01/brieven-{first:06}-{last:06}.pdf"
        for first, last in ((1, 2), (3, 4), (5, 5))
    ]


def test_the_desk_is_told_how_far_it_is(
    client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "BATCH", 2)
    seen: list[int] = []
    budget_round = make_frozen_round(session, 5)

    def look() -> None:
        seen.append(desk_state(session, budget_round, NOW).runs[0].done)
        session.rollback()

    look_between_batches(monkeypatch, look)
    log_in_configurator(client, session)

    ask_for_letters(client, budget_round)

    assert seen == [0, 2, 4]


def look_between_batches(
    monkeypatch: pytest.MonkeyPatch, look: Callable[[], object]
) -> None:
    """Have something happen whenever a batch was printed, before it is reported."""

    def press_and_look(*args: Any, **kwargs: Any) -> bytes:
        pdf = press_letters(*args, **kwargs)
        look()
        return pdf

    monkeypatch.setattr(work, "press_letters", press_and_look)


def test_stopping_leaves_nothing_and_one_can_start_again(
    client: FlaskClient,
    session: Session,
    letters: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    budget_round = make_frozen_round(session, 3)
    log_in_configurator(client, session)

    def stop() -> None:
        stop_run(session, newest_run(session), now=NOW)
        session.commit()

    with monkeypatch.context() as patched:
        look_between_batches(patched, stop)
        ask_for_letters(client, budget_round)
    stopped = newest_run(session)

    assert run_state(session, stopped)[0] is JobState.STOPPED
    assert nothing_is_left(session, letters)

    ask_for_letters(client, budget_round)
    assert tally(session, budget_round)[0].unused == 3
    assert [p.name for p in letters.iterdir()] == [f"{newest_run(session)}.sealed"]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (MisprintedLetter("page 1"), "fout gedrukt"),
        (LetterDoesNotFit(), "past niet op één bladzijde"),
        (PressBroke("exit status -11: "), "Er ging iets mis bij ons"),
        (OSError(28, "No space left on device"), "Er ging iets mis bij ons"),
    ],
)
def test_a_run_that_fails_leaves_nothing_and_says_why(
    client: FlaskClient,
    session: Session,
    letters: Path,
    monkeypatch: pytest.MonkeyPatch,
    fault: Exception,
    words: str,
) -> None:
    budget_round = make_frozen_round(session, 3)
    log_in_configurator(client, session)

    def fail(*_args: object, **_kwargs: object) -> None:
        raise fault

    monkeypatch.setattr(work, "press_letters", fail)
    ask_for_letters(client, budget_round)

    state, message = run_state(session, newest_run(session))
    assert state is JobState.FAILED
    assert words in message
    assert nothing_is_left(session, letters)


def test_letters_are_not_kept_when_the_vote_opens_meanwhile(
    client: FlaskClient,
    session: Session,
    letters: Path,
    monkeypatch: pytest.MonkeyPatch,
    now: Callable[[datetime], None],
) -> None:
    """T27: from then on two persons decide."""
    budget_round = make_frozen_round(session, 3)
    arm(session, budget_round)
    opens_at = budget_round.opens_at
    assert opens_at is not None
    session.commit()
    log_in_configurator(client, session)
    look_between_batches(monkeypatch, lambda: now(opens_at + timedelta(seconds=1)))

    ask_for_letters(client, budget_round)

    state, message = run_state(session, newest_run(session))
    assert state is JobState.FAILED
    assert "Het stemmen is begonnen" in message
    assert nothing_is_left(session, letters)


def test_a_run_whose_worker_was_thought_lost_keeps_nothing(
    client: FlaskClient,
    session: Session,
    letters: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    budget_round = make_frozen_round(session, 3)
    log_in_configurator(client, session)

    def lose() -> None:
        session.execute(update(Job).values(state=JobState.FAILED))
        session.commit()

    look_between_batches(monkeypatch, lose)
    ask_for_letters(client, budget_round)

    assert nothing_is_left(session, letters)


def test_what_a_killed_worker_left_goes_with_the_next_run(
    client: FlaskClient, session: Session, letters: Path
) -> None:
    budget_round = make_frozen_round(session, 3)
    for name in ("998.part", "999.sealed"):
        (letters / name).write_bytes(b"half")
    log_in_configurator(client, session)

    ask_for_letters(client, budget_round)

    assert [p.name for p in letters.iterdir()] == [f"{newest_run(session)}.sealed"]


def test_a_title_that_can_not_be_printed_is_refused(
    client: FlaskClient, session: Session, letters: Path
) -> None:
    budget_round = make_frozen_round(session, 3, title="Samen 漢")
    log_in_configurator(client, session)

    ask_for_letters(client, budget_round)

    state, message = run_state(session, newest_run(session))
    assert state is JobState.FAILED
    assert "漢" in message
    assert nothing_is_left(session, letters)


def test_no_transaction_stays_open_while_letters_are_printed(
    client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite it would keep everybody from voting meanwhile."""
    budget_round = make_frozen_round(session, 3)
    log_in_configurator(client, session)
    open_then: list[bool] = []
    look_between_batches(
        monkeypatch, lambda: open_then.append(db.session().in_transaction())
    )

    ask_for_letters(client, budget_round)

    assert open_then == [False]


def test_a_job_is_done_once(client: FlaskClient, session: Session) -> None:
    budget_round: BudgetRound = make_frozen_round(session, 3)
    log_in_configurator(client, session)
    ask_for_letters(client, budget_round)

    run_job(newest_run(session))

    assert session.scalar(text("SELECT count(*) FROM voting_code")) == 3
