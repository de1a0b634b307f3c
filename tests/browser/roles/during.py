"""While people vote: a pause, a new letter, a void vote, and a batch of paper."""

from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.people import fill
from tests.browser.roles.before import BENCHES, DESK, GARDENS, MUSIC, SLUG, Letter
from tests.browser.roles.team import Colleague, Team
from tests.codes.reading import code_in, read_pages

REASON = "Wij kijken een melding na. Om drie uur kunt u weer stemmen."
# What stands on the paper: plans, nothing, or something that does not count.
PAPER: tuple[Sequence[str] | str, ...] = (
    *[(BENCHES, GARDENS)] * 3,
    *[(GARDENS,)] * 4,
    *[(MUSIC,)] * 2,
    (),
    "x3",
)


def enter_code(page: Page, code: str) -> str:
    """Type a code; return what the next page says."""
    page.goto("/stem")
    fill(page, code=code)
    with page.expect_navigation():
        page.get_by_role("button", name="Ga verder").click()
    return page.inner_text("main")


def pause_and_resume(team: Team, resident: Page, letter: Letter) -> None:
    """Stop the vote for a reason that everybody reads, and let it go on."""
    page = team.configurator.open(DESK)
    page.locator("form:has([data-act=pause]) [name=reason]").fill(REASON)
    team.configurator.press("pause")
    resident.goto(f"/rondes/{SLUG}")
    assert REASON in resident.inner_text("main")
    assert REASON in enter_code(resident, letter.code)
    team.configurator.press("resume")
    resident.goto(f"/rondes/{SLUG}")
    assert REASON not in resident.inner_text("main")


def replace_letter(team: Team, resident: Page, letter: Letter) -> str:
    """Replace a letter by two persons; return the code in the new one."""
    _ask(team.clerk, "replace-code", letter, "De brief is nooit aangekomen")
    team.approver.open(DESK)
    page = team.approver.press("approve-replace-code")
    with page.expect_download() as download:
        page.locator("[data-act=new-letter]").click()
    [new] = read_pages(Path(download.value.path()).read_bytes())
    assert "plannen" not in enter_code(resident, letter.code).lower()
    return code_in(new)


def void_vote(team: Team, letter: Letter) -> None:
    """Take a vote out of the urn, unopened, after being told that there is one."""
    _ask(team.clerk, "void", letter, "", status=409)
    assert "Met deze code is al gestemd" in team.clerk.page.title()
    team.clerk.press("void")
    page = team.approver.open(DESK)
    assert letter.number in page.inner_text("main")
    team.approver.press("approve-void")


def _ask(
    clerk: Colleague, act: str, letter: Letter, reason: str, *, status: int = 200
) -> None:
    page = clerk.open(DESK)
    form = page.locator(f"details:has([data-act={act}])")
    form.locator("summary").click()
    form.locator("[name=letter]").fill(letter.number.lower())
    (
        form.get_by_label(reason) if reason else form.locator("[name=reason]")
    ).first.check()
    clerk.press(act, status=status)


def take_paper(team: Team, letters: Sequence[Letter]) -> None:
    """Spend the codes of paper ballots, enter them twice, and put them in the urn."""
    clerk, counter = team.clerk, team.counter
    batch = _spend(clerk, letters)
    clerk.press("shuffle-paper")
    for colleague in (clerk, counter):
        _enter_all(colleague, f"{batch}/biljet", misread=colleague is counter)
    page = clerk.open(batch)
    assert "Hier lazen twee mensen iets anders" in page.inner_text("main")
    assert page.locator("[data-act=finish-paper]").count() == 0

    for colleague in (clerk, counter):
        page = colleague.open(f"{batch}/biljet?nummer=1")
        _enter(page, PAPER[0])
    page = clerk.open(batch)
    expect(page.locator("[data-even=yes]")).to_be_visible()
    clerk.press("finish-paper")


def _spend(clerk: Colleague, letters: Sequence[Letter]) -> str:
    page = clerk.open(f"{DESK}/papier")
    page.locator("[name=area]").select_option(index=1)
    clerk.press("open-paper-batch")
    for letter in letters:
        page.locator("[name=code]").fill(letter.code)
        clerk.press("spend-code")
    return page.url.partition("#")[0]


def _enter_all(colleague: Colleague, address: str, *, misread: bool) -> None:
    """Enter every ballot; who misreads takes the first for another."""
    page = colleague.open(address)
    for number, ballot in enumerate(PAPER, start=1):
        assert f"Biljet {number} van {len(PAPER)}" in page.title()
        assert page.locator("[name=plannen]").input_value() == ""
        assert page.locator("[type=checkbox]:checked").count() == 0
        _enter(page, (MUSIC,) if misread and number == 1 else ballot)


def _enter(page: Page, ballot: Sequence[str] | str) -> None:
    """Type the numbers that are printed before the plans, by keyboard alone."""
    page.locator("[name=plannen]:focus").wait_for()
    page.keyboard.type(ballot if isinstance(ballot, str) else _numbers(page, ballot))
    with page.expect_navigation() as going:
        page.keyboard.press("Enter")
    answer = going.value
    assert answer is not None
    assert answer.status == 200, page.inner_text("main")


def _numbers(page: Page, titles: Sequence[str]) -> str:
    rows = [page.locator(".paper-sheet__plan", has_text=title) for title in titles]
    return " ".join(row.locator(".mono").inner_text() for row in rows) or "0"
