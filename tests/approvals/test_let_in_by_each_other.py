"""Two accounts that one person can use are not two persons (T30)."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.models import CodeState, StaffMember
from pb.staff.service import Change, reset_password, reset_second_step
from pb.trail.kinds import Kind
from pb.trail.service import note
from tests.auth.login import CHEAP, SECRET_KEY, make_staff
from tests.desk.factories import (
    Clock,
    LetterDesk,
    approve,
    ask_replacement,
    browser_of,
    counts,
    find_round,
    make_desk,
    newest,
    propose_as,
)
from tests.factories import NOW
from tests.pages import PageClient, tree

LetIn = Callable[[Session, StaffMember, StaffMember], None]
CHIEF = (Role.ADMINISTRATOR, Role.CONFIGURATOR)  # an administrator who sets up rounds
DONE = {CodeState.ISSUED: 1, CodeState.REVOKED: 1}
WORDS = "Een van u beiden gaf de ander in deze ronde een account"


def add(session: Session, by: StaffMember, about: StaffMember) -> None:
    """Write down that one made the account of the other."""
    made = {"roles": ["approver"]}
    note(
        session,
        Kind.ACCOUNT_ADDED,
        at=NOW,
        actor=by.id,
        about=about.id,
        detail=made,
    )
    session.commit()


def give_password(session: Session, by: StaffMember, about: StaffMember) -> None:
    """Give a member a new password, as an administrator does."""
    reset_password(session, Change(about.id, by.id, NOW), hasher=CHEAP)


def give_second_step(session: Session, by: StaffMember, about: StaffMember) -> None:
    """Give a member a new second step, as an administrator does."""
    reset_second_step(session, Change(about.id, by.id, NOW), secret_key=SECRET_KEY)


@pytest.mark.parametrize("let_in", [add, give_password, give_second_step])
def test_who_gave_the_approver_a_key_can_not_be_approved_by_them(
    client: PageClient, session: Session, now: Clock, let_in: LetIn
) -> None:
    desk, chief = propose_as(client, session, *CHIEF)
    let_in(session, chief, desk.approver)
    browser = browser_of(client, _ready(session, desk))

    page = browser.get(f"/beheer/rondes/{desk.slug}")
    answer = approve(browser, session, desk)

    assert WORDS in page.text
    buttons = {each["data-act"] for each in tree(page).all("button")}
    assert "approve-replace-code" not in buttons
    assert (answer.status_code, WORDS in answer.text) == (409, True)
    assert newest(session).outcome is None
    assert counts(session) == {CodeState.ISSUED: 1}


def test_nor_can_they_approve_what_that_account_proposed(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk = make_desk(session)
    chief = make_staff(session, Role.ADMINISTRATOR, Role.APPROVER)
    add(session, chief, desk.clerk)
    assert ask_replacement(browser_of(client, desk.clerk), desk).status_code == 303

    assert approve(browser_of(client, chief), session, desk).status_code == 409


def test_an_account_made_by_an_account_that_was_made_is_still_one_person(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk, chief = propose_as(client, session, *CHIEF)
    between = make_staff(session, Role.ADMINISTRATOR)
    add(session, chief, between)
    add(session, between, desk.approver)

    answer = approve(browser_of(client, desk.approver), session, desk)

    assert answer.status_code == 409


def test_a_third_person_makes_two_of_them_again(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk, chief = propose_as(client, session, *CHIEF)
    third = make_staff(session, Role.ADMINISTRATOR)
    add(session, chief, desk.approver)
    give_password(session, third, desk.approver)
    half = approve(browser_of(client, _ready(session, desk)), session, desk)
    give_second_step(session, third, desk.approver)

    answer = approve(browser_of(client, _ready(session, desk)), session, desk)

    assert (half.status_code, answer.status_code) == (409, 303)
    assert counts(session) == DONE


def test_two_accounts_that_let_each_other_in_anew_are_still_who_made_them(
    client: PageClient, session: Session, now: Clock
) -> None:
    """One person makes two accounts, and resets each as the other."""
    desk, chief = propose_as(client, session, *CHIEF)
    between = make_staff(session, Role.ADMINISTRATOR)
    for made in (between, desk.approver):
        add(session, chief, made)
    for by, about in ((desk.approver, between), (between, desk.approver)):
        for kind in (Kind.PASSWORD_RESET, Kind.SECOND_STEP_RESET):
            note(session, kind, at=NOW, actor=by.id, about=about.id)
    session.commit()

    answer = approve(browser_of(client, _ready(session, desk)), session, desk)

    assert answer.status_code == 409
    assert counts(session) == {CodeState.ISSUED: 1}


def test_who_was_let_in_by_two_is_freed_of_both_by_a_third_person(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk, chief = propose_as(client, session, *CHIEF)
    between, third = (make_staff(session, Role.ADMINISTRATOR) for _each in range(2))
    for by, about in (
        (chief, between),
        (between, desk.approver),
        (third, desk.approver),
    ):
        give_password(session, by, about)
        give_second_step(session, by, about)

    answer = approve(browser_of(client, _ready(session, desk)), session, desk)

    assert answer.status_code == 303


def _ready(session: Session, desk: LetterDesk) -> StaffMember:
    """Return the approver, who chose a password of their own."""
    session.expire_all()
    member = session.get_one(StaffMember, desk.approver.id)
    member.must_change_password = False
    session.commit()
    return member


def test_an_account_from_before_the_round_counts_as_another_person(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk, chief = propose_as(client, session, *CHIEF)
    add(session, chief, desk.approver)
    find_round(session, desk.slug).created_at = NOW.replace(year=NOW.year + 1)
    session.commit()

    assert approve(browser_of(client, desk.approver), session, desk).status_code == 303
