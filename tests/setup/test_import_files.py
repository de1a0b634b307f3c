"""Areas and plans from a file: looked at first, and taken in whole or not at all."""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import openpyxl
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.models import Area, BudgetRound, Contest, Project, ProjectStatus, TableDraft
from pb.rounds.phases import Stage
from pb.setup.drafts import forget_old_drafts
from tests.auth.login import log_in, make_staff
from tests.factories import NOW, make_area, make_contest, make_round
from tests.pages import PageClient
from tests.rounds.factories import make_round_in

Travel = Callable[[datetime], None]
PLANS = (
    "Plan;Kosten;Wijk;Onderwerp;Uitleg\r\n"
    "Bankjes;€ 1.234,50;Rubroek;Groen;Zitten in de zon.\r\n"
    "Café op straat;12.000;;ontmoeten;\r\n"
)


@pytest.fixture
def staff(client: PageClient, session: Session, now: Travel) -> PageClient:
    """A browser in which a configurator is logged in."""
    log_in(client, make_staff(session, Role.CONFIGURATOR))
    return client


@pytest.fixture
def draft(session: Session) -> BudgetRound:
    """A draft with one area and one pot for everyone."""
    budget_round = make_round(session, slug="nieuw-2027", stage=Stage.DRAFT)
    make_area(session, budget_round, name="Rubroek")
    make_contest(session, budget_round, title="Pot", budget_limit=5_000_000)
    session.commit()
    return budget_round


def xlsx_of(rows: Sequence[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def send(browser: PageClient, what: str, content: bytes) -> str:
    """Send a file, keep the columns as guessed; return where the trial is."""
    answer = browser.post(
        f"/beheer/rondes/nieuw-2027/importeren/{what}",
        data={"file": (io.BytesIO(content), "lijst.csv")},
    )
    assert answer.status_code == 303, answer.text
    page = browser.get(answer.location).text
    chosen = re.findall(
        r'<select class="select" id="(\w+)".*?<option value="(\d+)" selected>', page
    )
    answer = browser.post(answer.location, data={**dict(chosen), "are_checked": "ja"})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def count(session: Session, table: type) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(PLANS.encode(), id="utf-8"),
        pytest.param(PLANS.encode("utf-8-sig"), id="bom"),
        pytest.param(PLANS.encode("cp1252"), id="windows"),
        pytest.param(PLANS.replace(";", "\t").encode(), id="tab"),
        pytest.param(
            xlsx_of(
                [
                    ["Plan", "Kosten", "Wijk", "Onderwerp"],
                    ["Bankjes", 1234.5, "Rubroek", "Groen"],
                    ["Café op straat", 12000, None, "ontmoeten"],
                ]
            ),
            id="xlsx",
        ),
    ],
)
def test_plans_come_in_whatever_wrote_the_file(
    staff: PageClient, session: Session, draft: BudgetRound, content: bytes
) -> None:
    trial = send(staff, "plannen", content)
    page = staff.get(trial).text
    assert "Alle 2 plannen kloppen" in page
    assert "<td>Rubroek</td><td>Pot</td>" in page
    assert "<td>Hele deelgemeente</td><td>Pot</td>" in page
    assert count(session, Project) == 0  # looking takes nothing in

    answer = staff.post(trial.replace("/proef", "/opnemen"))

    assert answer.status_code == 303
    plans = session.scalars(select(Project).order_by(Project.id)).all()
    (contest,) = draft.contests
    assert [plan.title for plan in plans] == ["Bankjes", "Café op straat"]
    assert [plan.cost for plan in plans] == [123_450, 1_200_000]
    assert [plan.area_id for plan in plans] == [draft.areas[0].id, None]
    assert {plan.contest_id for plan in plans} == {contest.id}
    assert {plan.status for plan in plans} == {ProjectStatus.FEASIBLE}
    assert count(session, TableDraft) == 0


def test_plans_that_nobody_checked_wait_to_be_checked(
    staff: PageClient, session: Session, draft: BudgetRound
) -> None:
    trial = send(staff, "plannen", PLANS.encode())
    columns = trial.removesuffix("/proef")
    answer = staff.post(columns, data={"title": "0", "cost": "1", "are_checked": "nee"})
    staff.post(answer.location.replace("/proef", "/opnemen"))

    plans = session.scalars(select(Project)).all()
    assert {plan.status for plan in plans} == {ProjectStatus.SUBMITTED}
    assert {(plan.cost, plan.contest_id) for plan in plans} == {(None, None)}


