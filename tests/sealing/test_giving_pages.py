"""A key holder mistypes at the desk, or holds another key."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from pb.auth.models import Role, StaffMember
from pb.rounds.phases import Stage
from tests.auth.login import make_staff
from tests.desk.factories import browser_of, press
from tests.pages import PageClient, tree
from tests.rounds.factories import CHECKED_AT
from tests.sealing.factories import Holding, make_held_round

Clock = Callable[[datetime], None]
WRONG = "ABCD-EFGH-JKMN-PQRS-TVWX"
# Each act, in which stage, and the field that was mistyped.
ACTS = {
    "test-key": (Stage.FROZEN, "#proef-wachtzin"),
    "unseal": (Stage.CLOSED, "#wachtzin"),
}


@pytest.fixture
def holding(session: Session, now: Clock) -> Holding:
    now(CHECKED_AT)
    return make_held_round(session)


def bring_to(session: Session, holding: Holding, stage: Stage) -> None:
    holding.budget_round.stage = stage
    session.commit()


def say(
    client: PageClient, session: Session, holding: Holding, member: int, act: str
) -> TestResponse:
    browser = browser_of(client, session.get_one(StaffMember, member))
    slug = holding.budget_round.slug
    session.rollback()
    return press(browser, slug, act, passphrase=WRONG)


@pytest.mark.parametrize("act", ACTS)
def test_a_wrong_passphrase_brings_the_form_back_with_its_error(
    client: PageClient, session: Session, holding: Holding, act: str
) -> None:
    stage, field = ACTS[act]
    bring_to(session, holding, stage)

    answer = say(client, session, holding, holding.ids[0], act)

    page = tree(answer)
    assert answer.status_code == 422
    assert field in {link["href"] for link in page.all("a")}
    assert act in {button["data-act"] for button in page.all("button")}
    [typed] = [e for e in page.all("input") if e["name"] == "passphrase"]
    assert (typed["id"], typed["aria-invalid"]) == (field[1:], "true")
    assert WRONG not in answer.text


@pytest.mark.parametrize("act", ACTS)
def test_who_does_not_hold_this_key_may_not_try(
    client: PageClient, session: Session, holding: Holding, act: str
) -> None:
    bring_to(session, holding, ACTS[act][0])
    stranger = make_staff(session, Role.KEY_HOLDER).id

    answer = say(client, session, holding, stranger, act)

    assert answer.status_code == 403
    assert "U houdt de sleutel van deze ronde niet." in answer.text


def test_who_mistypes_too_often_waits_a_minute(
    client: PageClient, session: Session, holding: Holding
) -> None:
    first = holding.ids[0]

    answers = [say(client, session, holding, first, "test-key") for _ in range(6)]

    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
