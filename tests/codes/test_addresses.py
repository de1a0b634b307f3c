"""A list of addresses: a dry run first, all or nothing, and gone with the letters."""

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from pb.codes.addresses import AddressList, read_addresses
from pb.codes.fonts import face_for
from pb.codes.service import find_by_letter_number, tally
from pb.codes.tables import Table
from pb.codes.work import remove_forgotten
from pb.models import BudgetRound, JobState
from tests.codes.factories import (
    KEY,
    act,
    log_in_configurator,
    make_frozen_round,
    newest_run,
    unpacked,
)
from tests.codes.finding import find_codes
from tests.codes.reading import code_in, read_pages
from tests.codes.test_codes_stay_secret import (
    everything_in_the_database,
    everything_on_disk,
)
from tests.codes.test_letters_job import run_state
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("now", "letters")
HEADER = "Wijk;Naam;Straat;Huisnummer;Postcode;Plaats"
HOSTILE = '#import "a" \\ *_`$1$'


@pytest.fixture
def budget_round(client: FlaskClient, session: Session) -> BudgetRound:
    """A frozen round with 3 and 4 residents; a configurator at the desk."""
    log_in_configurator(client, session)
    return make_frozen_round(session, 3, 4)


def row(budget_round: BudgetRound, place: int = 0, **values: str) -> str:
    cells = {
        "area": budget_round.areas[place].name,
        "name": "Mevrouw Vermeer",
        "street": "Slaak",
        "house": "12",
        "postcode": "3061cz",
        "town": "ROTTERDAM",
        **values,
    }
    return ";".join(cells.values())


def send(
    client: FlaskClient, budget_round: BudgetRound, *rows: str, header: str = HEADER
) -> TestResponse:
    content = "\r\n".join([header, *rows]).encode()
    return act(client, budget_round, "addresses", file=(io.BytesIO(content), "a.csv"))


def token_in(response: TestResponse) -> str:
    assert response.status_code == 303, response.text
    return response.headers["Location"].partition("lijst=")[2]


def test_the_dry_run_counts_and_then_letters_go_to_their_addresses(
    client: FlaskClient, session: Session, budget_round: BudgetRound
) -> None:
    rows = [
        row(budget_round, name="فاطمة الزهراء"),
        row(budget_round, 1, name=HOSTILE, street="'s-Gravenweg"),
    ]
    sent = send(client, budget_round, *rows)
    shown = client.get(sent.headers["Location"])
    assert "3061 CZ" in shown.text
    assert "krijgen 2 bewoners nog geen brief" in shown.text

    act(client, budget_round, "issue-codes", addresses=token_in(sent))

    files = unpacked(act(client, budget_round, "letters", run=newest_run(session)))
    listed = list(csv.DictReader(io.StringIO(files["adressen.csv"].decode())))
    printed = list(csv.DictReader(io.StringIO(files["drukbestand.csv"].decode())))
    assert [line["address_2"] for line in listed] == ["Slaak 12", "'s-Gravenweg 12"]
    assert "code" not in listed[0]
    pages = [p for n, f in files.items() if n.endswith("pdf") for p in read_pages(f)]
    assert HOSTILE in pages[1].in_window
    for page, line in zip(pages, printed, strict=True):
        [(by_code, _round)] = find_codes(session, code_in(page), key=KEY)
        number = line["letter_number"]
        by_number = find_by_letter_number(session, budget_round, number, key=KEY)
        assert by_code is by_number
        assert (line["code"], line["url"]) == (code_in(page), page.qr[0])
        assert number in page.text


def test_no_address_is_in_the_database_or_readable_on_disk(
    app: Flask, client: FlaskClient, session: Session, budget_round: BudgetRound
) -> None:
    """1b.9: neither while the list waits nor after."""
    sent = send(client, budget_round, row(budget_round, name="Geheimstra"))
    seen = [*everything_on_disk(app), everything_in_the_database(session)]

    act(client, budget_round, "issue-codes", addresses=token_in(sent))

    seen += [*everything_on_disk(app), everything_in_the_database(session)]
    assert not [content for content in seen if b"Geheimstra" in content]


def test_a_list_is_used_once_and_goes_with_the_run(
    client: FlaskClient, session: Session, budget_round: BudgetRound, letters: Path
) -> None:
    token = token_in(send(client, budget_round, row(budget_round)))
    assert [path.suffix for path in letters.iterdir()] == [".draft"]

    act(client, budget_round, "issue-codes", addresses=token)

    assert [path.suffix for path in letters.iterdir()] == [".sealed"]
    again = act(client, budget_round, "issue-codes", addresses=token)
    assert again.status_code == 409