@pytest.mark.parametrize(
    ("row", "column", "complaint"),
    [
        (";1.000;;", "Plan", "de cel is leeg"),
        ("!!;1.000;;", "Plan", "er staat geen woord"),
        ("Boom;;;", "Kosten", "de cel is leeg"),
        ("Boom;1234.50;;", "Kosten", "kan twee bedragen zijn"),
        ("Boom;gratis;;", "Kosten", "is geen bedrag"),
        ("Boom;-5;;", "Kosten", "is geen bedrag"),
        ("Boom;0;;", "Kosten", "het bedrag is 0"),
        ("Boom;=2+2;;", "Kosten", "hier staat een formule"),
        ("=HYPERLINK(1);1.000;;", "Plan", "hier staat een formule"),
        ("@SUM(1);1.000;;", "Plan", "hier staat een formule"),
        ("Boom;1.000;Kralingen;", "Wijk", "is er niet in deze ronde"),
        ("Boom;1.000;;geheim", "Onderwerp", "bestaat niet"),
        ("Boom;60.000;;", "Wijk", "kost meer dan er in de pot"),
        ("Bankjes;1.000;;", "Plan", "staat ook in rij 2"),
        ("x" * 101 + ";1.000;;", "Plan", "1 tekens te lang"),
    ],
)
def test_a_wrong_cell_is_named_with_what_to_do_and_nothing_is_taken_in(
    staff: PageClient,
    session: Session,
    draft: BudgetRound,
    row: str,
    column: str,
    complaint: str,
) -> None:
    content = f"Plan;Kosten;Wijk;Onderwerp\nBankjes;1.000;;\n{row}\n"
    trial = send(staff, "plannen", content.encode())

    page = staff.get(trial).text
    assert "In 1 rij klopt iets niet" in page
    assert f'<th scope="row">3</th><td>{column}</td>' in page
    assert complaint in page
    answer = staff.post(trial.replace("/proef", "/opnemen"))
    assert answer.status_code == 409
    assert count(session, Project) == 0


def test_all_mistakes_are_in_a_file_that_is_safe_to_open(
    staff: PageClient, session: Session, draft: BudgetRound
) -> None:
    rows = "\n".join(f"Plan {n};niets" for n in range(300))
    trial = send(staff, "plannen", f"Plan;=Kosten\n{rows}".encode())
    columns = trial.removesuffix("/proef")
    staff.post(columns, data={"title": "0", "cost": "1"})

    page = staff.get(trial).text
    file = staff.get(columns + "/fouten.csv").text.splitlines()

    assert "de eerste 200 van 300" in page
    assert len(file) == 301
    assert ";'=Kosten;" in file[1]


def test_a_row_that_became_wrong_meanwhile_is_noticed(
    staff: PageClient, session: Session, draft: BudgetRound
) -> None:
    trial = send(staff, "plannen", PLANS.encode())
    staff.get(trial)
    draft.contests[0].budget_limit = 1000
    session.commit()

    answer = staff.post(trial.replace("/proef", "/opnemen"))

    assert answer.status_code == 409
    assert count(session, Project) == 0


def test_the_same_file_is_not_taken_in_twice(
    staff: PageClient, session: Session, draft: BudgetRound
) -> None:
    trial = send(staff, "plannen", PLANS.encode())
    staff.post(trial.replace("/proef", "/opnemen"))

    assert staff.post(trial.replace("/proef", "/opnemen")).status_code == 404
    again = send(staff, "plannen", PLANS.encode())
    assert "staat al in deze ronde" in staff.get(again).text


def test_a_plan_that_fits_several_pots_is_told_their_names(
    staff: PageClient, session: Session, draft: BudgetRound
) -> None:
    make_contest(session, draft, title="Jongeren", budget_limit=100_000)
    session.commit()
    content = "Plan;Kosten;Pot\nBankjes;10;\nBoom;10;Jeugd\nLampen;10;jongeren\n"

    page = staff.get(send(staff, "plannen", content.encode())).text

    assert "In 2 rijen klopt iets niet" in page
    names = "“Pot”, “Jongeren”"
    assert f"Voeg een kolom toe met de naam van de pot: {names}." in page
    assert f"Schrijf de naam precies zo: {names}." in page


