"""The desk says whom a round needs, and leads to its parts and to the manual."""

import re

import pytest
from sqlalchemy.orm import Session

from pb.auth.manual import read_manual
from pb.auth.models import Role, StaffRoundRole
from pb.rounds.people import needed_people
from pb.rounds.phases import Stage
from tests.auth.login import log_in, make_staff
from tests.pages import PageClient
from tests.rounds.factories import make_round_in

pytestmark = pytest.mark.usefixtures("now")


def test_a_round_counts_who_may_do_its_work(session: Session) -> None:
    budget_round = make_round_in(session, Stage.DRAFT)
    make_staff(session, Role.CONFIGURATOR)
    make_staff(session, Role.EVALUATOR, is_disabled=True)
    here = make_staff(session)
    row = StaffRoundRole(budget_round_id=budget_round.id, role=Role.KEY_HOLDER.value)
    here.round_role_rows.append(row)
    session.commit()

    needed = needed_people(session, budget_round, has_paper=True)

    found = {each.work: len(each.found) for each in needed}
    assert found["setup"] == found["decide"] == found["key"] == 1
    assert found["check"] == found["desk"] == found["count"] == found["paper"] == 0
    assert [each.work for each in needed if each.is_met] == ["setup"]


def test_the_manager_is_told_from_the_start(
    client: PageClient, session: Session
) -> None:
    budget_round = make_round_in(session, Stage.DRAFT)
    log_in(client, make_staff(session, Role.CONFIGURATOR))

    page = client.get(f"/beheer/rondes/{budget_round.slug}").text

    assert "Wie heeft u nodig?" in page
    assert "Nodig: 3 mensen. Nog niemand heeft deze rol." in page
    log_in(client, make_staff(session, Role.EVALUATOR))
    assert "mensen" not in jumps(client.get(f"/beheer/rondes/{budget_round.slug}").text)


def jumps(page: str) -> list[str]:
    """Return where the links at the begin of a desk lead."""
    nav = page[page.index('class="more jumps"') : page.index("</nav></details>")]
    return re.findall(r'href="#([^"]+)"', nav)


def test_every_part_of_the_desk_has_a_link_at_its_begin(
    client: PageClient, session: Session
) -> None:
    budget_round = make_round_in(session, Stage.ARMED)
    log_in(client, make_staff(session, Role.CONFIGURATOR))

    page = client.get(f"/beheer/rondes/{budget_round.slug}").text

    assert jumps(page)[0] == "volgende-stap"
    assert jumps(page) == re.findall(r'<header><h2 id="([^"]+)"', page)


def test_the_manual_is_one_press_away(client: PageClient, session: Session) -> None:
    log_in(client, make_staff(session, Role.DESK_CLERK))

    assert 'href="/beheer/handleiding"' in client.get("/beheer").text
    page = client.get("/beheer/handleiding").text
    assert "In een middag een ronde klaarzetten" in page


def test_every_link_within_the_manual_leads_somewhere() -> None:
    text, chapters = read_manual()

    places = set(re.findall(r' id="([^"]+)"', text))
    assert {place for place, _title in chapters} <= places
    for link in re.findall(r'href="([^"]+)"', text):
        assert link.startswith("https://") or link.removeprefix("#") in places, link
