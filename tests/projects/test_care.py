"""Staff handle a plan: opinions, drafts of verdicts, merging, splitting, files."""

import csv
import io
from collections.abc import Callable
from datetime import datetime

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.models import (
    BudgetRound,
    HistoryEntry,
    PlanAttachment,
    PlanChange,
    PlanDetails,
    PlanObjection,
    PlanOpinion,
    Project,
    ProjectStatus,
    VerdictDraft,
)
from pb.projects.care import object_to_refusal, save_settings
from pb.projects.facts import Facts, store_facts
from tests.auth.login import log_in, make_staff
from tests.factories import NOW
from tests.pages import PageClient
from tests.projects.factories import make_collecting_round, make_plan
from tests.projects.payloads import PAYLOADS


@pytest.fixture(autouse=True)
def _clock(now: Callable[[datetime], None]) -> None:
    """Let every test of this file happen at NOW."""


@pytest.fixture
def budget_round(session: Session) -> BudgetRound:
    return make_collecting_round(session)


@pytest.fixture
def desk(client: PageClient, session: Session) -> PageClient:
    log_in(client, make_staff(session, Role.EVALUATOR, Role.CONFIGURATOR))
    return client


def of(budget_round: BudgetRound, plan: Project | None = None, part: str = "") -> str:
    """Return an address of the desk."""
    number = "" if plan is None else f"/{plan.id}"
    return f"/beheer/rondes/{budget_round.slug}/plannen{number}{part}"


def verdict(budget_round: BudgetRound, plan: Project, **values: str) -> dict[str, str]:
    return {
        "version": str(plan.version),
        "decision": "yes",
        "cost": "400",
        "contest": str(budget_round.contests[0].id),
        "public_reason": "Het kan goedkoper.",
        "title": plan.title,
        "title_reason": "",
        **values,
    }