def test_areas_come_with_letters_and_pots(
    staff: PageClient, session: Session, draft: BudgetRound
) -> None:
    content = 'wijk,brieven,bedrag\nRubroek,7.300,\nStruisenburg,4200,"€ 25.000"\n'
    trial = send(staff, "wijken", content.encode())

    assert "een eigen pot, met de regel ‘Gelijke delen’" in staff.get(trial).text
    answer = staff.post(trial.replace("/proef", "/opnemen"))

    assert answer.location.endswith("nieuw-2027#wijken")
    areas = session.scalars(select(Area).order_by(Area.id)).all()
    assert [(a.name, a.letters_sent) for a in areas] == [
        ("Rubroek", 7300),
        ("Struisenburg", 4200),
    ]
    pots = session.scalars(select(Contest).where(Contest.area_id == areas[1].id)).all()
    assert [(pot.title, pot.budget_limit) for pot in pots] == [
        ("Struisenburg", 2_500_000)
    ]


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        (";5;", "de cel is leeg"),
        ("Oost;veel;", "is geen aantal"),
        ("Oost;-1;", "is geen aantal"),
        ("Oost;2.000.001;", "van 0 tot en met 2.000.000."),
        ("RUBROEK;5;", "staat ook in rij 2"),
        ("Pot;5;100", "een andere pot heet zo"),
        ("x" * 81 + ";5;", "1 tekens te lang"),
    ],
)
def test_a_wrong_area_is_named(
    staff: PageClient,
    session: Session,
    draft: BudgetRound,
    row: str,
    complaint: str,
) -> None:
    content = f"Wijk;Brieven;Bedrag\nRubroek;5;\n{row}\n"
    trial = send(staff, "wijken", content.encode())

    assert complaint in staff.get(trial).text
    assert staff.post(trial.replace("/proef", "/opnemen")).status_code == 409


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "Kies een bestand"),
        (b"\x00\x01\x02", "geen CSV-bestand"),
        (b"PK\x03\x04rest", "geen CSV-bestand"),
        (b'Plan;Kosten\n"open', "geen CSV-bestand"),
        (b"Plan;Kosten\n" + b"a;1\n" * 10_001, "meer dan 10.000 rijen"),
        (b"Plan;Kosten\n" + b"a" * 20_001, "meer dan 20.000 tekens"),
        (b"a;" * 60 + b"a", "meer dan 50 kolommen"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(
    staff: PageClient,
    session: Session,
    draft: BudgetRound,
    content: bytes,
    complaint: str,
) -> None:
    answer = staff.post(
        "/beheer/rondes/nieuw-2027/importeren/plannen",
        data={"file": (io.BytesIO(content), "lijst.csv")},
    )

    assert answer.status_code == 422
    assert answer.text.count(complaint) >= 1
    assert count(session, TableDraft) == 0


def test_a_zip_bomb_is_refused_without_unpacking_it(
    staff: PageClient, session: Session, draft: BudgetRound
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * 70_000_000)

    answer = staff.post(
        "/beheer/rondes/nieuw-2027/importeren/plannen",
        data={"file": (io.BytesIO(out.getvalue()), "bom.xlsx")},
    )

    assert answer.status_code == 422
    assert "te groot" in answer.text


def test_a_formula_in_excel_is_seen_as_one(
    staff: PageClient, session: Session, draft: BudgetRound
) -> None:
    content = xlsx_of([["Plan", "Kosten"], ["Boom", "=2+2"]])

    assert "hier staat een formule" in staff.get(send(staff, "plannen", content)).text


def test_needed_columns_must_be_chosen_and_each_once(
    staff: PageClient, session: Session, draft: BudgetRound
) -> None:
    columns = send(staff, "plannen", PLANS.encode()).removesuffix("/proef")

    missing = staff.post(columns, data={"title": "0"})
    twice = staff.post(columns, data={"title": "0", "cost": "0"})
    outside = staff.post(columns, data={"title": "0", "cost": "999"})

    assert missing.status_code == twice.status_code == 422
    assert 'href="#cost"' in missing.text
    assert "Een kolom kan maar één ding zijn" in twice.text
    assert "de cel is leeg" in staff.get(outside.location).text


def test_a_frozen_round_takes_no_file(staff: PageClient, session: Session) -> None:
    make_round_in(session, Stage.FROZEN, slug="nieuw-2027")
    address = "/beheer/rondes/nieuw-2027/importeren/plannen"

    assert staff.get(address).status_code == 409
    file = {"file": (io.BytesIO(PLANS.encode()), "lijst.csv")}
    assert staff.post(address, data=file).status_code == 409


def test_a_file_of_another_round_or_kind_is_not_there(
    staff: PageClient, session: Session, draft: BudgetRound
) -> None:
    trial = send(staff, "plannen", PLANS.encode())
    other = make_round(session, slug="ander")
    session.commit()

    assert staff.get(trial.replace("nieuw-2027", other.slug)).status_code == 404
    assert staff.get(trial.replace("plannen", "wijken")).status_code == 404


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.COUNCIL_READER])
def test_only_a_configurator_takes_files_in(
    client: PageClient, session: Session, draft: BudgetRound, role: Role, now: Travel
) -> None:
    log_in(client, make_staff(session, role))
    file = {"file": (io.BytesIO(PLANS.encode()), "lijst.csv")}
    address = "/beheer/rondes/nieuw-2027/importeren/plannen"

    assert client.post(address, data=file).status_code == 403
    assert count(session, TableDraft) == 0


def test_a_file_that_nobody_takes_in_is_forgotten_in_a_day(
    staff: PageClient, session: Session, draft: BudgetRound
) -> None:
    send(staff, "plannen", PLANS.encode())

    forget_old_drafts(session, now=NOW + timedelta(hours=23))
    assert count_kept(session) == 1
    forget_old_drafts(session, now=NOW + timedelta(hours=25))
    assert count_kept(session) == 0


def count_kept(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(TableDraft)) or 0


def test_ten_thousand_rows_are_read_and_the_wrong_ones_named(
    staff: PageClient, session: Session, draft: BudgetRound
) -> None:
    rows = [f"Plan {n};{'gratis' if n % 1000 == 7 else n}" for n in range(1, 10_001)]
    trial = send(staff, "plannen", "\n".join(["Plan;Kosten", *rows]).encode())

    page = staff.get(trial).text
    assert "In 10 rijen klopt iets niet" in page
    assert [int(n) for n in re.findall(r'<th scope="row">(\d+)</th>', page)] == [
        1000 * thousand + 8 for thousand in range(10)
    ]
    assert staff.post(trial.replace("/proef", "/opnemen")).status_code == 409
    assert count(session, Project) == 0
