"""Making a code invalid without a new letter (T12, T27)."""

from sqlalchemy.orm import Session

from pb.models import CodeState
from pb.rounds.service import close_round
from tests.desk.factories import (
    Clock,
    approve,
    browser_of,
    counts,
    find_round,
    make_desk,
    press,
    row_of,
    told,
)
from tests.pages import PageClient
from tests.voting.factories import cast, count_ballots, enter


def test_an_unused_code_is_revoked(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk = make_desk(session, codes=2)
    values = {"letter": desk.numbers[0], "reason": "moved"}
    press(browser_of(client, desk.clerk), desk.slug, "void", **values)

    assert approve(browser_of(client, desk.approver), session, desk).status_code == 303

    assert counts(session) == {CodeState.ISSUED: 1, CodeState.REVOKED: 1}
    assert enter(client, desk.vote.codes[0]).status_code == 422
    [revoked] = told(session, desk.slug, "CODES_REVOKED")
    assert revoked["count"] == 1


def test_a_ballot_is_voided_until_the_count_is_fixed(
    client: PageClient, session: Session, now: Clock
) -> None:
    """T27: ballots = used - void, also in the line that fixes the numbers."""
    desk = make_desk(session, codes=3)
    for code in desk.vote.codes[:2]:
        cast(PageClient(client.application), code, desk.vote.plans[0])
    now(desk.vote.closes_at)
    values = {"letter": desk.numbers[0], "reason": "stolen", "voids_ballot": "yes"}
    press(browser_of(client, desk.clerk), desk.slug, "void", **values)

    assert approve(browser_of(client, desk.approver), session, desk).status_code == 303
    close_round(session, find_round(session, desk.slug), desk.vote.closes_at)

    [closed] = told(session, desk.slug, "ROUND_CLOSED")
    numbers = {name: closed[name] for name in ("issued", "unused", "used", "void")}
    assert numbers == {"issued": 3, "unused": 1, "used": 2, "void": 1}
    assert closed["envelopes"] == 1
    assert len(told(session, desk.slug, "BALLOT_VOIDED")) == 1


def test_nothing_is_voided_once_the_count_is_fixed(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk = make_desk(session)
    cast(PageClient(client.application), desk.vote.codes[0], desk.vote.plans[0])
    values = {"letter": desk.numbers[0], "reason": "stolen", "voids_ballot": "yes"}
    press(browser_of(client, desk.clerk), desk.slug, "void", **values)
    now(desk.vote.closes_at)
    close_round(session, find_round(session, desk.slug), desk.vote.closes_at)

    late = press(browser_of(client, desk.clerk), desk.slug, "void", **values)
    lapsed = approve(browser_of(client, desk.approver), session, desk)

    assert (late.status_code, lapsed.status_code) == (409, 409)
    assert count_ballots(session) == 1
    assert not row_of(session, desk.vote, desk.vote.codes[0]).is_void
