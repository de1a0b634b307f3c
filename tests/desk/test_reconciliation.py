"""Issued = unused + used + revoked, to the unit, at any moment (T26, T27)."""

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.desk.reconciliation import Account, Reconciliation, reconcile
from pb.models import CodeBatch, Envelope
from tests.auth.login import make_staff
from tests.desk.factories import (
    Clock,
    LetterDesk,
    approve,
    ask_replacement,
    browser_of,
    find_round,
    make_desk,
)
from tests.pages import PageClient
from tests.voting.factories import cast


def account_of(session: Session, desk: LetterDesk) -> Reconciliation:
    session.rollback()
    found = reconcile(session, find_round(session, desk.slug))
    session.rollback()
    return found


def numbers(account: Account) -> tuple[int, ...]:
    return (
        account.issued,
        account.unused,
        account.used,
        account.revoked,
        account.void,
        account.envelopes,
    )


def test_every_act_of_the_desk_keeps_the_equation(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk = make_desk(session, codes=4)
    clerk, approver = (browser_of(client, m) for m in (desk.clerk, desk.approver))
    seen = [numbers(account_of(session, desk).total)]
    for code in desk.vote.codes[:2]:
        cast(PageClient(client.application), code, desk.vote.plans[0])
        seen.append(numbers(account_of(session, desk).total))
    for place, values in ((2, {}), (0, {"voids_ballot": "yes"})):
        ask_replacement(clerk, desk, letter=desk.numbers[place], **values)
        approve(approver, session, desk)
        seen.append(numbers(account_of(session, desk).total))

    assert seen == [
        (4, 4, 0, 0, 0, 0),
        (4, 3, 1, 0, 0, 1),
        (4, 2, 2, 0, 0, 2),
        (5, 2, 2, 1, 0, 2),
        (6, 3, 2, 1, 1, 1),
    ]
    assert account_of(session, desk).fits


def test_an_area_is_counted_apart(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk = make_desk(session, codes=2)
    cast(client, desk.vote.codes[0], desk.vote.plans[0])

    here, there = account_of(session, desk).areas

    assert (numbers(here), numbers(there)) == ((2, 1, 1, 0, 0, 1), (0,) * 6)
    assert (here.votes, here.letters_sent) == (1, 1000)


def test_a_code_from_nowhere_is_noticed(
    client: PageClient, session: Session, now: Clock
) -> None:
    """T27: more codes in the table than were ever issued."""
    desk = make_desk(session, codes=2)
    session.execute(update(CodeBatch).values(count=1))
    session.commit()

    assert not account_of(session, desk).fits
    page = browser_of(client, desk.clerk).get(f"/beheer/rondes/{desk.slug}")
    assert 'data-fits="no"' in page.text


def test_an_envelope_that_is_gone_is_noticed(
    client: PageClient, session: Session, now: Clock
) -> None:
    """T27: ballots = used - void."""
    desk = make_desk(session)
    cast(client, desk.vote.codes[0], desk.vote.plans[0])
    session.execute(delete(Envelope))
    session.commit()

    assert not account_of(session, desk).fits


def test_the_desk_shows_turnout_and_never_a_choice(
    client: PageClient, session: Session, now: Clock
) -> None:
    """T26: two rounds with opposite votes differ in nothing."""
    pages = []
    desk = make_desk(session, codes=1)
    auditor = browser_of(client, make_staff(session, Role.AUDITOR))
    before = auditor.get(f"/beheer/rondes/{desk.slug}").text
    cast(client, desk.vote.codes[0], desk.vote.plans[0])
    pages.append(auditor.get(f"/beheer/rondes/{desk.slug}").text)

    assert 'data-fits="yes"' in pages[0]
    assert "Het klopt: 1 uitgegeven = 0 ongebruikt + 1 gebruikt" in pages[0]
    assert pages[0] != before
