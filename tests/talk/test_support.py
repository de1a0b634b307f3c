"""One person supports a plan once, and the number says what it proves."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from pb.auth.models import Role
from pb.models import BudgetRound, Mail, Project
from pb.retention.register import find_kind
from pb.retention.service import erase_person, find_person
from pb.talk.models import Support, SupportAsked
from pb.talk.settings import read_rules
from pb.talk.support import forget_asked, person_by_email
from pb.trail.service import SYSTEM
from tests.auth.login import log_in, make_staff
from tests.factories import NOW
from tests.pages import PageClient, tree
from tests.projects.factories import make_plan
from tests.projects.test_erase_contact import all_text
from tests.talk.factories import make_talking_round


@pytest.fixture(autouse=True)
def clock(now: Callable[[datetime], None]) -> Callable[[datetime], None]:
    """Let every test of this file happen at NOW, or when it says."""
    return now


@pytest.fixture
def budget_round(session: Session) -> BudgetRound:
    return make_talking_round(session)


@pytest.fixture
def plan(session: Session, budget_round: BudgetRound) -> Project:
    return make_plan(session, budget_round)


def path_of(budget_round: BudgetRound, plan: Project) -> str:
    return f"/rondes/{budget_round.slug}/plannen/{plan.id}/steun"


def link(
    client: FlaskClient, session: Session, path: str, email: str = "ik@example.org"
) -> str:
    """Ask for a link, and return the path in the newest mail."""
    assert client.post(path, data={"email": email}).status_code == 303
    session.rollback()
    text = session.scalars(select(Mail.text).order_by(Mail.id.desc())).first()
    found = re.search(r"http://localhost(/steun/\S+)", text or "")
    assert found is not None
    return found[1]


def count(session: Session) -> int:
    session.rollback()
    return len(session.scalars(select(Support)).all())


def get_code(client: PageClient, session: Session, slug: str) -> str:
    desk = PageClient(client.application)
    log_in(desk, make_staff(session, Role.DESK_CLERK))
    page = tree(desk.post(f"/beheer/rondes/{slug}/steuncode"))
    (shown,) = (e for e in page.all("p") if "data-support-code" in e)
    return shown["data-support-code"]


def test_support_counts_after_the_button_behind_the_link(
    client: PageClient, session: Session, budget_round: BudgetRound, plan: Project
) -> None:
    found = link(client, session, path_of(budget_round, plan))

    assert client.get(found).status_code == 200
    assert count(session) == 0
    assert client.post(found).status_code == 303

    assert count(session) == 1
    page = client.get(f"/rondes/{budget_round.slug}/plannen/{plan.id}").text
    assert "1 steunt dit plan." in page
    assert "Voor de lijst zijn er 2 nodig." in page


@pytest.mark.parametrize("again", ["ik", "IK", "ik+2"])
def test_one_address_counts_once_however_it_is_written(
    client: PageClient,
    session: Session,
    budget_round: BudgetRound,
    plan: Project,
    again: str,
) -> None:
    for name in ("ik", again):
        email = f"{name}@example.org"
        client.post(link(client, session, path_of(budget_round, plan), email))

    assert count(session) == 1


def test_one_address_gets_one_mail_an_hour(
    client: PageClient, session: Session, budget_round: BudgetRound, plan: Project
) -> None:
    found = [link(client, session, path_of(budget_round, plan)) for _time in range(5)]

    assert len(set(found)) == 1
    assert len(session.scalars(select(Mail)).all()) == 1


def test_two_people_in_a_row_both_get_their_mail(
    client: PageClient, session: Session, budget_round: BudgetRound, plan: Project
) -> None:
    path = path_of(budget_round, plan)

    for name in ("een", "twee", "drie"):
        client.post(link(client, session, path, f"{name}@example.org"))

    assert len(session.scalars(select(Mail)).all()) == 3
    assert count(session) == 3


def test_a_personal_page_is_not_kept_by_the_browser(
    client: PageClient, session: Session, budget_round: BudgetRound, plan: Project
) -> None:
    answer = client.get(link(client, session, path_of(budget_round, plan)))

    assert answer.headers["Cache-Control"] == "no-store"


def test_two_links_of_one_address_count_once(
    client: PageClient,
    session: Session,
    budget_round: BudgetRound,
    plan: Project,
    clock: Callable[[datetime], None],
) -> None:
    links = [link(client, session, path_of(budget_round, plan))]
    clock(NOW + timedelta(hours=1))
    links.append(link(client, session, path_of(budget_round, plan)))

    answers: list[TestResponse] = [client.post(each) for each in links]

    assert [answer.status_code for answer in answers] == [303, 410]
    assert count(session) == 1


def test_a_link_does_not_work_for_ever(
    client: PageClient,
    session: Session,
    budget_round: BudgetRound,
    plan: Project,
    clock: Callable[[datetime], None],
) -> None:
    found = link(client, session, path_of(budget_round, plan))

    clock(NOW + timedelta(days=3))

    assert client.post(found).status_code == 410
    forget_asked(session, now=NOW + timedelta(days=3))
    assert session.scalars(select(SupportAsked)).all() == []


def test_no_address_is_kept_once_it_counted(
    client: PageClient, session: Session, budget_round: BudgetRound, plan: Project
) -> None:
    client.post(link(client, session, path_of(budget_round, plan)))
    for mail in session.scalars(select(Mail)):
        session.delete(mail)  # as the worker erases what was sent
    session.commit()

    assert "ik@example.org" not in all_text(session)


def test_a_code_counts_once_for_each_plan(
    client: PageClient, session: Session, budget_round: BudgetRound, plan: Project
) -> None:
    code = get_code(client, session, budget_round.slug)
    other = make_plan(session, budget_round)

    for each in (plan, plan, other):
        path = f"{path_of(budget_round, each)}/code"
        assert client.post(path, data={"code": code.lower()}).status_code == 303

    assert count(session) == 2


def test_a_code_of_another_round_is_refused_and_guessing_ends(
    client: PageClient, session: Session, budget_round: BudgetRound, plan: Project
) -> None:
    code = get_code(client, session, make_talking_round(session).slug)
    path = f"{path_of(budget_round, plan)}/code"

    answers = [client.post(path, data={"code": code}) for _time in range(11)]

    assert {answer.status_code for answer in answers[:10]} == {422}
    assert answers[10].status_code == 429
    assert count(session) == 0


def test_asking_for_links_has_an_end(
    client: PageClient, budget_round: BudgetRound, plan: Project
) -> None:
    path = path_of(budget_round, plan)

    answers = [
        client.post(path, data={"email": f"a{n}@example.org"}) for n in range(21)
    ]

    assert answers[-1].status_code == 429


def test_erasing_keeps_the_number_and_nothing_of_the_persons(
    client: PageClient, session: Session, budget_round: BudgetRound, plan: Project
) -> None:
    client.post(link(client, session, path_of(budget_round, plan)))
    person = session.scalars(select(Support.person)).one()
    kind = find_kind("supporter")
    assert kind is not None

    assert kind.erase(session, budget_round) == 1
    assert kind.left(session, budget_round) == 0
    session.commit()

    assert count(session) == 1
    assert person not in all_text(session)


def test_erasing_one_person_keeps_the_number_and_leaves_others(
    client: PageClient, session: Session, budget_round: BudgetRound, plan: Project
) -> None:
    path = path_of(budget_round, plan)
    for name in ("Ik", "jij"):
        client.post(link(client, session, path, f"{name}@Example.org"))
    person = person_by_email(
        "ik@example.org", budget_round.id, client.application.config["CODE_KEY"]
    )

    assert find_person(session, "IK@example.org")["supporter"] == 1
    erased = erase_person(session, "IK@example.org", actor=SYSTEM, now=NOW)

    assert erased["supporter"] == 1
    assert find_person(session, "ik@example.org") == {}
    assert find_person(session, "jij@example.org")["supporter"] == 1
    assert count(session) == 2
    assert person not in all_text(session)


def test_all_links_of_one_address_go_once_it_counted(
    client: PageClient,
    session: Session,
    budget_round: BudgetRound,
    plan: Project,
    clock: Callable[[datetime], None],
) -> None:
    path = path_of(budget_round, plan)
    found = link(client, session, path, "Ik@example.org")
    clock(NOW + timedelta(hours=1))
    link(client, session, path, "ik@Example.org")

    client.post(found)

    assert session.scalars(select(SupportAsked)).all() == []


def test_nobody_supports_where_the_round_does_not_ask_for_it(
    client: PageClient, session: Session
) -> None:
    budget_round = make_talking_round(session, supports=False)
    plan = make_plan(session, budget_round)

    assert client.get(path_of(budget_round, plan)).status_code == 409
    page = client.get(f"/rondes/{budget_round.slug}/plannen/{plan.id}").text
    assert "Steun voor dit plan" not in page


def test_each_round_knows_a_person_by_another_hash() -> None:
    key = b"key"

    assert person_by_email("a@b.nl", 1, key) != person_by_email("a@b.nl", 2, key)


def test_staff_set_a_number_for_each_area_and_see_who_has_enough(
    client: PageClient, session: Session, budget_round: BudgetRound, plan: Project
) -> None:
    client.post(link(client, session, path_of(budget_round, plan)))
    desk = PageClient(client.application)
    log_in(desk, make_staff(session, Role.CONFIGURATOR))
    area = budget_round.areas[0].id
    path = f"/beheer/rondes/{budget_round.slug}/praten"
    form = {"is_open": "y", "supports": "y", "reads_first": "after", "threshold": "50"}

    assert (
        desk.post(path, data=form | {f"wijk{area}-threshold": "0"}).status_code == 422
    )
    assert (
        desk.post(path, data=form | {f"wijk{area}-threshold": "1"}).status_code == 303
    )

    session.expire_all()
    rules = read_rules(session, budget_round)
    assert (rules.threshold, rules.by_area, rules.reads_first) == (50, {area: 1}, False)
    assert "genoeg" in desk.get(path).text
