"""What the people of a round do in their browsers, step by step."""

import io
import zipfile
from datetime import datetime

from flask import current_app
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb import clock
from pb.auth.models import StaffMember
from pb.projects.models import Project
from tests.auth.login import PASSWORD, code_of
from tests.browser.looking import assert_accessible
from tests.codes.reading import code_in, read_pages
from tests.pages import PageClient
from tests.voting.factories import cast


def log_in(page: Page, member: StaffMember) -> None:
    """Log in at the desk with password and app."""
    page.goto("/beheer")
    fill(page, email=member.email, password=PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("[name=totp]")
    fill(page, totp=code_of(member, clock.now()))
    page.keyboard.press("Enter")
    page.wait_for_url("**/beheer")


def fill(page: Page, **values: str) -> None:
    """Fill in fields by name."""
    for name, value in values.items():
        page.locator(f"main [name={name}]").fill(value)


def press(button: Locator) -> None:
    """Press a button, and wait for the page that answers."""
    # In tests a count is done in the request that asks for it.
    with button.page.expect_navigation(timeout=60_000):
        button.click(timeout=60_000)


def save(page: Page) -> None:
    """Press the button of the page's form, and expect no complaint."""
    press(page.locator("main form button[type=submit]:not(.sr)").first)
    assert page.locator(".notice--error").count() == 0, page.inner_text("main")


def act(page: Page, name: str) -> None:
    """Press the button of an act on the desk, and expect it to be done."""
    press(page.locator(f"[data-act={name}]"))
    assert "Dit kan nu niet" not in page.title(), page.inner_text("main")
    assert_accessible(page)


def set_up_round(
    page: Page, slug: str, moments: dict[str, datetime], *, letters: int = 12
) -> None:
    """Make and announce a round: an area of a few people, a pot of € 500."""
    page.goto("/beheer/rondes/nieuw")
    local = {
        name: at.astimezone(clock.AMSTERDAM).strftime("%Y-%m-%dT%H:%M")
        for name, at in moments.items()
    }
    fill(page, title="Buurtbudget Lente", slug=slug, **local)
    save(page)
    page.goto(f"/beheer/rondes/{slug}/wijken/nieuw")
    fill(page, name="Crooswijk", letters_sent=str(letters))
    save(page)
    page.goto(f"/beheer/rondes/{slug}/potten/nieuw")
    fill(page, title="Pot Crooswijk", budget_limit="500")
    page.locator("[name=area]").select_option(label="Crooswijk")
    assert_accessible(page)
    save(page)
    page.goto(f"/beheer/rondes/{slug}")
    act(page, "announce")


def hand_in(page: Page, slug: str, title: str, cost: str) -> None:
    """Hand in a plan as a resident."""
    page.goto(f"/rondes/{slug}/indienen?vorm=kort")
    fill(
        page,
        title=title,
        description="Een plek waar buren elkaar **ontmoeten**.",
        place="Crooswijkseweg",
        estimated_cost=cost,
        contact_name="A. Bewoner",
        contact_email="bewoner@example.org",
    )
    for name in ("area", "theme"):
        page.locator(f"[name={name}]").select_option(index=1)
    assert_accessible(page)
    save(page)
    assert_accessible(page)


def approve_plan(page: Page, slug: str, title: str, cost: str) -> None:
    """Find a plan feasible at a cost."""
    page.goto(f"/beheer/rondes/{slug}/plannen")
    page.get_by_role("link", name=title).first.click()
    page.locator("[name=decision][value=yes]").check()
    fill(page, cost=cost)
    page.locator("[name=contest]").select_option(label="Pot Crooswijk")
    assert_accessible(page)
    press(page.locator("form:has([name=decision]) button[type=submit]").first)
    assert page.locator(".notice--error").count() == 0, page.inner_text("main")


def get_passphrase(page: Page, member: StaffMember) -> str:
    """Log in as a key holder, and write down the passphrase that is shown once."""
    log_in(page, member)
    page.goto("/beheer/wachtzin")
    act(page, "make-passphrase")
    shown = page.locator("[data-passphrase]").get_attribute("data-passphrase")
    assert shown is not None
    return shown


def give_passphrase(page: Page, slug: str, name: str, passphrase: str) -> None:
    """Give a passphrase on the desk of a round, typed as people do."""
    page.goto(f"/beheer/rondes/{slug}")
    typed = passphrase.lower().replace("-", " ")
    page.locator(f"form:has([data-act={name}]) [name=passphrase]").fill(typed)
    act(page, name)


def propose_freeze(page: Page, reason: str) -> None:
    """Propose to freeze a round with a small area; first without saying why."""
    act(page, "freeze")
    assert page.locator("[aria-invalid=true]").count() == 2
    page.locator("[name=small_areas]").check()
    fill(page, small_areas_reason=reason)
    act(page, "freeze")
    assert "Een collega moet het nu goedkeuren" in page.inner_text("main")


def approve(page: Page, slug: str, name: str) -> None:
    """Approve on the desk what a colleague proposed."""
    page.goto(f"/beheer/rondes/{slug}")
    act(page, f"approve-{name}")


def read_report(page: Page) -> list[str]:
    """Print the report of the count; return the groups of its hash, as on paper."""
    page.get_by_role("link", name="Print het telverslag").click()
    assert_accessible(page)
    return page.locator("ol[data-hash] li").all_inner_texts()


def adopt_result(page: Page, slug: str, report: list[str]) -> None:
    """Type what the proposal asks from the report, and publish the result."""
    page.goto(f"/beheer/rondes/{slug}")
    assert page.locator("[data-hash]").count() == 0
    for field in page.locator("[data-group]").all():
        field.fill(report[int(field.get_attribute("data-group") or 0) - 1])
    act(page, "approve-propose-result")


def fetch_letters(page: Page) -> list[str]:
    """Fetch the letters at the desk, and read the codes from their QR codes."""
    with page.expect_download() as download:
        page.locator("[data-act=letters]").click()
    content = download.value.path().read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as parcel:
        pdfs = [
            parcel.read(name) for name in parcel.namelist() if name.endswith(".pdf")
        ]
    return [code_in(letter) for pdf in pdfs for letter in read_pages(pdf)]


def vote(page: Page, code: str, *titles: str, scans: bool = True) -> str:
    """Scan or type a code, choose plans, check, and cast; return the receipt.

    Who types does so in a browser without JavaScript, where axe can't run.
    """
    look = assert_accessible if scans else (lambda _page: None)
    page.goto(f"/stem#{code}" if scans else "/stem")
    if not scans:
        fill(page, code=code.lower().replace("-", " "))
    look(page)
    press(page.get_by_role("button", name="Ga verder"))
    for title in titles:
        page.get_by_label(f"Kies {title}", exact=False).check()
    look(page)
    press(page.locator(".meterbar").get_by_role("button", name="Controleer"))
    expect(page.get_by_text("U heeft nog niet gestemd")).to_be_visible()
    look(page)
    press(page.get_by_role("button", name="Ja, dit is mijn stem"))
    look(page)
    receipt = page.locator("[data-receipt]").get_attribute("data-receipt")
    assert receipt is not None
    return receipt


def cast_quickly(session: Session, codes: list[str], title: str) -> None:
    """Let residents vote for one plan, without a browser of their own."""
    query = select(Project.id).where(Project.title == title)
    plan = session.scalars(query).one()
    session.rollback()
    app = current_app
    app.config["WTF_CSRF_ENABLED"] = False
    for code in codes:
        assert cast(PageClient(app), code, plan).status_code == 200
    app.config["WTF_CSRF_ENABLED"] = True
