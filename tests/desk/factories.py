"""A vote in which letters have numbers, and the two people who replace one."""

from collections.abc import Callable
from dataclasses import dataclass

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from pb.auth.models import Role, StaffMember
from pb.codes.letter_number import generate_number, number_mac
from pb.log.service import body_of, read_events
from pb.models import BudgetRound, CodeState, Proposal, VotingCode
from tests.auth.login import log_in, make_staff
from tests.pages import PageClient
from tests.voting.factories import KEY, Vote, make_vote


@dataclass
class LetterDesk:
    """A round that takes ballots, its letters, and people at the desk."""

    vote: Vote
    numbers: list[str]  # of the letters of the codes, in their order
    clerk: StaffMember
    approver: StaffMember

    @property
    def slug(self) -> str:
        """Return the address of the round."""
        return self.vote.slug


def make_desk(session: Session, *, codes: int = 1) -> LetterDesk:
    """Make a vote with printed letters, and log nobody in."""
    vote = make_vote(session, codes=codes)
    numbers = [number_letter(session, vote, code) for code in vote.codes]
    return LetterDesk(
        vote,
        numbers,
        make_staff(session, Role.DESK_CLERK),
        make_staff(session, Role.APPROVER),
    )


def number_letter(session: Session, vote: Vote, code: str) -> str:
    """Give the letter of a code a number."""
    row = row_of(session, vote, code)
    number = generate_number()
    row.letter_mac = number_mac(number, row.budget_round_id, KEY)
    session.commit()
    return number


def row_of(session: Session, vote: Vote, code: str) -> VotingCode:
    """Return the row of a code as it is now."""
    from pb.codes.code import mac

    session.rollback()
    round_id = find_round(session, vote.slug).id
    return session.scalars(
        select(VotingCode)
        .where(VotingCode.mac == mac(code, round_id, KEY))
        .execution_options(populate_existing=True)
    ).one()


def find_round(session: Session, slug: str) -> BudgetRound:
    return session.scalars(select(BudgetRound).where(BudgetRound.slug == slug)).one()


def browser_of(client: PageClient, member: StaffMember) -> PageClient:
    """Return a browser of their own in which a member of staff is logged in."""
    browser = PageClient(client.application)
    log_in(browser, member)
    return browser


def press(browser: FlaskClient, slug: str, act: str, **data: object) -> TestResponse:
    """Press a button of the desk."""
    return browser.post(f"/beheer/rondes/{slug}/{act}", data=data)


def ask_replacement(
    browser: FlaskClient, desk: LetterDesk, **data: object
) -> TestResponse:
    """Propose a new letter for the first letter, or for the one that is named."""
    values = {"letter": desk.numbers[0], "reason": "lost", **data}
    return press(browser, desk.slug, "replace-code", **values)


def propose_as(
    client: PageClient, session: Session, *roles: Role
) -> tuple[LetterDesk, StaffMember]:
    """Make a desk where somebody with these roles proposed a new letter."""
    desk = make_desk(session)
    member = make_staff(session, *roles)
    assert ask_replacement(browser_of(client, member), desk).status_code == 303
    return desk, member


def newest(session: Session) -> Proposal:
    """Return the newest proposal as it is now."""
    session.rollback()
    return session.scalars(
        select(Proposal)
        .order_by(Proposal.id.desc())
        .execution_options(populate_existing=True)
    ).first()  # type: ignore[return-value]  # a test without one fails


def approve(browser: FlaskClient, session: Session, desk: LetterDesk) -> TestResponse:
    """Approve the newest proposal as its page shows it."""
    proposal = newest(session)
    fields = {"proposal": proposal.id, "subject_hash": proposal.subject_hash}
    session.rollback()
    return press(browser, desk.slug, f"approve-{proposal.act}", **fields)


def told(session: Session, slug: str, *types: str) -> list[dict[str, object]]:
    """Return the bodies of the lines of some kinds, oldest first."""
    session.rollback()
    events = read_events(session, find_round(session, slug))
    found = [body_of(event) for event in events if event.type in types]
    session.rollback()
    return found


def counts(session: Session) -> dict[CodeState, int]:
    """Return how many codes are in each state."""
    session.rollback()
    found = list(session.scalars(select(VotingCode.state)))
    session.rollback()
    return {state: found.count(state) for state in CodeState if state in found}


Clock = Callable[..., None]
