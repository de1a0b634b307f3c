"""Everyone sees how a funded plan goes; staff say it, makers tell it."""

import io
from collections.abc import Callable
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from pb.auth.models import Role
from pb.delivery import service
from pb.delivery.models import MoneyKind, News
from pb.delivery.money import Payment, enter_money
from pb.delivery.service import Act
from pb.models import BudgetRound, PlanAccess, Project
from pb.trail.kinds import Kind
from pb.trail.models import TrailEntry
from pb.trail.service import detail_of
from pb.trail.words import sentence_of
from tests.auth.login import log_in, make_staff
from tests.delivery.factories import PAST, SOON, make_delivery, make_past_round, plan_of
from tests.factories import NOW, numbers
from tests.pages import PageClient, tree


@pytest.fixture(autouse=True)
def _clock(now: Callable[[datetime], None]) -> None:
    """Let every test of this file happen at NOW."""


@pytest.fixture
def past(session: Session) -> BudgetRound:
    return make_past_round(session)


@pytest.fixture
def project(session: Session, past: BudgetRound) -> Project:
    return plan_of(session, past, "A")


@pytest.fixture
def desk(client: PageClient, session: Session) -> PageClient:
    browser = PageClient(client.application)
    log_in(browser, make_staff(session, Role.EVALUATOR))
    return browser


def public(past: BudgetRound, project: Project) -> str:
    return f"/rondes/{past.slug}/plannen/{project.id}/uitvoering"


def dossier(past: BudgetRound, project: Project) -> str:
    return f"/beheer/rondes/{past.slug}/uitvoering/{project.id}"


def get_code(desk: FlaskClient, past: BudgetRound, project: Project) -> str:
    page = desk.post(f"{dossier(past, project)}/code")
    (shown,) = (e for e in tree(page).all("p") if "data-maker-code" in e)
    return shown["data-maker-code"]


def write(
    client: FlaskClient, past: BudgetRound, project: Project, code: str, text: str
) -> TestResponse:
    form = {"code": code, "text": text, "submission_id": f"{next(numbers):032x}"}
    return client.post(f"{public(past, project)}/bericht", data=form)


def test_a_funded_plan_has_its_page_before_staff_did_anything(
    client: PageClient, past: BudgetRound, project: Project
) -> None:
    page = client.get(public(past, project))

    assert "Nog niet begonnen" in page.text
    assert "€\u00a0600" in page.text


def test_a_plan_without_money_has_no_such_page(
    client: PageClient, session: Session, past: BudgetRound
) -> None:
    lost = plan_of(session, past, "B")

    assert client.get(public(past, lost)).status_code == 404


def test_staff_enter_money_and_everyone_sees_it(
    client: PageClient, desk: PageClient, past: BudgetRound, project: Project
) -> None:
    form = {"geld-kind": "paid", "geld-amount": "250,50", "geld-what": "Bomen"}
    form["geld-day"] = "2026-11-20"

    answer = desk.post(f"{dossier(past, project)}/geld", data=form)

    assert answer.status_code == 303
    page = client.get(public(past, project)).text
    assert "Bomen" in page
    assert "€\u00a0250,50" in page


def test_paying_too_much_shows_the_form_again_at_the_reason(
    desk: PageClient, past: BudgetRound, project: Project
) -> None:
    form = {"geld-kind": "paid", "geld-amount": "601", "geld-what": "Bomen"}
    form["geld-day"] = "2026-11-20"
    path = f"{dossier(past, project)}/geld"

    refused = desk.post(path, data=form)

    assert refused.status_code == 422
    assert "Schrijf waarom" in refused.text
    assert 'value="601"' in refused.text
    assert desk.post(path, data=form | {"geld-reason": "Duurder."}).status_code == 303


def test_late_is_shown_as_late_on_every_page(
    client: PageClient, session: Session, past: BudgetRound, project: Project
) -> None:
    member = make_staff(session, Role.EVALUATOR)
    delivery = make_delivery(session, past, project, member)
    act = Act(member.id, NOW)
    service.add_milestone(session, delivery, title="Graven", due_on=PAST, act=act)

    for path in (public(past, project), f"/rondes/{past.slug}/uitvoering"):
        page = client.get(path).text
        assert "‘Graven’ is 11 dagen te laat." in page
        assert "Te laat" in page


def test_two_who_change_one_plan_notice_each_other(
    desk: PageClient, session: Session, past: BudgetRound, project: Project
) -> None:
    make_delivery(session, past, project, make_staff(session, Role.EVALUATOR))
    form = {"stand-state": "busy", "stand-due_on": SOON.isoformat()}

    answer = desk.post(
        f"{dossier(past, project)}/stand", data=form | {"stand-version": "1"}
    )

    assert answer.status_code == 409
    assert "Een collega was u voor" in answer.text