def test_a_list_waits_an_hour(
    client: FlaskClient,
    session: Session,
    budget_round: BudgetRound,
    letters: Path,
    now: Callable[[datetime], None],
) -> None:
    token = token_in(send(client, budget_round, row(budget_round)))
    now(NOW + timedelta(minutes=59))
    remove_forgotten(session)
    assert len(list(letters.iterdir())) == 1

    now(NOW + timedelta(minutes=61))
    refused = act(client, budget_round, "issue-codes", addresses=token)
    remove_forgotten(session)

    assert refused.status_code in {303, 409}
    assert list(letters.iterdir()) == []
    assert tally(session, budget_round)[0].issued == 0


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"street": ""}, "de straat ontbreekt"),
        ({"postcode": ""}, "de postcode ontbreekt"),
        ({"town": ""}, "de plaats ontbreekt"),
        ({"area": ""}, "de wijk ontbreekt"),
        ({"area": "Elders"}, "de wijk “Elders” is er niet"),
        ({"name": "W" * 60}, "past niet in het venster"),
        ({"name": "Ann 😀"}, "deze tekens kunnen niet worden afgedrukt: 😀"),
        ({"name": "K7QM-4RTX-9WPA-3HC3"}, "lijkt op een stemcode"),
        ({"name": "=HYPERLINK(1)", "town": ""}, "de plaats ontbreekt"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_kept(
    client: FlaskClient,
    budget_round: BudgetRound,
    letters: Path,
    values: dict[str, str],
    words: str,
) -> None:
    good = row(budget_round, name="De heer Goed")

    response = send(client, budget_round, good, row(budget_round, 0, **values))

    assert response.status_code == 422
    assert words in response.text
    assert "In 1 rij klopt iets niet" in response.text
    assert list(letters.iterdir()) == []


def test_a_double_row_is_named_with_the_first(
    client: FlaskClient, budget_round: BudgetRound
) -> None:
    one = row(budget_round)

    response = send(client, budget_round, one, one)

    assert "dubbel: staat ook in rij 2" in response.text


def test_people_without_a_name_may_share_an_address(
    client: FlaskClient, budget_round: BudgetRound
) -> None:
    one = row(budget_round, name="")

    response = send(client, budget_round, one, one)

    assert "Op 1 adressen komt meer" in client.get(response.headers["Location"]).text


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("a;b", "ontbreken deze kolommen: straat, postcode, plaats, wijk"),
        (f"{HEADER};woonplaats", "betekenen hetzelfde: Plaats, woonplaats"),
        (HEADER, "Er staan geen adressen in de lijst"),
    ],
)
def test_a_file_without_what_is_needed_is_refused(
    client: FlaskClient, budget_round: BudgetRound, header: str, words: str
) -> None:
    response = send(client, budget_round, header=header)

    assert response.status_code == 422
    assert words in response.text


def test_more_letters_than_residents_are_refused(
    client: FlaskClient, budget_round: BudgetRound
) -> None:
    rows = [row(budget_round, name=f"Bewoner {number}") for number in range(4)]

    response = send(client, budget_round, *rows)

    assert "zijn nog 3 bewoners zonder code. In de lijst staan er 4" in response.text


def test_a_formula_comes_out_as_text(
    client: FlaskClient, session: Session, budget_round: BudgetRound
) -> None:
    """T39."""
    sent = send(client, budget_round, row(budget_round, name="=1+cmd|x"))
    act(client, budget_round, "issue-codes", addresses=token_in(sent))

    files = unpacked(act(client, budget_round, "letters", run=newest_run(session)))

    assert b",'=1+cmd|x," in files["adressen.csv"]
    assert b",'=1+cmd|x," in files["drukbestand.csv"]


@pytest.mark.parametrize("token", ["x", "../1", "9999999999-" + "0" * 32, "0" * 43])
def test_a_list_that_nobody_sent_is_not_there(
    client: FlaskClient, budget_round: BudgetRound, token: str
) -> None:
    page = client.get(f"/beheer/rondes/{budget_round.slug}/adressen?lijst={token}")

    assert page.status_code == 404
    refused = act(client, budget_round, "issue-codes", addresses=token)
    assert refused.status_code == 409


def test_a_list_of_another_round_is_not_taken(
    client: FlaskClient, session: Session, budget_round: BudgetRound
) -> None:
    """T34."""
    token = token_in(send(client, budget_round, row(budget_round)))
    other = make_frozen_round(session, 2)

    refused = act(client, other, "issue-codes", addresses=token)
    page = client.get(f"/beheer/rondes/{other.slug}/adressen?lijst={token}")

    assert (refused.status_code, page.status_code) == (409, 404)


def test_a_run_whose_list_was_lost_says_so(
    app: Flask,
    client: FlaskClient,
    session: Session,
    budget_round: BudgetRound,
    letters: Path,
) -> None:
    token = token_in(send(client, budget_round, row(budget_round)))
    waiting: list[int] = []
    enqueue = app.extensions["enqueue"]
    app.extensions["enqueue"] = waiting.append
    act(client, budget_round, "issue-codes", addresses=token)
    app.extensions["enqueue"] = enqueue
    for path in letters.iterdir():
        path.write_bytes(b"damaged")

    enqueue(waiting[0])

    state, message = run_state(session, newest_run(session))
    assert state is JobState.FAILED
    assert "De lijst met adressen is er niet meer" in message


def test_only_a_list_may_be_large(
    client: FlaskClient, budget_round: BudgetRound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pb.codes.blueprint.LARGEST_WITH_FILE", 300_000)
    large = io.BytesIO(b"x" * 200_000)
    too_large = io.BytesIO(b"x" * 400_000)

    listed = act(client, budget_round, "addresses", file=(large, "a.csv"))
    elsewhere = act(client, budget_round, "letters", run="1" * 200_000)
    refused = act(client, budget_round, "addresses", file=(too_large, "a.csv"))

    assert listed.status_code == 422
    assert (elsewhere.status_code, refused.status_code) == (413, 413)


def test_a_hundred_thousand_rows_are_read_in_seconds(session: Session) -> None:
    budget_round = make_frozen_round(session, 0)
    header = HEADER.split(";")
    areas = tally(session, budget_round)
    rows = [
        (n, [areas[0].name, f"Bewoner {n}", "Slaak", str(n), "3061 CZ", "ROTTERDAM"])
        for n in range(100_000)
    ]

    found: AddressList = read_addresses(
        Table(header, rows, is_guess=False), areas, face=face_for("Slaak"), width=90
    )

    assert found.counts == {areas[0].area_id: 100_000}
    assert found.mistakes == []
