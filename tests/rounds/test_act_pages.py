"""The buttons of the desk: who may press them, and what a refusal says."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.models import BudgetRound, Project
from pb.rounds.phases import Stage
from tests.auth.login import log_in, make_staff
from tests.factories import make_project
from tests.pages import PageClient
from tests.rounds.approving import approve
from tests.rounds.factories import (
    ANNOUNCED_AT,
    CHECKED_AT,
    CLOSED_AT,
    SEED,
    add_codes,
    add_key,
    make_prepared_round,
    make_round_in,
)

Travel = Callable[[datetime], None]
DESK = "/beheer/rondes/zomer"


def log_in_at(
    client: PageClient, session: Session, now: Travel, at: datetime, role: Role
) -> None:
    """Set the clock and log a member of staff with one role in."""
    now(at)
    log_in(client, make_staff(session, role))


def stage_of(session: Session, budget_round: BudgetRound) -> Stage:
    session.expire_all()
    return budget_round.stage


def test_a_round_is_led_from_draft_to_closed_by_its_buttons(
    client: PageClient, session: Session, now: Travel
) -> None:
    budget_round = make_prepared_round(session, slug="zomer")
    log_in_at(client, session, now, ANNOUNCED_AT, Role.CONFIGURATOR)
    draw = {"source": "public", "seed": SEED}
    for at, act, form, expected in (
        (ANNOUNCED_AT, "announce", {}, Stage.ANNOUNCED),
        (CHECKED_AT, "shortlist", {}, Stage.SHORTLISTED),
        (CHECKED_AT, "draw", draw, Stage.SHORTLISTED),
        (CHECKED_AT, "freeze", {}, Stage.SHORTLISTED),
    ):
        press(client, session, now, at, act, form)
        assert stage_of(session, budget_round) is expected
    assert approve(client, session, "zomer").status_code == 303
    assert stage_of(session, budget_round) is Stage.FROZEN
    add_codes(session, budget_round)
    add_key(session, budget_round)
    press(client, session, now, CHECKED_AT, "open", {})
    assert stage_of(session, budget_round) is Stage.ARMED
    press(client, session, now, CLOSED_AT, "close", {})
    assert stage_of(session, budget_round) is Stage.CLOSED


def press(
    client: PageClient,
    session: Session,
    now: Travel,
    at: datetime,
    act: str,
    form: dict[str, str],
) -> None:
    """Find the button on its page, press it, and see the desk again."""
    log_in_at(client, session, now, at, Role.CONFIGURATOR)
    page = client.get(f"{DESK}/loting" if act == "draw" else DESK)
    assert f'data-act="{act}"' in page.text
    answer = client.post(f"{DESK}/{act}", data=form)
    assert answer.status_code == 303
    assert client.get(answer.location).status_code == 200


def test_a_button_that_would_be_refused_is_not_shown(
    client: PageClient, session: Session, now: Travel
) -> None:
    budget_round = make_round_in(session, Stage.ANNOUNCED, slug="zomer")
    contest = budget_round.contests[0]
    make_project(session, contest, status="submitted", file_id=None)
    log_in_at(client, session, now, CHECKED_AT, Role.CONFIGURATOR)

    page = client.get(DESK).text

    assert 'data-act="shortlist"' not in page
    assert "Nog na te kijken: 1." in page
    assert f"{DESK}/plannen" in page


def test_a_refused_act_says_what_is_missing_and_changes_nothing(
    client: PageClient, session: Session, now: Travel
) -> None:
    budget_round = make_round_in(session, Stage.SHORTLISTED, slug="zomer")
    log_in_at(client, session, now, CHECKED_AT, Role.CONFIGURATOR)

    answer = client.post(f"{DESK}/freeze")

    assert answer.status_code == 409
    assert "De volgorde is nog niet geloot" in answer.text
    assert f'href="{DESK}/loting"' in answer.text
    assert stage_of(session, budget_round) is Stage.SHORTLISTED


def test_a_second_click_is_told_that_it_is_done(
    client: PageClient, session: Session, now: Travel
) -> None:
    make_prepared_round(session, slug="zomer")
    log_in_at(client, session, now, ANNOUNCED_AT, Role.CONFIGURATOR)

    first, second = (client.post(f"{DESK}/announce") for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 409)
    assert "De ronde is al aangekondigd. Er is niets veranderd." in second.text


@pytest.mark.parametrize(
    ("act", "stage", "words"),
    [
        ("open", Stage.DRAFT, "De ronde is nog een concept."),
        ("freeze", Stage.ARMED, "De stemming is klaargezet."),
        ("close", Stage.FROZEN, "De ronde staat vast."),
        ("reopen-list", Stage.FROZEN, "De ronde staat vast."),
        ("draw", Stage.FROZEN, "De ronde staat vast."),
        ("announce", Stage.CLOSED, "De stemming is definitief gesloten."),
    ],
)
def test_an_act_in_the_wrong_stage_says_why(
    client: PageClient,
    session: Session,
    now: Travel,
    act: str,
    stage: Stage,
    words: str,
) -> None:
    make_round_in(session, stage, slug="zomer")
    log_in_at(client, session, now, CHECKED_AT, Role.CONFIGURATOR)

    answer = client.post(f"{DESK}/{act}")

    assert answer.status_code == 409
    assert words in answer.text


@pytest.mark.parametrize(
    "act",
    ["announce", "shortlist", "reopen-list", "draw", "freeze", "open", "close"],
)
def test_only_a_configurator_moves_a_round(
    client: PageClient, session: Session, now: Travel, act: str
) -> None:
    budget_round = make_prepared_round(session, slug="zomer")

    stranger = client.post(f"{DESK}/{act}")
    log_in_at(client, session, now, ANNOUNCED_AT, Role.EVALUATOR)
    colleague = client.post(f"{DESK}/{act}")
    looked = client.get(f"{DESK}/{act}")

    assert (stranger.status_code, colleague.status_code) == (303, 403)
    assert looked.status_code in {403, 404, 405}
    assert stage_of(session, budget_round) is Stage.DRAFT


def test_any_member_of_staff_may_look_without_buttons(
    client: PageClient, session: Session, now: Travel
) -> None:
    make_prepared_round(session, slug="zomer")
    log_in_at(client, session, now, ANNOUNCED_AT, Role.COUNCIL_READER)

    page = client.get(DESK)

    assert page.status_code == 200
    assert "data-act" not in page.text
    assert "Een rondebeheerder kan deze stap doen." in page.text


def test_a_vote_that_is_yet_to_open_is_not_called_open(
    client: PageClient, session: Session, now: Travel
) -> None:
    make_round_in(session, Stage.ARMED, slug="zomer")
    log_in_at(client, session, now, CHECKED_AT, Role.CONFIGURATOR)

    page = client.get(DESK).text

    assert "De sluitingstijd is nog niet voorbij. Sluiten kan pas daarna." in page
    assert "kunnen nog stemmen" not in page


@pytest.mark.parametrize("act", ["stop", "destroy", "freeze%00", "../freeze"])
def test_an_act_that_does_not_exist_is_not_found(
    client: PageClient, session: Session, now: Travel, act: str
) -> None:
    make_prepared_round(session, slug="zomer")
    log_in_at(client, session, now, ANNOUNCED_AT, Role.CONFIGURATOR)

    assert client.post(f"{DESK}/{act}").status_code in {404, 405}
    assert client.post("/beheer/rondes/a%00b/freeze").status_code == 404


@pytest.mark.parametrize("form", [{}, {"source": "public"}, {"source": "dobbelsteen"}])
def test_a_drawing_without_numbers_comes_back(
    client: PageClient, session: Session, now: Travel, form: dict[str, str]
) -> None:
    make_round_in(session, Stage.SHORTLISTED, slug="zomer")
    log_in_at(client, session, now, CHECKED_AT, Role.CONFIGURATOR)

    assert client.post(f"{DESK}/draw", data=form).status_code == 422
    assert set(session.scalars(select(Project.tie_rank))) == {None}


def test_the_computer_draws_another_seed_each_time(
    client: PageClient, session: Session, now: Travel
) -> None:
    budget_round = make_round_in(session, Stage.SHORTLISTED, slug="zomer")
    log_in_at(client, session, now, CHECKED_AT, Role.CONFIGURATOR)
    seeds = set()
    for _ in range(2):
        client.post(f"{DESK}/draw", data={"source": "computer", "seed": "mijn getal"})
        session.refresh(budget_round)
        seeds.add(budget_round.tie_seed)

    assert len(seeds) == 2
    assert "mijn getal" not in seeds


@pytest.mark.parametrize(
    ("act", "stage", "at"),
    [
        ("open", Stage.FROZEN, CHECKED_AT),
        ("close", Stage.ARMED, CLOSED_AT),
        ("archive", Stage.FROZEN, CHECKED_AT),
    ],
)
def test_what_cannot_be_undone_is_said_before_it_is_done(
    client: PageClient,
    session: Session,
    now: Travel,
    act: str,
    stage: Stage,
    at: datetime,
) -> None:
    budget_round = make_round_in(session, stage, slug="zomer")
    if stage is Stage.FROZEN:
        add_codes(session, budget_round)
        add_key(session, budget_round)
    log_in_at(client, session, now, at, Role.CONFIGURATOR)

    page = client.get(f"{DESK}/{act}")

    assert page.status_code == 200
    assert ("data-act" in page.text) == (act != "archive")
    assert stage_of(session, budget_round) is stage
    if act != "archive":
        assert client.post(f"{DESK}/{act}").status_code == 303


def test_an_act_that_waits_for_something_says_so_before_it_is_done(
    client: PageClient, session: Session, now: Travel
) -> None:
    make_round_in(session, Stage.FROZEN, slug="zomer")
    log_in_at(client, session, now, CHECKED_AT, Role.CONFIGURATOR)

    page = client.get(f"{DESK}/open").text

    assert "data-act" not in page
    assert "Geef eerst stemcodes uit" in page