@pytest.mark.parametrize("part", ["stand", "contact", "geleerd"])
def test_a_form_without_its_version_changes_nothing(
    desk: PageClient,
    session: Session,
    past: BudgetRound,
    project: Project,
    part: str,
) -> None:
    make_delivery(session, past, project, make_staff(session, Role.EVALUATOR))
    form = {"stand-state": "busy", "stand-due_on": SOON.isoformat()}

    answer = desk.post(f"{dossier(past, project)}/{part}", data=form)

    assert answer.status_code == 409


def test_done_is_celebrated_and_the_lesson_kept_for_the_next(
    client: PageClient, desk: PageClient, past: BudgetRound, project: Project
) -> None:
    path = dossier(past, project)
    lesson = {"les-thanks": "Dank aan **alle** buren.", "les-lesson": "Begin vroeg."}
    desk.post(f"{path}/geleerd", data=lesson | {"les-version": "0"})
    done = {"stand-state": "done", "stand-version": "2"}
    assert desk.post(f"{path}/stand", data=done).status_code == 303

    page = client.get(public(past, project)).text

    assert "Het is gelukt" in page
    assert "<strong>alle</strong>" in page
    assert "Begin vroeg." in client.get("/geleerd").text
    assert "Begin vroeg." in client.get("/geleerd?onderwerp=ontmoeten").text


def test_makers_write_with_their_code_and_staff_read_it_first(
    client: PageClient, desk: PageClient, past: BudgetRound, project: Project
) -> None:
    code = get_code(desk, past, project)

    assert write(client, past, project, code.lower(), "Het gras is gezaaid.").location
    assert "gezaaid" not in client.get(public(past, project)).text
    (news,) = desk_news(client, desk, past, project)
    desk.post(f"{dossier(past, project)}/berichten/{news}/plaats")

    assert "gezaaid" in client.get(public(past, project)).text


def desk_news(
    client: PageClient, desk: PageClient, past: BudgetRound, project: Project
) -> list[str]:
    """Return the numbers of the news that wait on the desk."""
    forms = tree(desk.get(dossier(past, project))).all("form")
    paths = [form["action"] for form in forms if form["action"].endswith("/plaats")]
    return [path.split("/")[-2] for path in paths]


def test_refused_news_stays_away_and_the_reason_is_kept(
    client: PageClient,
    desk: PageClient,
    session: Session,
    past: BudgetRound,
    project: Project,
) -> None:
    write(client, past, project, get_code(desk, past, project), "Bel mij: 06 1.")
    (news,) = desk_news(client, desk, past, project)
    path = f"{dossier(past, project)}/berichten/{news}/weiger"

    assert desk.post(path, data={f"weiger{news}-refusal": " "}).status_code == 422
    desk.post(path, data={f"weiger{news}-refusal": "Er staat een nummer in."})

    assert "06 1." not in client.get(public(past, project)).text
    assert session.scalars(select(News.refusal)).one() == "Er staat een nummer in."
    assert desk.post(path, data={f"weiger{news}-refusal": "x"}).status_code == 409


def test_a_wrong_code_stores_nothing_and_guessing_ends(
    client: PageClient,
    desk: PageClient,
    session: Session,
    past: BudgetRound,
    project: Project,
) -> None:
    get_code(desk, past, project)
    wrong = "K7QM-4RTX-9WPA-3HC3"

    answers = [write(client, past, project, wrong, "Hoi") for _try in range(11)]

    assert {answer.status_code for answer in answers[:10]} == {422}
    assert answers[10].status_code == 429
    assert "Hoi" in answers[10].text  # what was typed comes back
    assert session.scalars(select(News)).all() == []


def test_no_code_is_kept_that_one_could_use(
    desk: PageClient, session: Session, past: BudgetRound, project: Project
) -> None:
    code = get_code(desk, past, project)

    kept = session.scalars(select(PlanAccess.secret_hash)).one()

    assert code.replace("-", "") not in kept.upper()
    assert code != get_code(desk, past, project)


def test_the_trail_tells_who_made_a_code_for_which_plan(
    desk: PageClient, session: Session, past: BudgetRound, project: Project
) -> None:
    get_code(desk, past, project)

    kind = Kind.PLAN_CODE_MADE.value
    line = session.scalars(select(TrailEntry).filter_by(kind=kind)).one()
    assert (line.round_slug, detail_of(line)) == (past.slug, {"plan": project.id})
    assert sentence_of(line) == f"Plan {project.id}"


def test_only_writers_write(
    client: PageClient, session: Session, past: BudgetRound, project: Project
) -> None:
    log_in(client, make_staff(session, Role.COUNCIL_READER))
    path = dossier(past, project)

    page = client.get(path)

    assert page.status_code == 200
    forms = [f for f in tree(page).all("form") if "/uitvoering/" in f["action"]]
    assert forms == []
    for part in ("stand", "bedrag", "geld", "stappen", "contact", "geleerd", "code"):
        assert client.post(f"{path}/{part}").status_code == 403


