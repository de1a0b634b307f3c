"""The desk as a program sees it: forms are found by the `data-act` of their button."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from pb.auth.models import StaffMember
from tests.desk.factories import browser_of
from tests.html_tree import Element
from tests.pages import PageClient, tree


@dataclass
class ScriptedDesk:
    """A round's desk, at which people press buttons at the moments that a test sets."""

    client: PageClient
    session: Session
    address: str
    now: Callable[[datetime], None]

    def page(self, who: StaffMember) -> Element:
        """Return the desk as somebody sees it."""
        return tree(self.browser(who).get(self.address))

    def acts(self, who: StaffMember) -> set[str]:
        """Return the acts that somebody is offered."""
        return {e["data-act"] for e in self.page(who).all("button") if e["data-act"]}

    def do(
        self, who: StaffMember, act: str, *, at: datetime, **fields: str
    ) -> TestResponse:
        """Fill in the form of an act and press its button."""
        self.now(at)
        browser = self.browser(who)
        form = _form_of(tree(browser.get(self.address)), act)
        known = {e["name"] for e in form.all("input", "textarea", "select")}
        assert fields.keys() <= known, (act, known)
        hidden = {
            e["name"]: e["value"] for e in form.all("input") if e["type"] == "hidden"
        }
        return browser.post(form["action"], data={**hidden, **fields})

    def browser(self, who: StaffMember) -> PageClient:
        """Return a browser in which somebody is logged in now."""
        self.session.rollback()
        member = self.session.merge(who)
        return browser_of(self.client, member)


def _form_of(page: Element, act: str) -> Element:
    for form in page.all("form"):
        if any(button["data-act"] == act for button in form.all("button")):
            return form
    raise AssertionError(f"the desk offers no {act}")
