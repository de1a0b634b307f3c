"""The rule of a pot: caps, groups, comparison and what happens with leftovers."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.models import BudgetRound, Contest, Project, ProjectStatus
from pb.rounds import service
from pb.rounds.configuration import read_config
from pb.rounds.phases import Stage
from tests.auth.login import log_in, make_staff
from tests.factories import make_project
from tests.pages import PageClient
from tests.rounds.factories import CHECKED_AT, freeze, make_round_in

Travel = Callable[[datetime], None]


@pytest.fixture
def staff(client: PageClient, session: Session, now: Travel) -> PageClient:
    """A browser in which a configurator is logged in."""
    log_in(client, make_staff(session, Role.CONFIGURATOR))
    return client


@pytest.fixture
def listed(session: Session, now: Travel) -> BudgetRound:
    """A round with a list of two plans in one pot."""
    budget_round = make_round_in(session, Stage.SHORTLISTED)
    now(CHECKED_AT)
    return budget_round


def pot(session: Session) -> Contest:
    session.expire_all()
    return session.scalars(select(Contest)).one()


def address(budget_round: BudgetRound, session: Session) -> str:
    return f"/beheer/rondes/{budget_round.slug}/potten/{pot(session).id}"


def test_caps_and_the_comparison_are_kept_fixed_and_explained(
    staff: PageClient, session: Session, listed: BudgetRound
) -> None:
    form = {
        "title": "Groen",
        "area": str(listed.areas[0].id),
        "budget_limit": "1.000",
        "vote_type": "approval",
        "rule": "equal-shares",
        "increment": "1",
        "cap_ontmoeten": "€ 400,50",
        "caps_bind_completion": "y",
        "compares": "y",
        "seen": seen(staff, address(listed, session)),
    }

    assert staff.post(address(listed, session), data=form).status_code == 303

    freeze(session, listed)
    options = read_config(listed).contests[0].rule.options
    assert options["caps"] == {"ontmoeten": 40_050}
    assert options["comparison"] == "funded-votes"
    public = staff.get(f"/rondes/{listed.slug}").text
    assert "krijgen samen ten hoogste" in public


def seen(browser: PageClient, where: str) -> str:
    page = browser.get(where).text
    return page.split('name="seen"')[1].split('value="')[1].split('"')[0]


@pytest.mark.parametrize("typed", ["0", "-1", "veel", "1.5"])
def test_a_cap_that_is_no_amount_comes_back(
    staff: PageClient, session: Session, listed: BudgetRound, typed: str
) -> None:
    form = {"title": "Groen", "budget_limit": "1.000", "cap_groen": typed}

    answer = staff.post(address(listed, session), data=form)

    assert answer.status_code == 422
    assert 'href="#cap_groen"' in answer.text
    assert f'value="{typed}"' in answer.text


def test_two_plans_that_exclude_each_other_are_fixed_as_a_group(
    staff: PageClient, session: Session, listed: BudgetRound
) -> None:
    where = address(listed, session) + "/groepen"
    plans = [str(p.id) for p in project_rows(session)]
    form = {"plan": plans, "at_most": "1", "seen": seen(staff, where)}

    assert staff.post(where, data=form).status_code == 303

    assert "Groep 1: ten hoogste 1 plan" in staff.get(where).text
    freeze(session, listed)
    groups = read_config(listed).contests[0].rule.options["groups"]
    assert groups == [{"projects": plans, "at_most": 1}]


def project_rows(session: Session) -> list[Project]:
    return list(session.scalars(select(Project).order_by(Project.id)))


@pytest.mark.parametrize("at_most", ["0", "2", "", "x", "-1"])
def test_a_group_that_excludes_nothing_is_refused_and_stays_ticked(
    staff: PageClient, session: Session, listed: BudgetRound, at_most: str
) -> None:
    where = address(listed, session) + "/groepen"
    plans = [str(p.id) for p in project_rows(session)]
    form = {"plan": plans, "at_most": at_most, "seen": seen(staff, where)}

    answer = staff.post(where, data=form)

    assert answer.status_code == 422
    assert answer.text.count(" checked") == 2
    assert pot(session).rule_options.get("groups", []) == []


def test_of_two_who_add_a_group_the_second_is_told_and_loses_nothing(
    staff: PageClient, session: Session, listed: BudgetRound
) -> None:
    where = address(listed, session) + "/groepen"
    plans = [str(p.id) for p in project_rows(session)]
    form = {"plan": plans, "at_most": "1", "seen": seen(staff, where)}
    staff.post(where, data=form)

    answer = staff.post(where, data=form)

    assert answer.status_code == 409
    assert "Een collega veranderde deze pot net" in answer.text
    assert answer.text.count(" checked") == 2
    assert len(pot(session).rule_options["groups"]) == 1


def test_a_group_whose_plan_dropped_out_says_so_and_can_go(
    staff: PageClient, session: Session, listed: BudgetRound
) -> None:
    where = address(listed, session) + "/groepen"
    make_project(session, pot(session), title="Derde")
    plans = project_rows(session)
    numbers = [str(p.id) for p in plans]
    form = {"plan": numbers, "at_most": "1", "seen": seen(staff, where)}
    staff.post(where, data=form)
    plans[0].status = ProjectStatus.WITHDRAWN
    session.commit()

    assert "niet meer op weg naar de stemlijst" in staff.get(where).text
    staff.post(f"{where}/weg", data={"number": "1", "seen": seen(staff, where)})

    assert pot(session).rule_options["groups"] == []


def test_a_frozen_round_has_no_page_for_groups(
    staff: PageClient, session: Session, listed: BudgetRound
) -> None:
    where = address(listed, session) + "/groepen"
    plans = [str(p.id) for p in project_rows(session)]
    form = {"plan": plans, "at_most": "1", "seen": seen(staff, where)}
    service.draw_tie_order(session, listed, "1 2 3", CHECKED_AT)
    service.freeze(session, listed, CHECKED_AT)

    assert staff.get(where).status_code == 409
    assert staff.post(where, data=form).status_code == 409