def test_a_contact_has_an_end_and_goes_then(
    client: PageClient,
    desk: PageClient,
    session: Session,
    past: BudgetRound,
    project: Project,
) -> None:
    path = f"{dossier(past, project)}/contact"
    form = {"contact-name": "Noor de Vries", "contact-version": "0"}

    assert desk.post(path, data=form).status_code == 422
    form["contact-until"] = SOON.isoformat()
    assert desk.post(path, data=form).status_code == 303
    assert "Noor de Vries" in client.get(public(past, project)).text

    assert service.erase_contacts(session, before=SOON) == 0
    assert service.erase_contacts(session, before=SOON.replace(year=2027)) == 1
    session.commit()
    assert "Noor de Vries" not in client.get(public(past, project)).text


def test_a_photo_is_made_anew_and_waits_with_its_news(
    client: PageClient, desk: PageClient, past: BudgetRound, project: Project
) -> None:
    code, form = get_code(desk, past, project), {"text": "Kijk eens"}
    form |= {"code": code, "description": "Een boom", "photo": a_photo()}  # type: ignore[dict-item]
    path = f"{public(past, project)}/bericht"

    assert client.post(path, data=form).status_code == 303
    page = tree(desk.get(dossier(past, project)))
    (source,) = (image["src"] for image in page.all("img"))
    open_to_all = source.replace("/beheer", "").replace(
        f"/uitvoering/{project.id}", f"/plannen/{project.id}/uitvoering"
    )
    assert content(desk, source).startswith(b"\xff\xd8")
    assert client.get(open_to_all).status_code == 404
    (news,) = desk_news(client, desk, past, project)
    desk.post(f"{dossier(past, project)}/berichten/{news}/plaats")
    assert b"Rotterdam" not in content(client, open_to_all)


def test_no_photo_is_unpacked_for_a_wrong_code(
    client: PageClient,
    desk: PageClient,
    past: BudgetRound,
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[bytes] = []
    monkeypatch.setattr("pb.delivery.forms.read_picture", read.append)
    form = {"text": "Hoi", "code": "K7QM-4RTX-9WPA-3HC3", "description": "Een boom"}

    for _try in range(11):
        form |= {"photo": a_photo()}  # type: ignore[dict-item]
        answer = client.post(f"{public(past, project)}/bericht", data=form)

    assert answer.status_code == 429
    assert read == []


def test_a_photo_needs_words(
    client: PageClient, desk: PageClient, past: BudgetRound, project: Project
) -> None:
    form = {"text": "Hoi", "code": get_code(desk, past, project), "photo": a_photo()}

    answer = client.post(f"{public(past, project)}/bericht", data=form)

    assert answer.status_code == 422
    assert "Schrijf wat er op de foto staat" in answer.text


def content(client: FlaskClient, path: str) -> bytes:
    """Return a file, and close it."""
    with client.get(path) as response:
        return bytes(response.data)


def a_photo() -> tuple[io.BytesIO, str]:
    """Return a small photo that tells where it was taken."""
    file = io.BytesIO()
    image = Image.new("RGB", (40, 30), "green")
    image.save(file, "JPEG", comment=b"Rotterdam", exif=image.getexif())
    return io.BytesIO(file.getvalue()), "boom.jpg"


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"GIF89a"])
def test_what_is_no_photo_is_refused_and_the_text_kept(
    client: PageClient,
    desk: PageClient,
    past: BudgetRound,
    project: Project,
    content: bytes,
) -> None:
    form = {"text": "Kijk eens", "code": get_code(desk, past, project)}
    form |= {"photo": (io.BytesIO(content), "a.jpg"), "description": "Iets"}  # type: ignore[dict-item]

    answer = client.post(f"{public(past, project)}/bericht", data=form)

    assert answer.status_code == 422
    assert "Kijk eens" in answer.text


def test_the_table_of_a_round_has_whole_amounts_and_no_formulas(
    client: PageClient, session: Session, past: BudgetRound, project: Project
) -> None:
    member = make_staff(session, Role.EVALUATOR)
    delivery = make_delivery(session, past, project, member, due_on=PAST)
    act = Act(member.id, NOW)
    entry = Payment(MoneyKind.PAID, 25_050, PAST, "Hout")
    enter_money(session, delivery, entry, act)

    lines = client.get(f"/rondes/{past.slug}/uitvoering.csv").text.split("\r\n")

    (line,) = (line for line in lines if line.startswith(f"{project.id};"))
    assert line.split(";")[4:] == ["late", "11", "2026-11-11", "600", "250,50", "0"]
