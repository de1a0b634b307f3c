"""Who merged into a plan before is a proposer of it: asked and told with the others."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.models import BudgetRound, Mail, Project, ProposerContact
from pb.projects.change_reading import family_of
from pb.projects.changes import (
    NotAgreed,
    Part,
    ask_to_merge,
    ask_to_split,
    carry_out,
    give_answer,
)
from pb.projects.facts import Facts, store_facts
from pb.projects.history import note
from pb.projects.news import write_news
from pb.projects.own_plan import LINK, grant
from tests.auth.login import log_in, make_staff
from tests.factories import NOW
from tests.pages import PageClient
from tests.projects.factories import make_collecting_round, make_plan


@pytest.fixture(autouse=True)
def _clock(now: Callable[[datetime], None]) -> None:
    """Let every test of this file happen at NOW."""


@pytest.fixture
def budget_round(session: Session) -> BudgetRound:
    return make_collecting_round(session)


def plan_of(session: Session, budget_round: BudgetRound, name: str) -> Project:
    contact = ProposerContact(name=name, email=f"{name}@example.org", phone="")
    return make_plan(session, budget_round, title=name, contact=contact)


def merge(session: Session, stays: Project, goes: Project, *yes: Project) -> list[int]:
    """Ask to merge two plans, let some proposers say yes, and do it."""
    budget_round = session.get_one(BudgetRound, stays.budget_round_id)
    staff = make_staff(session, Role.EVALUATOR)
    numbers = (stays.id, [goes.id], "Samen.")
    change = ask_to_merge(session, budget_round, *numbers, staff_id=staff.id, now=NOW)
    for plan in yes:
        say_yes(session, change, plan)
    return carry_out(session, budget_round, change, NOW)


def say_yes(session: Session, change: int, plan: Project) -> None:
    give_answer(session, change, plan.id, is_yes=True, by_staff=False, now=NOW)


def told(session: Session) -> list[str]:
    """Write the mails that wait; return to whom the new ones go, by first name."""
    before = session.scalars(select(Mail.id)).all()
    write_news(session, now=NOW)
    new = session.scalars(select(Mail.recipient).where(Mail.id.not_in(before)))
    return sorted(address.partition("@")[0] for address in new)


def test_who_merged_before_is_asked_and_told_at_the_next_merge(
    session: Session, budget_round: BudgetRound
) -> None:
    first, second, third = (plan_of(session, budget_round, name) for name in "abc")
    merge(session, second, first, first, second)
    told(session)

    with pytest.raises(NotAgreed):
        merge(session, third, second, second, third)
    assert told(session) == ["a", "b", "c"]
    session.refresh(second)
    assert second.status == "submitted"


def test_plans_merge_again_when_everyone_agrees(
    session: Session, budget_round: BudgetRound
) -> None:
    first, second, third = (plan_of(session, budget_round, name) for name in "abc")
    merge(session, second, first, first, second)
    told(session)

    assert merge(session, third, second, first, second, third) == [third.id]
    # All are asked; a and b hear that b goes on as part of c, c that b came to it.
    assert told(session) == ["a", "a", "b", "b", "c", "c"]
    assert set(family_of(session, third.id)) == {first.id, second.id, third.id}


def test_who_merged_before_stays_proposer_of_the_parts_of_a_split(
    session: Session, budget_round: BudgetRound
) -> None:
    first, second = (plan_of(session, budget_round, name) for name in "ab")
    merge(session, second, first, first, second)
    staff = make_staff(session, Role.EVALUATOR)
    parts = [Part("Bank", 300), Part("Boom", 200)]
    plan = (second.id, parts, "Twee potten.")
    change = ask_to_split(session, budget_round, *plan, staff_id=staff.id, now=NOW)
    say_yes(session, change, second)
    with pytest.raises(NotAgreed):
        carry_out(session, budget_round, change, NOW)
    say_yes(session, change, first)

    made = carry_out(session, budget_round, change, NOW)

    assert [family_of(session, number) for number in made] == [
        [number, first.id] for number in made
    ]


def test_one_address_hears_once_of_plans_that_merged(
    session: Session, budget_round: BudgetRound
) -> None:
    first, second = (plan_of(session, budget_round, "a") for _number in range(2))
    merge(session, second, first, first, second)
    told(session)

    note(session, second.id, "feasible", at=NOW, tells=True)

    assert told(session) == ["a"]


def test_the_page_of_a_plan_names_every_group_behind_it(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    first, second = (plan_of(session, budget_round, name) for name in "ab")
    lines = (("Hout", 900),)
    store_facts(session, first.id, Facts(lines=lines, organisation="De Kas"))
    store_facts(session, second.id, Facts(lines=lines, organisation="De Tuin"))
    merge(session, second, first, first, second)

    page = client.get(f"/rondes/{budget_round.slug}/plannen/{second.id}").text

    assert (
        page.index("Wie zit erachter?") < page.index("De Tuin") < page.index("De Kas")
    )


def test_nobody_takes_back_alone_what_is_also_of_others(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    first, second = (plan_of(session, budget_round, name) for name in "ab")
    merge(session, second, first, first, second)
    client.post(f"/mijn-plan/open/{grant(session, second.id, LINK, now=NOW)[1]}")

    asked = client.get("/mijn-plan/intrekken")
    sent = client.post("/mijn-plan/intrekken", data={"version": second.version})

    assert (asked.status_code, sent.status_code) == (200, 409)
    assert "Dit plan is ook van anderen" in asked.text
    session.refresh(second)
    assert second.status == "submitted"


def test_staff_take_a_shared_plan_back_once_all_agree(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    first, second = (plan_of(session, budget_round, name) for name in "ab")
    merge(session, second, first, first, second)
    told(session)
    log_in(client, make_staff(session, Role.EVALUATOR))
    address = f"/beheer/rondes/{budget_round.slug}/plannen/{second.id}/intrekken"
    version = {"version": second.version}

    assert "Alle indieners vinden het goed" in client.get(address).text
    refused = client.post(address, data=version)
    assert refused.status_code == 422
    assert "Vraag het eerst aan alle indieners." in refused.text
    agreed = {**version, "all_agree": "y"}
    assert client.post(address, data=agreed).status_code == 303
    assert told(session) == ["a", "b"]


def test_who_handed_in_both_plans_takes_them_back_alone(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    first, second = (plan_of(session, budget_round, "a") for _number in range(2))
    merge(session, second, first, first, second)
    client.post(f"/mijn-plan/open/{grant(session, second.id, LINK, now=NOW)[1]}")

    sent = client.post("/mijn-plan/intrekken", data={"version": second.version})

    assert sent.status_code == 303
    session.refresh(second)
    assert second.status == "withdrawn"
