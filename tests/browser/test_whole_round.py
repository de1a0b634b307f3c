"""A round from the first idea to a published result, in the browser, as its users."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from allocation import read_pabulib
from pb.auth.models import Role, StaffMember
from tests.auth.login import make_staff
from tests.browser import people
from tests.browser.conftest import DESKTOP, OpenPage
from tests.browser.looking import assert_accessible
from tests.factories import NOW

Travel = Callable[[datetime], None]
SLUG = "buurtbudget-lente"
MOMENTS = {
    "collecting_opens_at": NOW - timedelta(days=1),
    "collecting_closes_at": NOW + timedelta(days=1),
    "opens_at": NOW + timedelta(days=10),
    "closes_at": NOW + timedelta(days=20),
}


@pytest.fixture
def member(session: Session, now: Travel) -> StaffMember:
    """One person who does everything at the desk."""
    member = make_staff(session, Role.CONFIGURATOR, Role.EVALUATOR, Role.COUNTER)
    session.refresh(member)
    session.expunge(member)
    session.commit()
    return member


@dataclass
class Holder:
    """A key holder at a browser of their own, with the paper they wrote on."""

    member: StaffMember
    page: Page
    passphrase: str

    def give(self, name: str) -> None:
        """Log in and give the passphrase."""
        people.log_in(self.page, self.member)
        people.give_passphrase(self.page, SLUG, name, self.passphrase)


@pytest.fixture
def holders(open_page: OpenPage, session: Session, member: StaffMember) -> list[Holder]:
    """Three key holders, each with a passphrase."""
    found = []
    for _ in range(3):
        holder = make_staff(session, Role.KEY_HOLDER)
        session.refresh(holder)
        session.expunge(holder)
        session.commit()
        page = open_page("/beheer", viewport=DESKTOP)
        found.append(Holder(holder, page, people.get_passphrase(page, holder)))
    return found


@dataclass
class Colleague:
    """The second person, at a browser of their own."""

    member: StaffMember
    page: Page


@pytest.fixture
def colleague(open_page: OpenPage, session: Session, now: Travel) -> Colleague:
    """Who approves what another proposed."""
    member = make_staff(session, Role.APPROVER)
    session.refresh(member)
    session.expunge(member)
    session.commit()
    return Colleague(member, open_page("/beheer", viewport=DESKTOP))


def prepare(
    desk: Page,
    resident: Page,
    member: StaffMember,
    holders: list[Holder],
    colleague: Colleague,
    *,
    now: Travel,
) -> list[str]:
    """Bring the round to the day before the vote; return the codes of the letters."""
    people.log_in(desk, member)
    people.set_up_round(desk, SLUG, MOMENTS)
    people.hand_in(resident, SLUG, "Bankjes in de zon", "250")
    people.hand_in(resident, SLUG, "Muziek op het plein", "400")
    people.hand_in(resident, SLUG, "Geveltuintjes", "200")
    now(NOW + timedelta(days=2))
    people.log_in(desk, member)
    for title, cost in (("Bankjes", "250"), ("Muziek", "400"), ("Geveltuin", "200")):
        people.approve_plan(desk, SLUG, title, cost)
    desk.goto(f"/beheer/rondes/{SLUG}")
    people.act(desk, "shortlist")
    desk.get_by_role("link", name="Bekijk de loting").click()
    desk.locator("[name=source]").first.check()
    people.fill(desk, seed="3 14 15 92 65")
    people.act(desk, "draw")
    desk.goto(f"/beheer/rondes/{SLUG}")
    people.propose_freeze(desk, "Het is een proef met één straat.")
    assert desk.locator("[data-act=approve-freeze]").count() == 0
    people.log_in(colleague.page, colleague.member)
    people.approve(colleague.page, SLUG, "freeze")
    desk.goto(f"/beheer/rondes/{SLUG}")
    people.act(desk, "make-key")
    holders[0].give("test-key")
    holders[2].give("test-key")
    desk.reload()
    people.act(desk, "issue-codes")
    codes = people.fetch_letters(desk)
    desk.goto(f"/beheer/rondes/{SLUG}")
    people.act(desk, "open")
    return codes


def publish(
    desk: Page, member: StaffMember, holders: list[Holder], colleague: Colleague
) -> None:
    people.log_in(desk, member)
    desk.goto(f"/beheer/rondes/{SLUG}")
    people.act(desk, "close")
    assert desk.locator("[data-act=count]").count() == 0
    holders[1].give("unseal")
    holders[0].give("unseal")
    desk.goto(f"/beheer/rondes/{SLUG}")
    for name in ("count", "propose-result"):
        people.act(desk, name)
    report = people.read_report(desk)
    people.log_in(colleague.page, colleague.member)
    people.adopt_result(colleague.page, SLUG, report)


def test_goes_from_idea_to_result(
    open_page: OpenPage,
    session: Session,
    member: StaffMember,
    holders: list[Holder],
    colleague: Colleague,
    now: Travel,
) -> None:
    desk = open_page("/beheer", viewport=DESKTOP)
    codes = prepare(desk, open_page("/"), member, holders, colleague, now=now)
    now(MOMENTS["opens_at"])
    receipts = {
        people.vote(open_page("/stem"), codes[0], "Bankjes in de zon", "Geveltuintjes"),
        people.vote(
            open_page("/stem", javascript=False), codes[1], "Bankjes", scans=False
        ),
    }
    people.cast_quickly(session, codes[2:11], "Bankjes in de zon")
    again = open_page(f"/stem#{codes[0]}")
    again.get_by_role("button", name="Ga verder").click()
    now(MOMENTS["closes_at"])
    publish(desk, member, holders, colleague)
    result = open_page(f"/rondes/{SLUG}/uitslag")

    assert len(codes) == 12
    assert len(receipts) == 2
    assert "Met deze code is al gestemd" in again.inner_text("main")
    assert_accessible(result)
    funded = result.inner_text("main")
    assert "Bankjes in de zon" in funded
    assert_files_tell_the_same(result)


def assert_files_tell_the_same(result: Page) -> None:
    base = result.url + "/v1/"
    pabulib = result.request.get(base + "stemmen.pb")
    outcome = result.request.get(base + "uitslag.json").json()
    table = result.request.get(base + "uitslag.csv")

    instance = read_pabulib(pabulib.body()).instance
    winners = next(iter(outcome["contests"].values()))["winners"]
    assert sum(group.count for group in instance.ballots) == 11
    assert len(winners) == 2
    assert "Geveltuintjes" in table.text()
