"""Adopting a result as the second person, who has the printed report."""

from collections.abc import Mapping

from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from pb.approvals.groups import asked_groups, groups_of
from pb.approvals.proposals import subject_of
from pb.auth.models import Role, StaffMember
from tests.auth.login import make_staff
from tests.desk.factories import browser_of, newest, press
from tests.pages import PageClient


def typed_groups(session: Session) -> dict[str, str]:
    """Return the fields of the groups that the newest proposal asks for."""
    proposal = newest(session)
    groups = groups_of(subject_of(proposal)["result_hash"])
    asked = asked_groups(proposal.subject_hash)
    session.rollback()
    return {f"group-{n}": groups[n - 1] for n in asked}


def adopt(
    client: PageClient,
    session: Session,
    slug: str,
    *,
    member: StaffMember | None = None,
    typed: Mapping[str, str] | None = None,
) -> TestResponse:
    """Approve the newest proposal of a result, with what stands on the report."""
    fields = typed_groups(session) if typed is None else typed
    member = member or make_staff(session, Role.APPROVER)
    proposal = newest(session)
    shown = {"proposal": proposal.id, "subject_hash": proposal.subject_hash}
    session.rollback()
    browser = browser_of(client, member)
    return press(browser, slug, "approve-propose-result", **shown, **fields)