def test_a_draft_of_a_verdict_is_seen_by_staff_only(
    desk: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    plan = make_plan(session, budget_round)
    form = verdict(budget_round, plan, concept="1", public_reason="Nog geheim")

    assert desk.post(of(budget_round, plan), data=form).status_code == 303

    session.expire_all()
    assert plan.status is ProjectStatus.SUBMITTED
    assert "Nog geheim" in desk.get(of(budget_round, plan)).text
    for page in ("", f"/{plan.id}"):
        public = desk.get(f"/rondes/{budget_round.slug}/plannen{page}").text
        assert "Nog geheim" not in public


def test_all_verdicts_of_a_round_become_public_at_one_moment(
    desk: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    save_settings(session, budget_round, releases_together=True, objection_days=0)
    plans = [make_plan(session, budget_round) for _number in range(2)]
    for plan, choice in zip(plans, ("yes", "no"), strict=True):
        form = verdict(budget_round, plan, decision=choice)
        assert desk.post(of(budget_round, plan), data=form).status_code == 303
    session.expire_all()
    assert {plan.status for plan in plans} == {ProjectStatus.SUBMITTED}

    assert desk.get(of(budget_round, part="/vrijgeven")).status_code == 200
    desk.post(of(budget_round, part="/vrijgeven"))

    session.expire_all()
    assert [plan.status.value for plan in plans] == ["feasible", "not_feasible"]
    assert session.scalars(select(VerdictDraft)).all() == []
    told = session.scalars(select(HistoryEntry.kind).where(HistoryEntry.tells))
    assert sorted(told) == ["feasible", "refused"]


def test_releasing_nothing_is_refused(
    desk: PageClient, budget_round: BudgetRound
) -> None:
    assert desk.post(of(budget_round, part="/vrijgeven")).status_code == 409


def test_one_verdict_that_does_not_fit_keeps_all_from_being_public(
    desk: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    plans = [make_plan(session, budget_round) for _number in range(2)]
    for plan in plans:
        form = verdict(budget_round, plan, concept="1")
        desk.post(of(budget_round, plan), data=form)
    budget_round.contests[0].budget_limit = 10
    draft = session.scalars(select(VerdictDraft)).first()
    assert draft is not None
    session.commit()

    assert desk.post(of(budget_round, part="/vrijgeven")).status_code == 409

    session.expire_all()
    assert {plan.status for plan in plans} == {ProjectStatus.SUBMITTED}


def test_a_changed_cost_stands_in_the_history_with_why(
    desk: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    plan = make_plan(session, budget_round, estimated_cost=50_000)

    desk.post(of(budget_round, plan), data=verdict(budget_round, plan))

    page = desk.get(f"/rondes/{budget_round.slug}/plannen/{plan.id}").text
    entry = session.scalars(select(HistoryEntry)).one()
    assert (entry.amount_from, entry.amount_to) == (50_000, 40_000)
    assert "Het kan goedkoper." in page


def test_two_departments_give_their_opinion_and_residents_see_neither(
    desk: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    plan = make_plan(session, budget_round)
    for name in ("Stadsbeheer", "Vastgoed"):
        asked = {"department": name, "due_department": "2026-12-01"}
        desk.post(of(budget_round, plan, "/adviezen"), data=asked)
    first, second = session.scalars(select(PlanOpinion).order_by(PlanOpinion.id))
    given = {"verdict": "no", "criterion_law": "no", "opinion_cost": "1.200"}
    given["note"] = "Grond is niet van ons"

    desk.post(of(budget_round, plan, f"/adviezen/{first.id}"), data=given)

    session.expire_all()
    assert (first.cost, first.criteria) == (120_000, {"law": "no"})
    assert second.verdict == ""
    assert (
        "Grond is niet van ons" in desk.get(of(budget_round, plan, "/behandelen")).text
    )
    public = desk.get(f"/rondes/{budget_round.slug}/plannen/{plan.id}").text
    assert "Grond is niet van ons" not in public
    assert "Stadsbeheer" not in public


def test_an_opinion_on_another_plan_is_not_there(
    desk: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    plan, other = (make_plan(session, budget_round) for _number in range(2))
    desk.post(of(budget_round, plan, "/adviezen"), data={"department": "Stadsbeheer"})
    opinion = session.scalars(select(PlanOpinion)).one()

    address = of(budget_round, other, f"/adviezen/{opinion.id}")
    assert desk.post(address, data={"verdict": "yes"}).status_code == 404


def test_everyone_reads_who_handles_a_plan_and_what_comes_next(
    desk: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    plan = make_plan(session, budget_round)
    form = {"handled_by": "Team Groen", "next_step": "Wij meten het plein"}

    desk.post(
        of(budget_round, plan, "/behandelaar"), data=form | {"next_by": "2026-12-01"}
    )

    page = desk.get(f"/rondes/{budget_round.slug}/plannen/{plan.id}").text
    for words in ("Team Groen", "Wij meten het plein", "1 december 2026"):
        assert words in page
    assert session.get_one(PlanDetails, plan.id).next_by is not None


@pytest.mark.parametrize("day", ["31-02-2026", "morgen", "2026-13-01"])
def test_a_day_that_is_not_there_is_refused_in_dutch(
    desk: PageClient, session: Session, budget_round: BudgetRound, day: str
) -> None:
    plan = make_plan(session, budget_round)
    form = {"handled_by": "Team Groen", "next_by": day}

    response = desk.post(of(budget_round, plan, "/behandelaar"), data=form)

    assert response.status_code == 422
    assert "Vul een dag in." in response.text


def send_file(desk: PageClient, address: str, content: bytes, name: str) -> int:
    form = {"file": (io.BytesIO(content), name)}
    return desk.post(address, data=form).status_code


def test_a_file_for_colleagues_is_only_ever_saved_never_shown(
    desk: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    plan = make_plan(session, budget_round)
    address = of(budget_round, plan, "/bijlagen")

    page = b"<script>alert(1)</script>"
    assert send_file(desk, address, page, '../"><b>brief.html') == 303

    file = session.scalars(select(PlanAttachment)).one()
    response = desk.get(f"{address}/{file.id}")
    assert response.mimetype == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response.headers["Content-Security-Policy"]
    stranger = PageClient(desk.application).get(f"{address}/{file.id}")
    assert stranger.status_code == 303
    assert desk.get(of(budget_round, plan, "/behandelen")).status_code == 200


@pytest.mark.parametrize("size", [0, 5 * 1024 * 1024 + 1])
def test_a_file_of_no_or_too_much_size_is_refused(
    desk: PageClient, session: Session, budget_round: BudgetRound, size: int
) -> None:
    plan = make_plan(session, budget_round)
    head = 'Content-Disposition: form-data; name="file"; filename="a.pdf"'

    response = desk.post(
        of(budget_round, plan, "/bijlagen"),
        data=f"--x\r\n{head}\r\n\r\n".encode() + b"x" * size + b"\r\n--x--\r\n",
        content_type="multipart/form-data; boundary=x",
    )

    assert response.status_code == 422


def ask_merge(desk: PageClient, budget_round: BudgetRound, *plans: Project) -> int:
    stays, *goes = plans
    numbers = ", ".join(str(plan.id) for plan in goes)
    form = {"goes": numbers, "merge_reason": "Samen wordt het beter."}
    return desk.post(of(budget_round, stays, "/samenvoegen"), data=form).status_code


def move(desk: PageClient, session: Session, plan: Project, act: str) -> int:
    session.expire_all()
    change = session.scalars(select(PlanChange)).one()
    budget_round = session.get_one(BudgetRound, plan.budget_round_id)
    address = of(budget_round, plan, f"/voorstel/{change.id}")
    return desk.post(address, data={"act": act}).status_code


def test_plans_merge_only_after_every_proposer_said_yes(
    desk: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    stays, goes = (make_plan(session, budget_round) for _number in range(2))
    assert ask_merge(desk, budget_round, stays, goes) == 303

    assert move(desk, session, stays, "do") == 409
    move(desk, session, stays, f"yes-{stays.id}")
    assert move(desk, session, stays, "do") == 409
    move(desk, session, goes, f"yes-{goes.id}")
    assert desk.get(of(budget_round, stays, "/behandelen")).status_code == 200
    assert move(desk, session, stays, "do") == 303

    session.expire_all()
    assert goes.status is ProjectStatus.WITHDRAWN
    assert goes.contact is not None
    page = desk.get(f"/rondes/{budget_round.slug}/plannen/{goes.id}").text
    assert "Dit plan gaat verder onder een andere naam" in page
    assert stays.title in page


def test_a_no_leaves_the_plans_as_they_are(
    desk: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    stays, goes = (make_plan(session, budget_round) for _number in range(2))
    ask_merge(desk, budget_round, stays, goes)
    move(desk, session, stays, f"yes-{stays.id}")
    move(desk, session, stays, f"no-{goes.id}")

    assert move(desk, session, stays, "do") == 409
    assert move(desk, session, stays, "drop") == 303

    session.expire_all()
    assert {stays.status, goes.status} == {ProjectStatus.SUBMITTED}


def test_what_cannot_merge_is_refused(
    desk: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    stays, busy = (make_plan(session, budget_round) for _number in range(2))
    gone = make_plan(session, budget_round, status=ProjectStatus.WITHDRAWN)
    elsewhere = make_plan(session, make_collecting_round(session))

    assert ask_merge(desk, budget_round, stays, gone) == 409
    assert ask_merge(desk, budget_round, stays, elsewhere) == 409
    assert ask_merge(desk, budget_round, stays, stays) == 409
    assert ask_merge(desk, budget_round, stays, busy) == 303
    assert ask_merge(desk, budget_round, busy, stays) == 409


def test_a_split_plan_goes_on_as_two_with_the_same_proposer(
    desk: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    plan = make_plan(session, budget_round)
    form = {"part_1": "Bank", "amount_1": "300", "part_2": "Boom", "amount_2": "200"}
    form["split_reason"] = "Twee potten."
    desk.post(of(budget_round, plan, "/splitsen"), data=form)

    move(desk, session, plan, f"yes-{plan.id}")
    assert move(desk, session, plan, "do") == 303

    session.expire_all()
    made = session.scalars(select(Project).where(Project.id != plan.id)).all()
    assert sorted(p.estimated_cost or 0 for p in made) == [20_000, 30_000]
    assert {p.contact.email for p in made if p.contact} == {"fatima@example.org"}
    assert plan.status is ProjectStatus.WITHDRAWN


def test_an_objection_is_decided_once_with_a_reason(
    desk: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    save_settings(session, budget_round, releases_together=False, objection_days=14)
    plan = make_plan(
        session,
        budget_round,
        status=ProjectStatus.NOT_FEASIBLE,
        public_reason="Te duur.",
        checked_at=NOW,
    )
    object_to_refusal(session, budget_round, plan.id, "Het kan goedkoper.", NOW)
    address = of(budget_round, plan, "/bezwaar")
    form = {"decision": "upheld", "objection_reason": "U heeft gelijk."}

    assert desk.post(address, data={"decision": "upheld"}).status_code == 422
    assert desk.post(address, data=form).status_code == 303
    assert desk.post(address, data=form).status_code == 409

    assert session.get_one(PlanObjection, plan.id).decision == "upheld"


def test_a_letter_has_a_code_that_opens_the_plan(
    desk: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    plan = make_plan(session, budget_round)

    page = desk.post(of(budget_round, plan, "/brief")).text

    code = page.split('class="code code-input">')[1].split("<")[0]
    street = PageClient(desk.application)
    assert street.post("/mijn-plan", data={"code": code}).status_code == 303
    assert plan.title in street.get("/mijn-plan").text


FORMULAS = ("=1+1", "+31 6", "-2", "@SUM(A1)", "\t=1", "＝1+1", '"=1"', " =1", "'=1")


def test_no_text_in_the_table_becomes_a_formula_and_amounts_stay_numbers(
    desk: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    for text in (*FORMULAS, *PAYLOADS):
        plan = make_plan(session, budget_round, title=text, description=text)
        facts = Facts(for_whom=text, own_effort=text, needs={"hands": text})
        store_facts(session, plan.id, facts)
    session.commit()

    sent = desk.get(of(budget_round, part="/tabel.csv")).get_data(as_text=True)
    book = desk.get(of(budget_round, part="/tabel.xlsx")).get_data()

    lines = list(csv.reader(io.StringIO(sent.removeprefix("\ufeff")), delimiter=";"))
    texts = [cell for line in lines for cell in line]
    assert not [cell for cell in texts if cell.strip()[:1] in set("=+-@＝")]
    assert lines[1][14] == "500,00"
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert sheet is not None
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert sheet.cell(2, 15).value == 500


def test_the_table_does_not_say_who_handed_a_plan_in(
    desk: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    make_plan(session, budget_round)

    sent = desk.get(of(budget_round, part="/tabel.csv")).get_data(as_text=True)

    assert "Fatima" not in sent


@pytest.mark.parametrize(
    "path",
    [
        "/behandelaar",
        "/vraag",
        "/adviezen",
        "/bijlagen",
        "/bezwaar",
        "/voorstel/1",
        "/samenvoegen",
        "/splitsen",
    ],
)
def test_a_clerk_may_look_but_not_judge(
    client: PageClient, session: Session, budget_round: BudgetRound, path: str
) -> None:
    plan = make_plan(session, budget_round)
    log_in(client, make_staff(session, Role.DESK_CLERK))

    assert client.get(of(budget_round, plan, "/behandelen")).status_code == 200
    assert client.post(of(budget_round, plan, path)).status_code == 403


def test_settings_are_chosen_by_who_sets_a_round_up(
    desk: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    address = of(budget_round, part="/afspraken")
    form = {"releases_together": "y", "objection_days": "14"}

    assert desk.get(address).status_code == 200
    assert desk.post(address, data=form).status_code == 303
    assert desk.post(address, data=form | {"objection_days": "91"}).status_code == 422

    assert 'value="14"' in desk.get(address).text
