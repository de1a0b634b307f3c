"""Pausing, resuming and extending a vote, as voters and staff see it."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pb import clock
from pb.auth.models import Role
from pb.models import CodeState, Decision
from pb.rounds.configuration import read_config
from pb.rounds.phases import Phase
from pb.rounds.service import close_round
from tests.auth.login import make_staff
from tests.desk.factories import (
    browser_of,
    counts,
    find_round,
    newest,
    press,
    told,
)
from tests.pages import PageClient, tree
from tests.rounds.approving import approve, propose
from tests.voting.factories import Vote, cast, check, enter, hidden, make_vote

Travel = Callable[[datetime], None]
REASON = "De website was een uur niet te bereiken"
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.fixture
def vote(session: Session, now: Travel) -> Vote:
    """A round in which people vote now."""
    return make_vote(session, codes=2)


def local(at: datetime) -> str:
    return at.astimezone(clock.AMSTERDAM).strftime("%Y-%m-%dT%H:%M")


def pause(client: PageClient, session: Session, vote: Vote) -> PageClient:
    """Pause the vote; return the browser in which that was done."""
    browser = browser_of(client, make_staff(session, Role.CONFIGURATOR))
    assert press(browser, vote.slug, "pause", reason=REASON).status_code == 303
    return browser


def extend(
    client: PageClient, session: Session, vote: Vote, to: datetime | None = None
) -> datetime:
    """Extend the vote by a day, by two people; return its new end."""
    until = to or vote.closes_at + DAY
    fields: dict[str, Any] = {"closes_at": local(until), "reason": REASON}
    asked = propose(client, session, vote.slug, "extend", **fields)
    assert asked.status_code == 303, asked.text
    assert approve(client, session, vote.slug).status_code == 303
    return until


def test_a_paused_vote_takes_no_code_and_no_ballot(
    client: PageClient, session: Session, vote: Vote
) -> None:
    enter(client, vote.codes[0])
    form = hidden(check(client, vote.plans[0]))
    pause(client, session, vote)

    late = client.post("/stem/bedankt", data=form)
    other = enter(PageClient(client.application), vote.codes[1])

    for answer in (late, other):
        assert answer.status_code == 409
        assert REASON in answer.text
        assert "uw code is niet gebruikt" in answer.text
    assert counts(session) == {CodeState.ISSUED: 2}
    assert told(session, vote.slug, "VOTING_PAUSED") == [{"reason": REASON}]


def test_who_voted_before_the_pause_still_gets_the_receipt_again(
    client: PageClient, session: Session, vote: Vote
) -> None:
    enter(client, vote.codes[0])
    form = hidden(check(client, vote.plans[0]))
    assert client.post("/stem/bedankt", data=form).status_code == 200
    pause(client, session, vote)

    assert client.post("/stem/bedankt", data=form).status_code == 200


def test_a_resumed_vote_takes_the_same_ballot(
    client: PageClient, session: Session, vote: Vote
) -> None:
    enter(client, vote.codes[0])
    form = hidden(check(client, vote.plans[0]))
    browser = pause(client, session, vote)
    client.post("/stem/bedankt", data=form)

    assert press(browser, vote.slug, "resume").status_code == 303
    assert client.post("/stem/bedankt", data=form).status_code == 200

    assert counts(session) == {CodeState.ISSUED: 1, CodeState.USED: 1}
    assert told(session, vote.slug, "VOTING_RESUMED") == [{}]


@pytest.mark.parametrize("page", ["/", "/rondes/{slug}", "/rondes/{slug}/logboek"])
def test_everybody_reads_why_the_vote_is_paused(
    client: PageClient, session: Session, vote: Vote, page: str
) -> None:
    pause(client, session, vote)

    assert REASON in client.get(page.format(slug=vote.slug)).text


@pytest.mark.parametrize("reason", ["", "kort", "x" * 501])
def test_a_pause_needs_a_reason(
    client: PageClient, session: Session, vote: Vote, reason: str
) -> None:
    browser = browser_of(client, make_staff(session, Role.CONFIGURATOR))

    answer = press(browser, vote.slug, "pause", reason=reason)

    assert answer.status_code == 422
    assert "#pauze-reason" in {link["href"] for link in tree(answer).all("a")}
    assert told(session, vote.slug, "VOTING_PAUSED") == []


def test_pausing_twice_and_resuming_what_goes_on_say_so(
    client: PageClient, session: Session, vote: Vote
) -> None:
    browser = browser_of(client, make_staff(session, Role.CONFIGURATOR))

    idle = press(browser, vote.slug, "resume")
    press(browser, vote.slug, "pause", reason=REASON)
    again = press(browser, vote.slug, "pause", reason=REASON)

    assert (idle.status_code, again.status_code) == (409, 409)
    assert "ligt niet stil" in idle.text
    assert "ligt al stil" in again.text


def test_the_clock_runs_on_during_a_pause_and_the_round_closes(
    client: PageClient, session: Session, vote: Vote, now: Travel
) -> None:
    pause(client, session, vote)
    now(vote.closes_at)
    browser = browser_of(client, make_staff(session, Role.CONFIGURATOR))

    answer = press(browser, vote.slug, "resume")
    late = enter(PageClient(client.application), vote.codes[0])

    assert answer.status_code == 409
    assert "Stemmen kan niet meer" in late.text
    close_round(session, find_round(session, vote.slug), vote.closes_at)


def test_two_persons_extend_the_vote_to_the_second(
    client: PageClient, session: Session, vote: Vote, now: Travel
) -> None:
    """T21, T24: in time until just before the new end, and never after it."""
    until = extend(client, session, vote)

    now(until - SECOND)
    assert cast(client, vote.codes[0], vote.plans[0]).status_code == 200
    now(until)
    late = enter(PageClient(client.application), vote.codes[1])

    assert late.status_code == 409
    assert find_round(session, vote.slug).phase(until) is Phase.CLOSED
    (body,) = told(session, vote.slug, "VOTING_EXTENDED")
    assert body["reason"] == REASON
    assert datetime.fromisoformat(str(body["closes_at"])) == until


def test_who_chose_before_the_extension_votes_after_the_old_end(
    client: PageClient, session: Session, vote: Vote, now: Travel
) -> None:
    now(vote.closes_at - SECOND)
    enter(client, vote.codes[0])
    form = hidden(check(client, vote.plans[0]))
    extend(client, session, vote)
    now(vote.closes_at + SECOND)

    answer = client.post("/stem/bedankt", data=form)

    assert answer.status_code == 200


def test_what_was_fixed_keeps_the_old_end(
    client: PageClient, session: Session, vote: Vote
) -> None:
    before = find_round(session, vote.slug).config_json or ""
    until = extend(client, session, vote)

    session.expire_all()
    budget_round = find_round(session, vote.slug)
    fixed = datetime.fromisoformat(json.loads(before)["closes_at"])
    assert budget_round.config_json == before
    assert fixed == vote.closes_at
    assert read_config(budget_round).closes_at == until


def test_a_round_is_not_closed_before_the_new_end(
    client: PageClient, session: Session, vote: Vote, now: Travel
) -> None:
    extend(client, session, vote)
    now(vote.closes_at + SECOND)
    browser = browser_of(client, make_staff(session, Role.CONFIGURATOR))

    assert press(browser, vote.slug, "close").status_code == 409
    page = client.get(f"/rondes/{vote.slug}").text
    assert "U kunt stemmen tot" in page


def test_one_person_does_not_extend(
    client: PageClient, session: Session, vote: Vote
) -> None:
    member = make_staff(session, Role.CONFIGURATOR, Role.APPROVER)
    fields: dict[str, Any] = {
        "closes_at": local(vote.closes_at + DAY),
        "reason": REASON,
    }
    propose(client, session, vote.slug, "extend", member=member, **fields)

    assert approve(client, session, vote.slug, member=member).status_code == 409
    session.expire_all()
    assert find_round(session, vote.slug).closes_at == vote.closes_at


@pytest.mark.parametrize("by", [timedelta(0), -DAY])
def test_a_vote_is_only_made_longer(
    client: PageClient, session: Session, vote: Vote, by: timedelta
) -> None:
    fields: dict[str, Any] = {"closes_at": local(vote.closes_at + by), "reason": REASON}

    answer = propose(client, session, vote.slug, "extend", **fields)

    assert answer.status_code == 422
    assert "#verlengen-closes-at" in {e["href"] for e in tree(answer).all("a")}


@pytest.mark.parametrize("closes_at", ["", "morgen", "2027-02-31T10:00", "\0"])
def test_an_end_that_is_no_moment_comes_back(
    client: PageClient, session: Session, vote: Vote, closes_at: str
) -> None:
    answer = propose(
        client, session, vote.slug, "extend", closes_at=closes_at, reason=REASON
    )

    assert answer.status_code == 422


def test_an_extension_that_is_approved_too_late_lapses(
    client: PageClient, session: Session, vote: Vote, now: Travel
) -> None:
    fields: dict[str, Any] = {
        "closes_at": local(vote.closes_at + DAY),
        "reason": REASON,
    }
    propose(client, session, vote.slug, "extend", **fields)
    now(vote.closes_at)

    answer = approve(client, session, vote.slug)

    assert answer.status_code == 409
    assert newest(session).outcome is Decision.LAPSED


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.CONFIGURATOR}))
def test_only_a_configurator_pauses_and_extends(
    client: PageClient, session: Session, vote: Vote, role: Role
) -> None:
    browser = browser_of(client, make_staff(session, role))

    for name in ("pause", "resume", "extend"):
        assert press(browser, vote.slug, name, reason=REASON).status_code == 403


@pytest.mark.parametrize(
    "change",
    [
        "closes_at = '2026-11-23 00:00:00.000000'",
        "opens_at = '2026-11-16 00:00:00.000000'",
        "closes_at = NULL",
        "stage = 'closed', closes_at = '2027-11-23 00:00:00.000000'",
        "stage = 'frozen'",
    ],
)
def test_the_database_itself_lets_a_vote_only_last_longer(
    session: Session, vote: Vote, change: str
) -> None:
    """T24."""
    with pytest.raises(IntegrityError):
        session.execute(text(f"UPDATE budget_round SET {change}"))  # noqa: S608  # ours
    session.rollback()
