"""Two people editing the same thing are told, and neither loses what they typed."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.models import (
    Place,
    PlaceContact,
    PlanDetails,
    PlanSettings,
    Project,
    TalkSettings,
)
from pb.rounds.phases import Stage
from tests.auth.login import log_in, make_staff
from tests.pages import PageClient
from tests.rounds.factories import make_round_in

Travel = Callable[[datetime], None]
Values = dict[str, object]
TOLD = "Een collega"
SEEN = re.compile(r'name="seen"[^>]*value="([^"]*)"')


@pytest.fixture
def desk(client: PageClient, session: Session, now: Travel) -> str:
    """The address of a round, in the browser of somebody who may edit it."""
    log_in(client, make_staff(session, Role.CONFIGURATOR, Role.EVALUATOR))
    budget_round = make_round_in(session, Stage.SHORTLISTED)
    return f"/beheer/rondes/{budget_round.slug}"


def seen_on(page: str) -> str:
    """Return what a form says that was stored when it was shown."""
    found = SEEN.search(page)
    assert found is not None
    return found[1]


def edit_at_the_same_time(
    client: PageClient, page: str, action: str, *forms: Values
) -> str:
    """Send two forms that were filled in side by side; return the second's page."""
    seen = seen_on(client.get(page).text)
    first, second = ({**form, "seen": seen} for form in forms)

    assert client.post(action, data=first).status_code == 303
    refused = client.post(action, data=second)

    assert refused.status_code == 409
    assert TOLD in refused.text
    assert seen_on(refused.text) != seen
    return refused.text


def test_rules_of_talking(client: PageClient, session: Session, desk: str) -> None:
    theirs: Values = {"is_open": "y", "reads_first": "before", "threshold": "3"}
    ours: Values = {"reads_first": "after", "threshold": "71"}

    page = edit_at_the_same_time(
        client, f"{desk}/praten", f"{desk}/praten", theirs, ours
    )

    assert "nu bewaard: 3" in page
    assert 'value="71"' in page
    [stored] = session.query(TalkSettings)
    assert (stored.is_open, stored.threshold) == (True, 3)
    client.post(f"{desk}/praten", data={**ours, "seen": seen_on(page)})
    session.expire_all()
    assert (stored.is_open, stored.threshold) == (False, 71)


def test_agreements_about_plans(
    client: PageClient, session: Session, desk: str
) -> None:
    address = f"{desk}/plannen/afspraken"

    page = edit_at_the_same_time(
        client, address, address, {"objection_days": "14"}, {"objection_days": "42"}
    )

    assert "nu bewaard: 14" in page
    assert 'value="42"' in page
    assert [row.objection_days for row in session.query(PlanSettings)] == [14]


def test_who_handles_a_plan(client: PageClient, session: Session, desk: str) -> None:
    plan = session.query(Project).order_by(Project.id).first()
    assert plan is not None
    address = f"{desk}/plannen/{plan.id}"
    theirs: Values = {"handled_by": "team Groen", "next_step": "Wij meten."}
    ours: Values = {"handled_by": "team Water", "next_step": "Wij bellen u."}

    page = edit_at_the_same_time(
        client, f"{address}/behandelen", f"{address}/behandelaar", theirs, ours
    )

    assert "nu bewaard: Wij meten." in page
    assert 'value="Wij bellen u."' in page
    assert session.get_one(PlanDetails, plan.id).handled_by == "team Groen"


def test_roles_of_a_colleague(client: PageClient, session: Session) -> None:
    log_in(client, make_staff(session, Role.ADMINISTRATOR))
    member = make_staff(session, Role.AUDITOR)
    address, number = f"/beheer/medewerkers/{member.id}", member.id
    theirs: Values = {"roles": ["auditor", "broker"]}

    page = edit_at_the_same_time(
        client, address, f"{address}/rollen", theirs, {"roles": ["counter"]}
    )

    assert re.search(r'id="overal-counter"[^>]*checked', page)
    session.expire_all()
    stored = session.get_one(type(member), number).roles
    assert stored == {Role.AUDITOR, Role.BROKER}


def test_a_term_for_keeping(client: PageClient, session: Session, desk: str) -> None:
    log_in(client, make_staff(session, Role.ADMINISTRATOR))
    slug = desk.rpartition("/")[2]
    action = f"/beheer/bewaren/termijn/{slug}/proposer_contact"
    seen = re.search(
        rf'{slug}/proposer_contact".*?name="seen" value="(\d+)"',
        client.get("/beheer/bewaren").text,
        re.S,
    )
    assert seen is not None

    first = client.post(action, data={"months": "3", "seen": seen[1]})
    second = client.post(action, data={"months": "2", "seen": seen[1]})

    assert (first.status_code, second.status_code) == (303, 409)
    assert "in 3 maanden. U typte 2." in second.text


def test_a_place_of_the_broker(client: PageClient, session: Session) -> None:
    log_in(client, make_staff(session, Role.BROKER))
    form = {"place_name": "Zolder", "address": "Straat 1", "name": "Ria", "area": ""}
    reachable: Values = {**form, "phone": "0101234567", "is_shown": "y"}
    client.post("/beheer/makelaar/plekken/nieuw", data=reachable)
    address = f"/beheer/makelaar/plekken/{session.scalars(select(Place.id)).one()}"

    page = edit_at_the_same_time(
        client,
        address,
        address,
        {**reachable, "hours": "elke avond", "access": ["step-free", "toilet"]},
        {**reachable, "hours": "op zondag", "name": "Sjaak"},
    )

    assert "nu bewaard: elke avond" in page
    assert "nu bewaard: Zonder drempel naar binnen, " in page
    assert 'value="Sjaak"' in page
    assert session.scalars(select(PlaceContact.name)).one() == "Ria"


def test_what_was_typed_about_a_place_that_a_colleague_took_away_is_kept(
    client: PageClient, session: Session
) -> None:
    log_in(client, make_staff(session, Role.BROKER))
    typed: Values = {"place_name": "Zolder", "address": "Straat 1", "name": "Ria"}
    reachable = {**typed, "phone": "0101234567", "area": ""}

    refused = client.post("/beheer/makelaar/plekken/7", data=reachable)

    assert refused.status_code == 409
    assert 'value="Zolder"' in refused.text
    assert 'action="/beheer/makelaar/plekken/nieuw"' in refused.text
    assert session.scalars(select(Place)).all() == []
