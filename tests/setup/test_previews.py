"""The public pages of a round, shown to staff before they are public."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.models import Ballot, BudgetRound, Project, Publication
from pb.rounds.phases import Stage
from tests.auth.login import log_in, make_staff
from tests.pages import PageClient
from tests.rounds.factories import make_round_in

Travel = Callable[[datetime], None]


@pytest.fixture
def staff(client: PageClient, session: Session, now: Travel) -> PageClient:
    """A browser in which a member of staff is logged in who only reads."""
    log_in(client, make_staff(session, Role.COUNCIL_READER))
    return client


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.SHORTLISTED, Stage.ARMED])
def test_staff_see_each_page_before_residents_do(
    staff: PageClient, session: Session, stage: Stage
) -> None:
    budget_round = make_round_in(session, stage)
    plan = session.scalars(select(Project)).all()[0]
    desk = f"/beheer/rondes/{budget_round.slug}/voorbeeld"

    of_plan = [f"plannen/{plan.id}", f"uitslag/plannen/{plan.id}"]
    pages = ["ronde", "indienen", "plannen", "uitslag", "uitslag/v1/stappen"]
    for rest in [*pages, *of_plan, f"uitslag/plannen/{plan.id}/brief"]:
        answer = staff.get(f"{desk}/{rest}")
        assert answer.status_code == 200, rest
        assert "Voorbeeld" in answer.text
        assert f'href="/rondes/{budget_round.slug}' not in answer.text
    assert staff.get(desk).status_code == 200


def test_handing_in_is_shown_as_it_will_be(staff: PageClient, session: Session) -> None:
    budget_round = make_round_in(session, Stage.DRAFT)
    address = f"/beheer/rondes/{budget_round.slug}/voorbeeld/indienen"

    assert "Indienen kan tot" in staff.get(address).text
    assert staff.post(address).status_code == 405


def test_nothing_of_a_preview_is_stored(staff: PageClient, session: Session) -> None:
    budget_round = make_round_in(session, Stage.SHORTLISTED)
    slug = budget_round.slug

    staff.get(f"/beheer/rondes/{slug}/voorbeeld/uitslag")

    session.expire_all()
    found = session.scalars(select(BudgetRound).where(BudgetRound.slug == slug)).one()
    assert (found.stage, found.config_hash) == (Stage.SHORTLISTED, None)
    for table in (Publication, Ballot):
        assert session.scalar(select(func.count()).select_from(table)) == 0


def test_a_draft_stays_hidden_from_residents_after_a_preview(
    staff: PageClient, session: Session
) -> None:
    budget_round = make_round_in(session, Stage.DRAFT)
    staff.get(f"/beheer/rondes/{budget_round.slug}/voorbeeld/ronde")

    assert staff.get(f"/rondes/{budget_round.slug}").status_code == 404
    assert staff.get(f"/rondes/{budget_round.slug}/uitslag").status_code == 404


def test_every_link_to_another_preview_works(
    staff: PageClient, session: Session
) -> None:
    budget_round = make_round_in(session, Stage.SHORTLISTED)
    desk = f"/beheer/rondes/{budget_round.slug}/voorbeeld"
    links = set()
    for rest in ("ronde", "plannen", "uitslag"):
        page = staff.get(f"{desk}/{rest}").text
        links |= set(
            re.findall(rf'href="({desk}/(?:ronde|plannen|uitslag)[^"#]*)', page)
        )

    plain = {link for link in links if not re.search(r"/v\d|\.\w+$|atom", link)}
    assert plain
    for link in plain:
        assert staff.get(link).status_code in {200, 404}, link


@pytest.mark.parametrize(
    "rest", ["stemmen.pb", "uitslag/v1/bundel.zip", "logboek", "niets", "../../beheer"]
)
def test_what_has_no_preview_is_not_there(
    staff: PageClient, session: Session, rest: str
) -> None:
    budget_round = make_round_in(session, Stage.SHORTLISTED)

    answer = staff.get(f"/beheer/rondes/{budget_round.slug}/voorbeeld/{rest}")

    assert answer.status_code == 404


def test_a_result_needs_something_to_count(staff: PageClient, session: Session) -> None:
    budget_round = make_round_in(session, Stage.DRAFT)
    for plan in session.scalars(select(Project)):
        plan.cost = None
    session.commit()

    answer = staff.get(f"/beheer/rondes/{budget_round.slug}/voorbeeld/uitslag")

    assert answer.status_code == 409
    assert "Er is nog niets om te tonen" in answer.text


def test_only_staff_see_previews(
    client: PageClient, session: Session, now: Travel
) -> None:
    budget_round = make_round_in(session, Stage.DRAFT)

    answer = client.get(f"/beheer/rondes/{budget_round.slug}/voorbeeld/ronde")

    assert answer.status_code == 303
    assert "inloggen" in answer.location
