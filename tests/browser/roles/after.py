"""From the end of the vote to a result that anybody can check."""

import csv
import io
import subprocess
import sys
import zipfile
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.looking import assert_accessible
from tests.browser.people import read_report
from tests.browser.roles.before import (
    BENCHES,
    DESK,
    GARDENS,
    MUSIC,
    SLUG,
    give_passphrases,
)
from tests.browser.roles.team import Team

RESULT = f"/rondes/{SLUG}/uitslag"
# Two on phones, nine more, and three on paper; one vote for music was taken out.
VOTES = {BENCHES: "14", GARDENS: "8", MUSIC: "3"}


def open_urn(team: Team) -> None:
    """Close the round, and open the urn by two of the three key holders."""
    team.configurator.open(DESK)
    page = team.configurator.press("close")
    assert "Volgende stap: Open de stembus" in page.inner_text("main")
    give_passphrases(team.holders[2:], "unseal")
    page = team.counter.open(DESK)
    assert page.locator("[data-act=count]").count() == 0
    give_passphrases(team.holders[:1], "unseal")


def publish(team: Team) -> None:
    """Count, propose the result, and adopt it by who has it on paper."""
    team.counter.open(DESK)
    team.counter.press("count")
    proposer, second = team.configurator, team.approver
    page = proposer.open(DESK)
    proposer.press("propose-result")
    proposer.forge_approval("propose-result")
    page = proposer.open(DESK)
    report = read_report(page)

    page = second.open(DESK)
    assert page.locator("[data-hash]").count() == 0
    _type_groups(page, ["0000"] * 16)
    second.press("approve-propose-result", status=422)
    assert "is anders dan op deze computer" in page.inner_text(".errors")
    _type_groups(page, report)
    second.press("approve-propose-result")


def _type_groups(page: Page, report: list[str]) -> None:
    fields = page.locator("[data-group]").all()
    assert len(fields) == 2
    for field in fields:
        field.fill(report[int(field.get_attribute("data-group") or 0) - 1])


def read_result(page: Page) -> None:
    """Read on a phone who gets money, and that paper counts in the turnout."""
    page.goto(RESULT)
    assert_accessible(page)
    assert page.locator("h1").inner_text() == "2 plannen krijgen geld"
    # Twelve on the website and eleven on paper, of which one is invalid.
    expect(page.get_by_text("23 bewoners stemden mee")).to_be_visible()
    expect(page.get_by_text("Geteld zijn 22 stemmen")).to_be_visible()
    _check_row(page, "Hoe stemden mensen?", "Op de website", "12")
    _check_row(page, "Hoe stemden mensen?", "Op papier", "11")
    _check_row(page, "Getelde stemmen per wijk", "Crooswijk", "40 22 55%")
    _check_row(page, "Stembiljetten", "Pot Crooswijk", "21 1 22")


def _check_row(page: Page, caption: str, head: str, cells: str) -> None:
    """Compare the cells of a row of a table."""
    table = page.locator("table", has=page.locator("caption", has_text=caption))
    row = table.locator("tr", has=page.locator("th", has_text=head))
    found = " ".join(" ".join(row.locator("td").all_inner_texts()).split())
    assert found == cells, found


def check_files(page: Page, folder: Path) -> None:
    """Read the votes from the table, and let the program in the bundle check all."""
    table = page.request.get(f"{page.url}/v1/uitslag.csv").text().lstrip("\ufeff")
    rows = csv.DictReader(io.StringIO(table), delimiter=";")
    assert {row["plan"]: row["stemmen"] for row in rows} == VOTES
    bundle = page.request.get(f"{page.url}/v1/bundel.zip").body()
    zipfile.ZipFile(io.BytesIO(bundle)).extractall(folder)
    done = subprocess.run(
        [sys.executable, "-I", "verify.py", "."],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "GOEDGEKEURD" in done.stdout


TOLD = (
    "De ronde staat vast",
    "Kleine wijken mogen meedoen",
    "De sleutel van de stembus is gemaakt",
    "De sleutel is getest en werkt",
    "Stemcodes gemaakt",
    "De stemming staat klaar",
    "Het stemmen ligt stil",
    "Het stemmen gaat verder",
    "Eén stemcode vervangen",
    "Stemcodes gemaakt",  # the new one
    "Eén stem ongeldig gemaakt",
    "De stemmen op papier zijn ingevoerd",
    "De stemming is gesloten",
    "Het openen van de stembus is begonnen",
    "De stembus is geopend",
    "De stemmen zijn geteld",
    "De uitslag is voorgesteld",
    "De uitslag is vastgesteld",
)


def read_logbook(page: Page) -> None:
    """Find every act in the logbook, in the order in which it was done."""
    page.goto(f"/rondes/{SLUG}/logboek")
    titles = page.locator(".log__line h3").all_inner_texts()[::-1]
    told = [title for title in titles if title in TOLD]
    assert told == list(TOLD), told
    decided = page.locator(".log__line", has_text="Over een voorstel is besloten")
    assert decided.count() == 4
