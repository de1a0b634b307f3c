"""A role in one round opens that round's desk, and no other."""

import pytest
from sqlalchemy.orm import Session

from pb.auth.models import Role, StaffMember, StaffRoundRole
from pb.models import BudgetRound
from pb.rounds.phases import Stage
from pb.urn.holders import list_holders
from tests.auth.login import log_in, make_staff
from tests.pages import PageClient
from tests.rounds.factories import make_round_in

pytestmark = pytest.mark.usefixtures("cheap_hashes", "now")


@pytest.fixture
def rounds(session: Session) -> tuple[BudgetRound, BudgetRound]:
    own = make_round_in(session, Stage.ANNOUNCED, slug="eigen")
    other = make_round_in(session, Stage.ANNOUNCED, slug="ander")
    session.commit()
    return own, other


def make_member(session: Session, budget_round: BudgetRound, role: Role) -> StaffMember:
    own = StaffRoundRole(role=role.value, budget_round_id=budget_round.id)
    return make_staff(session, round_role_rows=[own])


def test_opens_the_desk_of_that_round_only(
    client: PageClient, session: Session, rounds: tuple[BudgetRound, BudgetRound]
) -> None:
    log_in(client, make_member(session, rounds[0], Role.EVALUATOR))

    assert client.get("/beheer/rondes/eigen").status_code == 200
    assert client.get("/beheer/rondes/ander").status_code == 403
    assert client.get("/beheer/rondes/niets").status_code == 403  # tells nothing


def test_lists_that_round_only(
    client: PageClient, session: Session, rounds: tuple[BudgetRound, BudgetRound]
) -> None:
    log_in(client, make_member(session, rounds[0], Role.EVALUATOR))
    page = client.get("/beheer").text

    assert rounds[0].title in page
    assert "/beheer/rondes/ander" not in page
    assert "Alleen in de ronde" in page


def test_does_no_more_there_than_the_role_may(
    client: PageClient, session: Session, rounds: tuple[BudgetRound, BudgetRound]
) -> None:
    log_in(client, make_member(session, rounds[0], Role.EVALUATOR))

    assert client.post("/beheer/rondes/eigen/shortlist").status_code == 403
    assert client.get("/beheer/rondes/nieuw").status_code == 403


def test_an_act_of_one_round_is_not_done_in_another(
    client: PageClient, session: Session, rounds: tuple[BudgetRound, BudgetRound]
) -> None:
    log_in(client, make_member(session, rounds[0], Role.CONFIGURATOR))

    assert client.post("/beheer/rondes/ander/shortlist").status_code == 403
    assert client.post("/beheer/rondes/eigen/shortlist").status_code in {303, 409}


@pytest.mark.parametrize("slug", ["eigen%00", "%00", "eigen%2f..%2fander"])
def test_a_strange_name_of_a_round_opens_nothing(
    client: PageClient,
    session: Session,
    rounds: tuple[BudgetRound, BudgetRound],
    slug: str,
) -> None:
    log_in(client, make_member(session, rounds[0], Role.EVALUATOR))

    assert client.get(f"/beheer/rondes/{slug}").status_code in {403, 404}


def test_a_key_holder_of_one_round_makes_a_passphrase_and_holds_that_key_only(
    client: PageClient, session: Session, rounds: tuple[BudgetRound, BudgetRound]
) -> None:
    own, other = (each.id for each in rounds)
    member = make_member(session, rounds[0], Role.KEY_HOLDER)
    log_in(client, member)

    assert "/beheer/wachtzin" in client.get("/beheer").text
    assert client.post("/beheer/wachtzin").status_code == 200

    session.expire_all()
    assert [holder.email for holder in list_holders(session, own)] == [member.email]
    assert list_holders(session, other) == []


def test_a_member_without_that_role_makes_no_passphrase(
    client: PageClient, session: Session, rounds: tuple[BudgetRound, BudgetRound]
) -> None:
    log_in(client, make_member(session, rounds[0], Role.EVALUATOR))

    assert client.post("/beheer/wachtzin").status_code == 403
