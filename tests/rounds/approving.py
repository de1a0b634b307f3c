"""Proposing and approving an act of a round over HTTP, by two people."""

from typing import Any

from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from pb.auth.models import Role, StaffMember
from tests.auth.login import make_staff
from tests.desk.factories import browser_of, newest, press
from tests.pages import PageClient


def propose(
    client: PageClient,
    session: Session,
    slug: str,
    act: str,
    *,
    member: StaffMember | None = None,
    **fields: Any,
) -> TestResponse:
    """Propose an act, as a configurator of their own unless another is named."""
    member = member or make_staff(session, Role.CONFIGURATOR)
    return press(browser_of(client, member), slug, act, **fields)


def approve(
    client: PageClient,
    session: Session,
    slug: str,
    *,
    member: StaffMember | None = None,
    **fields: Any,
) -> TestResponse:
    """Approve the newest proposal, as an approver unless another is named."""
    member = member or make_staff(session, Role.APPROVER)
    proposal = newest(session)
    shown = {"proposal": proposal.id, "subject_hash": proposal.subject_hash}
    name = f"approve-{proposal.act}"
    session.rollback()
    return press(browser_of(client, member), slug, name, **shown, **fields)
