"""Staff issue codes and fetch the letters, once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from pb.auth.models import Role
from pb.codes.printing import LettersAreGone, hand_over
from pb.codes.service import tally
from pb.codes.work import remove_forgotten
from pb.db import db
from pb.models import BudgetRound, CodeBatch
from tests.auth.login import log_in, make_staff
from tests.codes.factories import (
    act,
    arm,
    ask_for_letters,
    log_in_configurator,
    make_frozen_round,
    newest_run,
    unpacked,
)
from tests.codes.reading import read_pages
from tests.factories import NOW
from tests.pages import tree

pytestmark = pytest.mark.usefixtures("now", "letters")


@pytest.fixture
def budget_round(client: FlaskClient, session: Session) -> BudgetRound:
    """A frozen round with 3 and 4 residents; a configurator at the desk."""
    log_in_configurator(client, session)
    return make_frozen_round(session, 3, 4)


def desk(client: FlaskClient, budget_round: BudgetRound) -> str:
    return client.get(f"/beheer/rondes/{budget_round.slug}").text


def test_the_desk_offers_a_letter_for_everyone_without_a_code(
    client: FlaskClient, session: Session, budget_round: BudgetRound
) -> None:
    page = desk(client, budget_round)

    assert page.count('data-act="issue-codes"') == 1
    for area in budget_round.areas:
        assert f'name="count-{area.id}" value="{area.letters_sent}"' in page


def test_codes_are_issued_and_letters_fetched_once(
    client: FlaskClient, session: Session, budget_round: BudgetRound
) -> None:
    """T3: streamed once."""
    response = ask_for_letters(client, budget_round)
    assert response.status_code == 303
    assert 'data-act="letters"' in desk(client, budget_round)
    run = newest_run(session)

    first = act(client, budget_round, "letters", run=run)
    second = act(client, budget_round, "letters", run=run)

    assert (first.status_code, first.mimetype) == (200, "application/zip")
    assert first.headers["Cache-Control"] == "no-store"
    assert first.content_length == len(first.data)
    assert second.status_code == 410
    assert "maar één keer" in second.text
    assert 'data-act="letters"' not in desk(client, budget_round)


def check_in(response: TestResponse) -> str:
    """Return what somebody reads in the zip and types."""
    text = unpacked(response)["LEESMIJ.txt"].decode()
    return text.partition("Controlegetal: ")[2].split()[0]


def test_a_broken_download_can_be_repeated_until_it_arrived(
    client: FlaskClient, session: Session, budget_round: BudgetRound, letters: Path
) -> None:
    """T3, 1b.17: the same file, until what stands in it is typed; then 410."""
    ask_for_letters(client, budget_round)
    run = newest_run(session)
    first = act(client, budget_round, "letters", run=run)
    assert 'data-act="repeat-letters"' in desk(client, budget_round)

    again = act(client, budget_round, "repeat-letters", run=run)
    wrong = act(client, budget_round, "confirm-letters", run=run, check="00000000")
    right = act(
        client,
        budget_round,
        "confirm-letters",
        run=run,
        check=f" {check_in(again).upper()[:4]}-{check_in(again)[4:]} ",
    )

    assert again.data == first.data
    assert (wrong.status_code, right.status_code) == (422, 303)
    assert list(letters.iterdir()) == []
    gone = act(client, budget_round, "repeat-letters", run=run)
    assert gone.status_code == 410
    assert 'data-act="repeat-letters"' not in gone.text + desk(client, budget_round)


def test_letters_that_nobody_confirmed_go_after_a_day(
    client: FlaskClient,
    session: Session,
    budget_round: BudgetRound,
    letters: Path,
    now: Callable[[datetime], None],
) -> None:
    ask_for_letters(client, budget_round)
    run = newest_run(session)
    act(client, budget_round, "letters", run=run)

    now(NOW + timedelta(hours=23))
    remove_forgotten(session)
    assert [path.name for path in letters.iterdir()] == [f"{run}.sealed"]
    now(NOW + timedelta(hours=24))
    remove_forgotten(session)

    assert list(letters.iterdir()) == []
    log_in_configurator(client, session)
    assert act(client, budget_round, "repeat-letters", run=run).status_code == 410


def test_receipt_can_only_be_told_of_letters_that_left(
    client: FlaskClient, session: Session, budget_round: BudgetRound, letters: Path
) -> None:
    ask_for_letters(client, budget_round)
    run = newest_run(session)
    check = session.query(CodeBatch.parcel_check).first()
    assert check is not None

    for typed in (check[0], "", "x" * 10_000):
        answer = act(client, budget_round, "confirm-letters", run=run, check=typed)
        assert answer.status_code == 422
    early = act(client, budget_round, "repeat-letters", run=run)

    assert early.status_code == 410
    assert [path.name for path in letters.iterdir()] == [f"{run}.sealed"]


def test_letters_in_english_and_in_large_print_are_ordered(
    client: FlaskClient, session: Session, budget_round: BudgetRound
) -> None:
    ask_for_letters(client, budget_round, language="en", size="large")

    files = unpacked(act(client, budget_round, "letters", run=newest_run(session)))

    pages = read_pages(next(f for name, f in files.items() if name.endswith(".pdf")))
    assert len(pages) == 6
    assert "Help decide on" in pages[0].text
    manifest = files["manifest.csv"].decode().splitlines()
    assert [row.split(",")[3] for row in manifest[1:4]] == ["1", "3", "5"]


def test_the_calibration_sheet_shows_the_window_that_is_set(
    client: FlaskClient, session: Session, budget_round: BudgetRound
) -> None:
    response = client.get(f"/beheer/rondes/{budget_round.slug}/proefblad.pdf")

    assert (response.status_code, response.mimetype) == (200, "application/pdf")
    [page] = read_pages(response.data)
    assert page.qr == ["http://localhost/stem"]  # no code
    assert page.in_window.endswith("1234 AB VOORBEELDSTAD")
    assert "20 mm van links, 50 mm van boven, 90 mm breed en 38 mm hoog" in page.text


def test_the_desk_adds_up_to_the_unit(
    client: FlaskClient, session: Session, budget_round: BudgetRound
) -> None:
    """T27."""
    ask_for_letters(client, budget_round)
    area = budget_round.areas[0].id
    session.execute(
        text(f"UPDATE voting_code SET state = 'revoked' WHERE area_id = {area}")  # noqa: S608
    )
    session.commit()

    page = tree(client.get(f"/beheer/rondes/{budget_round.slug}"))

    totals = [foot.text.split() for foot in page.all("tfoot")]
    assert ["Samen7403"] in totals


def test_the_second_answer_helps_to_revoke_and_issue_anew(
    client: FlaskClient, session: Session, budget_round: BudgetRound
) -> None:
    ask_for_letters(client, budget_round)
    act(client, budget_round, "letters", run=newest_run(session))
    gone = act(client, budget_round, "letters", run=newest_run(session))
    batch = session.query(CodeBatch).order_by(CodeBatch.id).first()
    assert batch is not None
    address = f"/beheer/rondes/{budget_round.slug}/revoke-batch?batch={batch.id}"
    assert address in gone.text
    asked = client.get(address)
    assert 'data-act="revoke-batch"' in asked.text
    assert "Zijn zij al verstuurd?" in asked.text

    assert act(client, budget_round, "revoke-batch", batch=batch.id).status_code == 303
    assert client.get(address).status_code == 409
    assert client.get(address + "0").status_code == 404
    assert ask_for_letters(client, budget_round).status_code == 303

    first, second = tally(session, budget_round)
    assert (first.issued, first.unused, first.revoked) == (6, 3, 3)
    assert (second.issued, second.unused, second.revoked) == (8, 4, 4)


def test_only_the_browser_that_asked_can_open_the_letters(
    client: FlaskClient, session: Session, budget_round: BudgetRound, letters: Path
) -> None:
    ask_for_letters(client, budget_round)
    run = newest_run(session)
    other = client.application.test_client()
    log_in_configurator(other, session)

    refused = act(other, budget_round, "letters", run=run)

    assert refused.status_code == 403
    assert "alleen worden opgehaald in de browser" in desk(other, budget_round)
    assert [p.name for p in letters.iterdir()] == [f"{run}.sealed"]
    fetched = act(client, budget_round, "letters", run=run)
    assert (fetched.status_code, fetched.data[:2]) == (200, b"PK")


def test_a_damaged_file_is_not_counted_as_handed_over(
    client: FlaskClient, session: Session, budget_round: BudgetRound, letters: Path
) -> None:
    ask_for_letters(client, budget_round)
    run = newest_run(session)
    path = letters / f"{run}.sealed"
    path.write_bytes(path.read_bytes()[:-1])

    response = act(client, budget_round, "letters", run=run)

    assert response.status_code == 403
    assert session.query(CodeBatch).first().handed_over_at is None  # type: ignore[union-attr]


def test_the_key_is_a_strict_cookie_and_no_more(
    client: FlaskClient, session: Session, budget_round: BudgetRound
) -> None:
    response = ask_for_letters(client, budget_round)

    [cookie] = [c for c in response.headers.getlist("Set-Cookie") if "brieven" in c]
    name, _, rest = cookie.partition("=")
    key, *attributes = rest.split("; ")
    assert name == f"brieven-{newest_run(session)}"
    assert sorted(attributes) == ["HttpOnly", "Path=/beheer", "SameSite=Strict"]
    stored = session.execute(text("SELECT arguments FROM job")).scalar_one()
    assert key not in str(stored)


def test_behind_https_the_key_is_bound_to_this_host(
    app: Flask,
    client: FlaskClient,
    budget_round: BudgetRound,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """T35."""
    session_cookie = client.get_cookie("beheer")
    assert session_cookie is not None
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", True)
    client.set_cookie("__Host-beheer", session_cookie.value, secure=True)

    response = ask_for_letters(client, budget_round)

    [cookie] = [c for c in response.headers.getlist("Set-Cookie") if "brieven" in c]
    assert cookie.startswith("__Host-brieven-")
    assert "; Secure" in cookie
    assert "; Path=/;" in cookie


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("veel", "Vul een getal in"),
        ("-1", "Vul een getal in"),
        ("1e3", "Vul een getal in"),
        ("٣", "Vul een getal in"),
        ("999999999999", "Vul een getal in"),
        ("200001", "ten hoogste 200.000"),
        ("4", "nog 3 bewoners zonder code"),
        ("0", "bij minstens één wijk"),
        ("", "bij minstens één wijk"),
    ],
)
def test_a_wrong_number_is_shown_at_its_field(
    client: FlaskClient,
    session: Session,
    budget_round: BudgetRound,
    typed: str,
    words: str,
) -> None:
    first, second = (area.id for area in budget_round.areas)

    response = ask_for_letters(
        client, budget_round, **{f"count_{first}": typed, f"count_{second}": "0"}
    )

    assert response.status_code == 422
    assert response.text.count(words) == 2  # in the summary and at the field
    assert f'value="{typed}"' in response.text
    assert session.execute(text("SELECT count(*) FROM job")).scalar_one() == 0


def test_two_runs_at_once_are_refused(
    app: Flask, client: FlaskClient, session: Session, budget_round: BudgetRound
) -> None:
    with_queue_asleep(app, lambda: ask_for_letters(client, budget_round))

    response = ask_for_letters(client, budget_round)

    assert response.status_code == 409
    page = desk(client, budget_round)
    assert 'data-act="stop-letters"' in page
    assert 'data-act="issue-codes"' not in page
    assert "0 van 7 brieven klaar" in page


def with_queue_asleep(app: Flask, do: Callable[[], object]) -> None:
    """Do something while no worker runs."""
    awake = app.extensions["enqueue"]
    app.extensions["enqueue"] = lambda _job_id: None
    do()
    app.extensions["enqueue"] = awake


def test_a_waiting_run_can_be_stopped_once(
    app: Flask, client: FlaskClient, session: Session, budget_round: BudgetRound
) -> None:
    with_queue_asleep(app, lambda: ask_for_letters(client, budget_round))
    run = newest_run(session)

    assert act(client, budget_round, "stop-letters", run=run).status_code == 303
    assert act(client, budget_round, "stop-letters", run=run).status_code == 409
    assert "Gestopt" in desk(client, budget_round)
    assert ask_for_letters(client, budget_round).status_code == 303


@pytest.mark.parametrize(
    "name", ["issue-codes", "letters", "repeat-letters", "addresses", "revoke-batch"]
)
def test_another_role_or_nobody_gets_nowhere(
    client: FlaskClient, session: Session, budget_round: BudgetRound, name: str
) -> None:
    """T34."""
    evaluator = client.application.test_client()
    log_in(evaluator, make_staff(session, Role.EVALUATOR, Role.ADMINISTRATOR))
    nobody = client.application.test_client()

    assert act(evaluator, budget_round, name, run=1, batch=1).status_code == 403
    answer = act(nobody, budget_round, name, run=1, batch=1)
    assert answer.status_code == 303
    assert "/beheer/inloggen" in answer.headers["Location"]


def test_who_may_not_press_a_button_does_not_see_it(
    client: FlaskClient, session: Session, budget_round: BudgetRound
) -> None:
    ask_for_letters(client, budget_round)
    auditor = client.application.test_client()
    log_in(auditor, make_staff(session, Role.AUDITOR))

    page = desk(auditor, budget_round)

    assert "Brieven liggen klaar" in page
    for name in ("issue-codes", "letters", "revoke-batch"):
        assert f'data-act="{name}"' not in page


@pytest.mark.parametrize("number", ["0", "-1", "x", "", "1" * 30, "1 OR 1=1"])
def test_what_is_not_a_run_of_this_round_is_not_found(
    client: FlaskClient, session: Session, budget_round: BudgetRound, number: str
) -> None:
    for name in ("letters", "repeat-letters", "stop-letters", "revoke-batch"):
        response = act(client, budget_round, name, run=number, batch=number)
        assert response.status_code == 404


def test_letters_of_another_round_are_not_found(
    client: FlaskClient, session: Session, budget_round: BudgetRound
) -> None:
    """T34: another round's id."""
    ask_for_letters(client, budget_round)
    other = make_frozen_round(session, 2)

    run = newest_run(session)
    assert act(client, other, "letters", run=run).status_code == 404
    assert act(client, other, "revoke-batch", batch=1).status_code == 404


