"""People talk about a plan; staff read, refuse with a reason, and answer."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from pb.auth.models import Role
from pb.models import BudgetRound, Mail, Project, ProjectStatus
from pb.retention.register import find_kind
from pb.rounds.phases import Stage
from pb.talk.models import Remark, RemarkReport, RemarkWriter
from pb.trail.kinds import Kind
from pb.trail.models import TrailEntry
from tests.auth.login import log_in, make_staff
from tests.factories import make_contest, make_project, make_round
from tests.pages import PageClient, tree
from tests.projects.factories import make_plan
from tests.projects.payloads import PAYLOADS
from tests.projects.test_hostile_texts import ask, assert_harmless
from tests.talk.factories import filled_in, make_talking_round


@pytest.fixture(autouse=True)
def _clock(now: Callable[[datetime], None]) -> None:
    """Let every test of this file happen at NOW."""


@pytest.fixture
def budget_round(session: Session) -> BudgetRound:
    return make_talking_round(session)


@pytest.fixture
def plan(session: Session, budget_round: BudgetRound) -> Project:
    return make_plan(session, budget_round)


@pytest.fixture
def desk(client: PageClient, session: Session) -> PageClient:
    browser = PageClient(client.application)
    log_in(browser, make_staff(session, Role.EVALUATOR, Role.CONFIGURATOR))
    return browser


def page_of(budget_round: BudgetRound, plan: Project) -> str:
    return f"/rondes/{budget_round.slug}/plannen/{plan.id}"


def send(
    client: FlaskClient, budget_round: BudgetRound, plan: Project, **values: str
) -> TestResponse:
    path = f"{page_of(budget_round, plan)}/reacties/nieuw"
    return client.post(path, data=filled_in(**values))


def newest(session: Session) -> Remark:
    session.rollback()
    return session.scalars(select(Remark).order_by(Remark.id.desc())).first()  # type: ignore[return-value]  # a test without one fails


def press(desk: FlaskClient, remark: Remark, slug: str, act: str) -> TestResponse:
    number = remark.id
    reason = {f"weiger{number}-refusal": "Er staat een naam in."}
    path = f"/beheer/rondes/{slug}/reacties/{number}/{act}"
    return desk.post(path, data=reason if act == "weiger" else {})


def test_a_remark_is_shown_once_somebody_has_read_it(
    client: PageClient,
    desk: PageClient,
    session: Session,
    budget_round: BudgetRound,
    plan: Project,
) -> None:
    assert send(client, budget_round, plan).status_code == 303
    before = client.get(page_of(budget_round, plan)).text

    press(desk, newest(session), budget_round.slug, "plaats")

    after = client.get(page_of(budget_round, plan)).text
    assert "Komt er ook een hek?" not in before
    assert "Komt er ook een hek?" in after
    assert "marloes@example.org" not in after


def test_where_the_round_says_so_it_is_shown_at_once(
    client: PageClient, session: Session
) -> None:
    budget_round = make_talking_round(session, reads_first=False)
    plan = make_plan(session, budget_round)

    send(client, budget_round, plan)

    assert "Komt er ook een hek?" in client.get(page_of(budget_round, plan)).text


def test_for_and_against_stand_side_by_side(
    client: PageClient, session: Session
) -> None:
    budget_round = make_talking_round(session, reads_first=False)
    plan = make_plan(session, budget_round)
    send(client, budget_round, plan, kind="for", text="Zo gezellig")
    send(client, budget_round, plan, kind="against", text="Te veel lawaai")

    page = tree(client.get(page_of(budget_round, plan)))

    (sides,) = (e for e in page.all("div") if e["class"] == "sides")
    left, right = (e for e in sides.children if not isinstance(e, str))
    assert "Zo gezellig" in left.text
    assert "Te veel lawaai" in right.text


def test_nobody_sees_who_wrote_without_a_line_in_the_trail(
    client: PageClient,
    desk: PageClient,
    session: Session,
    budget_round: BudgetRound,
    plan: Project,
) -> None:
    send(client, budget_round, plan)
    desk_path = f"/beheer/rondes/{budget_round.slug}/reacties"
    refuse = f"{desk_path}/{newest(session).id}/weiger"

    refused = desk.post(refuse, data={})
    assert refused.status_code == 422
    assert "Marloes" not in refused.text
    assert viewed(session) == 0
    assert "Marloes" in desk.get(desk_path).text
    assert viewed(session) == 1


def viewed(session: Session) -> int:
    """Return how often somebody looked at personal data."""
    session.rollback()
    kind = Kind.PERSONAL_DATA_VIEWED.value
    return len(session.scalars(select(TrailEntry).filter_by(kind=kind)).all())


def test_an_answer_stands_under_what_it_answers(
    client: PageClient, desk: PageClient, session: Session
) -> None:
    budget_round = make_talking_round(session, reads_first=False)
    plan = make_plan(session, budget_round)
    send(client, budget_round, plan)
    asked = newest(session)
    path = f"{page_of(budget_round, plan)}/reacties/nieuw?op={asked.id}"
    client.post(path, data=filled_in(text="Ik hoop het niet"))
    staff = {f"antwoord{asked.id}-text": "Ja, een laag hek."}
    base = f"/beheer/rondes/{budget_round.slug}/reacties/{asked.id}/antwoord"

    assert desk.post(base, data=staff).status_code == 303

    page = tree(client.get(page_of(budget_round, plan)))
    (answers,) = (e for e in page.all("ul") if "said--answers" in e["class"])
    assert "Ik hoop het niet" in answers.text
    assert "De deelgemeente" in answers.text
    assert "Ja, een laag hek." in answers.text


def test_a_refusal_tells_the_writer_why_once(
    client: PageClient,
    desk: PageClient,
    session: Session,
    budget_round: BudgetRound,
    plan: Project,
) -> None:
    send(client, budget_round, plan)
    remark, slug = newest(session), budget_round.slug
    path = f"/beheer/rondes/{slug}/reacties/{remark.id}/weiger"
    assert desk.post(path, data={}).status_code == 422

    assert press(desk, remark, slug, "weiger").status_code == 303
    assert press(desk, remark, slug, "weiger").status_code == 409

    (mail,) = session.scalars(select(Mail))
    assert mail.recipient == "marloes@example.org"
    assert "Er staat een naam in." in mail.text
    assert "hek" not in client.get(page_of(budget_round, plan)).text


def test_a_reported_remark_comes_first_and_can_be_taken_away(
    client: PageClient, desk: PageClient, session: Session
) -> None:
    budget_round = make_talking_round(session, reads_first=False)
    plan = make_plan(session, budget_round)
    send(client, budget_round, plan, text="De eerste")
    reported = newest(session)
    send(client, budget_round, plan, text="De tweede")
    path = f"{page_of(budget_round, plan)}/reacties/{reported.id}/melden"

    assert client.post(path, data={"reason": "Scheldwoord"}).status_code == 303
    page = desk.get(f"/beheer/rondes/{budget_round.slug}/reacties").text
    press(desk, reported, budget_round.slug, "weiger")

    assert page.index("De eerste") < page.index("De tweede")
    assert "Gemeld: Scheldwoord" in page
    assert "De eerste" not in client.get(page_of(budget_round, plan)).text
    session.rollback()
    assert all(row.decided_at for row in session.scalars(select(RemarkReport)))


@pytest.mark.parametrize(
    "wrong", [{"text": " "}, {"name": ""}, {"kind": "answer"}, {"email": "x"}]
)
def test_what_is_wrong_is_said_and_nothing_kept(
    client: PageClient,
    session: Session,
    budget_round: BudgetRound,
    plan: Project,
    wrong: dict[str, str],
) -> None:
    assert send(client, budget_round, plan, **wrong).status_code == 422
    assert session.scalars(select(Remark)).all() == []


def test_the_same_form_twice_is_one_remark(
    client: PageClient, session: Session, budget_round: BudgetRound, plan: Project
) -> None:
    form, path = filled_in(), f"{page_of(budget_round, plan)}/reacties/nieuw"

    for _time in range(2):
        assert client.post(path, data=form).status_code == 303

    assert len(session.scalars(select(Remark)).all()) == 1


def test_one_network_cannot_fill_a_page(
    client: PageClient, budget_round: BudgetRound, plan: Project
) -> None:
    answers = [send(client, budget_round, plan) for _time in range(16)]

    assert answers[-1].status_code == 429
    assert "Komt er ook een hek?" in answers[-1].text


def test_nobody_talks_where_the_round_does_not_ask_for_it(
    client: PageClient, session: Session
) -> None:
    budget_round = make_round(session, stage=Stage.ANNOUNCED)
    plan = make_project(session, make_contest(session, budget_round))
    path = f"{page_of(budget_round, plan)}/reacties/nieuw"

    assert client.get(path).status_code == 409
    assert "Wat bewoners ervan vinden" not in client.get(path.rsplit("/", 2)[0]).text


def test_nobody_talks_about_a_plan_that_was_taken_back(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    plan = make_plan(session, budget_round, status=ProjectStatus.WITHDRAWN)

    assert send(client, budget_round, plan).status_code == 409


def test_remarks_of_another_round_are_not_on_this_desk(
    client: PageClient, desk: PageClient, session: Session, plan: Project
) -> None:
    other = make_talking_round(session)
    send(client, other, make_plan(session, other))
    here = session.get_one(BudgetRound, plan.budget_round_id).slug

    assert press(desk, newest(session), here, "plaats").status_code == 404


def test_who_wrote_is_erased_and_the_words_stay(
    client: PageClient, session: Session
) -> None:
    budget_round = make_talking_round(session, reads_first=False)
    plan = make_plan(session, budget_round)
    send(client, budget_round, plan)
    kind = find_kind("remark_writer")
    assert kind is not None

    assert kind.erase(session, budget_round) == 1
    assert kind.left(session, budget_round) == 0
    session.commit()

    page = client.get(page_of(budget_round, plan)).text
    assert session.scalars(select(RemarkWriter)).all() == []
    assert "Een bewoner" in page
    assert "Komt er ook een hek?" in page


def test_no_remark_runs_on_any_page_or_as_a_formula(
    client: PageClient, session: Session
) -> None:
    budget_round = make_talking_round(session, reads_first=False)
    plan = make_plan(session, budget_round)
    browser = FlaskClient(client.application, client.application.response_class)
    log_in(browser, make_staff(session, Role.EVALUATOR))
    for number, payload in enumerate([*PAYLOADS, "=1+1", "@x", "+1"]):
        session.add(
            Remark(
                project_id=plan.id,
                submission_id=f"{number:032x}",
                kind="for" if number % 2 else "idea",
                text=payload,
                written_at=datetime.fromisoformat("2026-11-22T12:00:00+00:00"),
                state="shown",
            )
        )
    session.commit()
    slug = budget_round.slug

    assert_harmless(ask(browser, f"/rondes/{slug}/plannen/{plan.id}"))
    assert_harmless(ask(browser, f"/beheer/rondes/{slug}/reacties"))
    text = ask(browser, f"/beheer/rondes/{slug}/reacties.csv").text
    assert not [cell for cell in text.split(";") if cell[:1] in {"=", "@", "+"}]
