"""The people who run a round, each at a browser of their own."""

from collections.abc import Callable
from dataclasses import dataclass

import pyotp
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from pb import clock
from pb.auth import totp
from pb.auth.models import Role
from tests.auth.login import PASSWORD, SECRET_KEY, make_staff
from tests.browser.people import fill

OWN_PASSWORD = "een heel andere zin"  # of this test
LONGEST = 60_000  # milliseconds
# What somebody sends who wants to approve what the page does not let them approve.
FORGE = """(button, act) => {
    const form = button.form;
    const hash = document.createElement("input");
    hash.type = "hidden";
    hash.name = "subject_hash";
    hash.value = form.closest("section")
        .querySelector("[data-subject-hash]").dataset.subjectHash;
    form.append(hash);
    form.action = form.action.replace("withdraw-proposal", `approve-${act}`);
}"""


@dataclass
class Colleague:
    """Somebody with an account, a phone with an app, and one browser."""

    page: Page
    email: str
    password: str
    totp_secret: str
    passphrase: str = ""  # of a key holder

    def open(self, path: str) -> Page:
        """Open a page of the desk; log in first where that is asked."""
        self.page.goto(path)
        if "/beheer/inloggen" in self.page.url:
            self.log_in()
            self.page.goto(path)
        return self.page

    def log_in(self) -> None:
        """Log in with password and app."""
        fill(self.page, email=self.email, password=self.password)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        fill(self.page, totp=pyotp.TOTP(self.totp_secret).at(clock.now()))
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        assert "/inloggen" not in self.page.url, self.page.inner_text("main")

    def begin(self) -> None:
        """Log in for the first time, and choose a password of one's own."""
        self.page.goto("/beheer")
        self.log_in()
        fill(self.page, password=OWN_PASSWORD, password_again=OWN_PASSWORD)
        with self.page.expect_navigation():
            self.page.locator("main form button[type=submit]").first.click()
        assert "Rondes" in self.page.title()
        self.password = OWN_PASSWORD

    def make_passphrase(self) -> None:
        """Write down the passphrase that is shown once."""
        self.open("/beheer/wachtzin")
        self.press("make-passphrase")
        self.passphrase = _shown(self.page, "data-passphrase")

    def press(self, act: str, *, status: int = 200) -> Page:
        """Press the button of an act, and expect this answer in the end."""
        # In tests letters and counts are made in the request that asks for them.
        with self.page.expect_navigation(timeout=LONGEST) as going:
            self.page.locator(f"main [data-act={act}]").click(timeout=LONGEST)
        answer = going.value
        assert answer is not None
        assert answer.status == status, self.page.inner_text("main")
        return self.page

    def forge_approval(self, act: str) -> None:
        """Approve one's own proposal by hand, and be refused."""
        self.page.locator("[data-act=withdraw-proposal]").evaluate(FORGE, act)
        page = self.press("withdraw-proposal", status=409)
        assert "U heeft dit zelf voorgesteld." in page.inner_text("main")


OpenDesk = Callable[[], Page]


@dataclass
class Team:
    """Everybody who works on one round; nobody has two roles."""

    configurator: Colleague
    evaluator: Colleague
    approver: Colleague
    clerk: Colleague
    counter: Colleague
    holders: list[Colleague]


def hire(session: Session, open_desk: OpenDesk) -> Team:
    """Let an administrator make the accounts, and everybody log in with theirs."""
    chief = _first_account(session, open_desk())

    def add(role: Role) -> Colleague:
        return _add(chief, open_desk(), role)

    return Team(
        add(Role.CONFIGURATOR),
        add(Role.EVALUATOR),
        add(Role.APPROVER),
        add(Role.DESK_CLERK),
        add(Role.COUNTER),
        [add(Role.KEY_HOLDER) for _ in range(3)],
    )


def _first_account(session: Session, page: Page) -> Colleague:
    """The administrator's, which in an installation is made by a command."""
    member = make_staff(session, Role.ADMINISTRATOR)
    secret = totp.unseal(member.totp_secret, SECRET_KEY)
    chief = Colleague(page, member.email, PASSWORD, secret)
    session.rollback()  # on SQLite even a reading test would keep the others waiting
    return chief


def _add(chief: Colleague, page: Page, role: Role) -> Colleague:
    """Make an account on the page of the administrator, and begin to use it."""
    number = len(page.context.browser.contexts) if page.context.browser else 0
    email = f"{role.value}-{number}@example.org"
    form = chief.open("/beheer/medewerkers/nieuw")
    fill(form, email=email)
    form.locator(f"main [name=roles][value={role.value}]").check()
    with form.expect_navigation():
        form.get_by_role("button", name="Maak het account").click()
    colleague = Colleague(
        page,
        email,
        _shown(form, "data-password"),
        _shown(form, "data-totp-secret"),
    )
    colleague.begin()
    if role is Role.KEY_HOLDER:
        colleague.make_passphrase()
    return colleague


def _shown(page: Page, attribute: str) -> str:
    found = page.locator(f"[{attribute}]").get_attribute(attribute)
    assert found
    return found