def test_once_the_vote_is_open_nobody_issues_or_revokes_alone(
    client: FlaskClient,
    session: Session,
    budget_round: BudgetRound,
    now: Callable[[datetime], None],
) -> None:
    ask_for_letters(client, budget_round)
    arm(session, budget_round)
    assert budget_round.opens_at is not None
    now(budget_round.opens_at)
    log_in_configurator(client, session)  # the first visit is over by now

    assert ask_for_letters(client, budget_round).status_code == 422  # all have one
    assert act(client, budget_round, "revoke-batch", batch=1).status_code == 409
    page = desk(client, budget_round)
    assert 'data-act="issue-codes"' not in page
    assert "/revoke-batch?" not in page


def test_two_clicks_at_the_same_moment_get_one_file(
    app: Flask, client: FlaskClient, session: Session, budget_round: BudgetRound
) -> None:
    """T3, with two batches in the run, so that each could take one."""
    ask_for_letters(client, budget_round)
    run = newest_run(session)
    barrier = Barrier(6)
    won: list[int] = []

    def click(number: int) -> None:
        with app.app_context():
            barrier.wait()
            try:
                hand_over(db.session(), run, now=NOW)
                db.session.commit()
                won.append(number)
            except LettersAreGone:
                db.session.rollback()

    threads = [Thread(target=click, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
