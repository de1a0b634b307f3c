"""From an empty round to letters in the post, by the people who do it."""

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from datetime import timedelta

from playwright.sync_api import Page, expect

from tests.browser import people
from tests.browser.people import fill
from tests.browser.roles.team import Colleague, Team
from tests.factories import NOW

SLUG = "buurtbudget-lente"
DESK = f"/beheer/rondes/{SLUG}"
LETTERS = 40
MOMENTS = {
    "collecting_opens_at": NOW - timedelta(days=1),
    "collecting_closes_at": NOW + timedelta(days=1),
    "opens_at": NOW + timedelta(days=10),
    "closes_at": NOW + timedelta(days=20),
}
BENCHES, MUSIC, GARDENS = "Bankjes in de zon", "Muziek op het plein", "Geveltuintjes"
PLANS = {BENCHES: "250", MUSIC: "400", GARDENS: "200"}


@dataclass(frozen=True)
class Letter:
    """What a resident has in hand."""

    number: str
    code: str


def collect_plans(team: Team, resident: Page) -> None:
    """Set the round up and announce it; a resident hands in plans."""
    people.set_up_round(
        team.configurator.open("/beheer"), SLUG, MOMENTS, letters=LETTERS
    )
    for title, cost in PLANS.items():
        people.hand_in(resident, SLUG, title, cost)


def check_plans(team: Team) -> None:
    """Find every plan feasible, make the list of the ballot, and draw lots."""
    desk = team.evaluator.open("/beheer")
    for title, cost in PLANS.items():
        people.approve_plan(desk, SLUG, title, cost)
    team.configurator.open(DESK)
    page = team.configurator.press("shortlist")
    page.get_by_role("link", name="Bekijk de loting").click()
    page.locator("[name=source]").first.check()
    fill(page, seed="3 14 15 92 65")
    team.configurator.press("draw")


def freeze(team: Team) -> None:
    """Fix everything, after two approvals that did not count."""
    proposer, second = team.configurator, team.approver
    _propose_freeze(proposer)
    proposer.forge_approval("freeze")
    second.open(DESK)
    _change_budget(proposer)
    page = second.press("approve-freeze", status=409)
    assert "Het voorstel is vervallen" in page.inner_text("main")

    _propose_freeze(proposer)
    page = second.open(DESK)
    expect(page.get_by_text("Vervallen", exact=True)).to_be_visible()
    second.press("approve-freeze")
    assert "De ronde staat vast sinds" in page.inner_text("main")


def _propose_freeze(proposer: Colleague) -> None:
    page = proposer.open(DESK)
    page.locator("[name=small_areas]").check()
    fill(page, small_areas_reason="Het is een proef met één straat.")
    proposer.press("freeze")


def _change_budget(configurator: Colleague) -> None:
    page = configurator.open(DESK)
    page.get_by_role("link", name="Pot Crooswijk").click()
    fill(page, budget_limit="550")
    with page.expect_navigation():
        page.get_by_role("button", name="Bewaar").click()
    assert "Er is intussen iets veranderd." in page.inner_text("main")


def make_key(team: Team) -> None:
    """Make the key of the urn, and let two of its three holders try it."""
    team.configurator.open(DESK)
    team.configurator.press("make-key")
    give_passphrases(team.holders[:2], "test-key")


def give_passphrases(holders: list[Colleague], act: str) -> None:
    """Give passphrases one after the other, typed as people do."""
    for holder in holders:
        page = holder.open(DESK)
        typed = holder.passphrase.lower().replace("-", " ")
        page.locator(f"form:has([data-act={act}]) [name=passphrase]").fill(typed)
        holder.press(act)


def print_letters(team: Team) -> list[Letter]:
    """Issue the codes, fetch the letters, say that they came, and arm the round."""
    page = team.configurator.open(DESK)
    team.configurator.press("issue-codes")
    with page.expect_download() as download:
        page.locator("[data-act=letters]").click()
    parcel = zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes()))
    found = re.search(r"Controlegetal: (\w+)", parcel.read("LEESMIJ.txt").decode())
    assert found is not None
    page.reload()
    page.locator("[name=check]").fill(found[1])
    team.configurator.press("confirm-letters")
    team.configurator.open(DESK)
    team.configurator.press("open")
    rows = csv.DictReader(io.StringIO(parcel.read("drukbestand.csv").decode()))
    return [Letter(row["letter_number"], row["code"]) for row in rows]
