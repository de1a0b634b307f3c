"""A database that knows less than it did holds the round (T23)."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.clock import now as real_now
from pb.log.service import body_of, read_events
from pb.models import CodeState
from pb.recovery import watermarks
from pb.recovery.service import guard
from pb.results.service import RoundOnHold, recount
from pb.rounds.phases import Stage
from tests.auth.login import make_staff
from tests.desk.factories import Clock, browser_of, newest, press, told
from tests.factories import NOW
from tests.pages import PageClient
from tests.recovery.factories import (
    LATER,
    instance_of,
    lose_log_line,
    put_on_hold,
    round_of,
    watermark_ahead,
)
from tests.voting.factories import (
    Vote,
    cast,
    check,
    count_ballots,
    enter,
    hidden,
    make_vote,
    states,
)

REASON = "De schijf ging stuk. De kopie van 12.00 uur is de nieuwste die er is."


@pytest.fixture
def vote(session: Session, now: Clock) -> Vote:
    return make_vote(session, codes=3)


def test_a_round_that_only_grew_goes_on(
    app: Flask, client: PageClient, session: Session, vote: Vote
) -> None:
    guard(session, instance_of(app), now=NOW)
    cast(client, vote.codes[0], vote.plans[0])

    assert guard(session, instance_of(app), now=LATER) == []

    kept = watermarks.kept(instance_of(app), vote.slug)
    assert kept is not None
    assert (kept.size, kept.used, kept.envelopes) == (2, 1, 1)


def test_the_watermark_is_for_us_alone(
    app: Flask, session: Session, vote: Vote
) -> None:
    guard(session, instance_of(app), now=NOW)

    (path,) = (instance_of(app) / "urn").glob("*.watermark.json")
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "before", [{"used": 1}, {"size": 3}, {"root": "ab" * 32}], ids=str
)
def test_less_or_something_else_holds_the_round_and_says_so(
    app: Flask, session: Session, vote: Vote, before: dict[str, Any]
) -> None:
    watermark_ahead(app, session, vote, **before)

    assert guard(session, instance_of(app), now=LATER) == [vote.slug]

    budget_round = round_of(session, vote)
    assert budget_round.on_hold_at == LATER
    *_rest, event = read_events(session, budget_round)
    expected = {"expected_used": 0, "expected_size": 2}
    expected |= {f"expected_{k}": v for k, v in before.items() if k != "root"}
    assert body_of(event) == expected | {"found_used": 0, "found_size": 2}


def test_a_lost_line_of_the_logbook_holds_the_round(
    app: Flask, session: Session, vote: Vote
) -> None:
    guard(session, instance_of(app), now=NOW)
    lose_log_line(session)

    assert guard(session, instance_of(app), now=LATER) == [vote.slug]


def test_a_hold_stands_in_the_logbook_once_and_keeps_its_watermark(
    app: Flask, session: Session, vote: Vote
) -> None:
    put_on_hold(app, session, vote)

    assert guard(session, instance_of(app), now=LATER) == [vote.slug]

    assert len(told(session, vote.slug, "INTEGRITY_HOLD")) == 1
    kept = watermarks.kept(instance_of(app), vote.slug)
    assert kept is not None
    assert kept.used == 4


def test_nobody_enters_or_casts_while_the_round_is_on_hold(
    app: Flask, client: PageClient, session: Session, vote: Vote
) -> None:
    enter(client, vote.codes[0])
    form = hidden(check(client, vote.plans[0]))
    put_on_hold(app, session, vote)

    answers = [client.post("/stem/bedankt", data=form), enter(client, vote.codes[1])]

    for answer in answers:
        assert answer.status_code == 409
        assert "Het stemmen ligt stil" in answer.text
    assert count_ballots(session) == 0
    assert set(states(session)) == {CodeState.ISSUED}


def test_a_retry_of_a_stored_ballot_still_gets_its_receipt(
    app: Flask, client: PageClient, session: Session, vote: Vote
) -> None:
    enter(client, vote.codes[0])
    form = hidden(check(client, vote.plans[0]))
    assert client.post("/stem/bedankt", data=form).status_code == 200
    put_on_hold(app, session, vote)

    assert client.post("/stem/bedankt", data=form).status_code == 200


def test_nothing_is_published_while_the_round_is_on_hold(
    app: Flask, client: PageClient, session: Session, vote: Vote
) -> None:
    put_on_hold(app, session, vote)
    round_of(session, vote).stage = Stage.COUNTED
    session.commit()

    with pytest.raises(RoundOnHold):
        recount(session, round_of(session, vote))


def propose(client: PageClient, session: Session, vote: Vote) -> PageClient:
    """Propose to go on; return the browser of who can approve."""
    proposer = browser_of(client, make_staff(session, Role.ADMINISTRATOR))
    answer = press(proposer, vote.slug, "release-hold", reason=REASON)
    assert answer.status_code == 303, answer.text
    return browser_of(client, make_staff(session, Role.APPROVER))


def approve(browser: PageClient, session: Session, vote: Vote) -> int:
    proposal = newest(session)
    fields = {"proposal": proposal.id, "subject_hash": proposal.subject_hash}
    session.rollback()
    answer = press(browser, vote.slug, "approve-release-hold", **fields)
    return answer.status_code


def test_two_persons_let_it_go_on_with_a_reason(
    app: Flask, client: PageClient, session: Session, vote: Vote
) -> None:
    put_on_hold(app, session, vote)
    approver = propose(client, session, vote)
    page = approver.get(f"/beheer/rondes/{vote.slug}").text
    assert REASON in page

    assert approve(approver, session, vote) == 303

    assert told(session, vote.slug, "INTEGRITY_RELEASED") == [{"reason": REASON}]
    assert round_of(session, vote).on_hold_at is None
    assert REASON.rstrip(".") in client.get(f"/rondes/{vote.slug}/logboek").text
    assert guard(session, instance_of(app), now=LATER) == []
    assert cast(client, vote.codes[0], vote.plans[0]).status_code == 200


def test_a_release_accepts_only_what_was_missing_then(
    app: Flask, client: PageClient, session: Session, vote: Vote
) -> None:
    put_on_hold(app, session, vote)
    approve(propose(client, session, vote), session, vote)
    guard(session, instance_of(app), now=LATER)
    watermark_ahead(app, session, vote, used=5)

    assert guard(session, instance_of(app), now=LATER) == [vote.slug]


def test_who_proposes_can_not_let_it_go_on_alone(
    app: Flask, client: PageClient, session: Session, vote: Vote
) -> None:
    put_on_hold(app, session, vote)
    member = make_staff(session, Role.CONFIGURATOR)
    browser = browser_of(client, member)
    press(browser, vote.slug, "release-hold", reason=REASON)

    assert approve(browser, session, vote) == 409
    assert round_of(session, vote).on_hold_at is not None


@pytest.mark.parametrize("reason", ["", "kort", "x" * 501])
def test_a_reason_is_asked_for(
    app: Flask, client: PageClient, session: Session, vote: Vote, reason: str
) -> None:
    put_on_hold(app, session, vote)
    browser = browser_of(client, make_staff(session, Role.CONFIGURATOR))

    answer = press(browser, vote.slug, "release-hold", reason=reason)

    assert answer.status_code == 422


@pytest.mark.parametrize(
    "role", sorted(set(Role) - {Role.ADMINISTRATOR, Role.CONFIGURATOR, Role.APPROVER})
)
def test_others_can_not_propose_it(
    app: Flask, client: PageClient, session: Session, vote: Vote, role: Role
) -> None:
    put_on_hold(app, session, vote)
    browser = browser_of(client, make_staff(session, role))

    answer = press(browser, vote.slug, "release-hold", reason=REASON)

    assert answer.status_code == 403


def test_a_round_that_is_not_on_hold_has_nothing_to_release(
    client: PageClient, session: Session, vote: Vote
) -> None:
    browser = browser_of(client, make_staff(session, Role.CONFIGURATOR))

    answer = press(browser, vote.slug, "release-hold", reason=REASON)

    assert answer.status_code == 409


def test_a_watermark_that_can_not_be_read_is_left_as_it_is(
    app: Flask, session: Session, vote: Vote
) -> None:
    path = instance_of(app) / "urn" / f"{vote.slug}.watermark.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text("{")

    assert guard(session, instance_of(app), now=real_now()) == []
    assert path.read_text() == "{"


def test_who_takes_a_proposal_back_stands_there_in_their_own_role(
    app: Flask, client: PageClient, session: Session, vote: Vote
) -> None:
    put_on_hold(app, session, vote)
    browser = browser_of(client, make_staff(session, Role.ADMINISTRATOR))
    press(browser, vote.slug, "release-hold", reason=REASON)

    press(browser, vote.slug, "withdraw-proposal", proposal=newest(session).id)

    *_rest, event = read_events(session, round_of(session, vote))
    assert event.type == "ACT_DECIDED"
    assert event.actor.startswith("administrator:")
