"""What staff do ends up in the logbook, under a pseudonym, signed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from exports import event_log
from pb.auth.models import Role
from pb.codes.revoking import revoke_batch
from pb.codes.service import issue_codes
from pb.jobs.models import JobState
from pb.jobs.service import run_job
from pb.log.acting import NotInRole, acting_in_job
from pb.log.checkpoints import EVENTS, newest_checkpoint
from pb.log.service import body_of, event_line, read_events
from pb.models import BudgetRound, CodeBatch, Job, StaffPseudonym
from pb.results.listing import COUNT
from pb.rounds.phases import Stage
from pb.urn.destroying import OBJECTIONS
from tests.auth.login import log_in, make_staff
from tests.factories import NOW
from tests.pages import PageClient
from tests.results.adopting import adopt
from tests.results.factories import AFTER, act, make_published_round
from tests.results.factories import make_armed_round as make_countable_round
from tests.rounds.approving import approve
from tests.rounds.factories import CHECKED_AT, CODE_KEY, SEED, make_round_in
from tests.urn import give_key

Clock = Callable[[datetime], None]


def lines(session: Session, budget_round: BudgetRound) -> list[tuple[str, Any]]:
    """Return kind and body of every line, oldest first."""
    session.rollback()
    events = read_events(session, budget_round)
    return [(event.type, body_of(event)) for event in events]


def test_freezing_begins_the_logbook(
    client: PageClient, session: Session, now: Clock
) -> None:
    budget_round = make_round_in(session, Stage.SHORTLISTED, slug="zomer")
    now(CHECKED_AT)
    log_in(client, make_staff(session, Role.CONFIGURATOR))
    client.post("/beheer/rondes/zomer/draw", data={"source": "public", "seed": SEED})
    assert lines(session, budget_round) == []

    assert act(client, "zomer", "freeze").status_code == 303
    assert lines(session, budget_round) == []
    assert approve(client, session, "zomer").status_code == 303

    session.refresh(budget_round)
    body = {"config_hash": budget_round.config_hash}
    assert lines(session, budget_round)[0] == ("ROUND_FROZEN", body)
    actors = {event.actor for event in read_events(session, budget_round)}
    known = set(session.scalars(select(StaffPseudonym.pseudonym)))
    assert {actor.split(":")[1] for actor in actors} == known
    signed = newest_checkpoint(session, budget_round, EVENTS)
    assert signed is not None
    assert signed.size == 3


def test_a_refused_act_leaves_no_line(
    client: PageClient, session: Session, now: Clock
) -> None:
    budget_round = make_round_in(session, Stage.FROZEN, slug="zomer")
    now(CHECKED_AT)
    log_in(client, make_staff(session, Role.CONFIGURATOR))
    before = lines(session, budget_round)

    assert act(client, "zomer", "open").status_code == 409

    assert lines(session, budget_round) == before


def test_codes_are_told_by_number_and_root(session: Session) -> None:
    """T27."""
    budget_round = make_round_in(session, Stage.FROZEN)
    area = budget_round.areas[0]
    codes = issue_codes(session, area, 5, channel="x", key=CODE_KEY, now=CHECKED_AT)
    session.commit()
    batch = session.scalars(select(CodeBatch)).one()
    assert revoke_batch(session, batch, now=CHECKED_AT) == 5
    session.commit()

    issued, revoked = lines(session, budget_round)[-2:]
    assert issued[0] == "CODES_ISSUED"
    assert (issued[1]["area"], issued[1]["count"]) == (str(area.id), 5)
    assert len(issued[1]["root"]) == 64
    assert revoked == ("CODES_REVOKED", {"area": str(area.id), "count": 5})
    texts = " ".join(map(event_line, read_events(session, budget_round)))
    assert not any(code in texts for code in codes)


def test_opening_tells_dates_and_codes(session: Session, armed: BudgetRound) -> None:
    """T27: before anybody can vote, how many can is public."""
    kind, body = lines(session, armed)[-1]
    assert kind == "ROUND_OPENED"
    assert body == {
        "opens_at": "2026-11-22T12:00:00Z",
        "closes_at": "2026-11-29T12:00:00Z",
        "issued": 3,
        "revoked": 0,
    }


@pytest.mark.usefixtures("now")
def test_a_result_is_told_from_count_to_publication(session: Session) -> None:
    slug = make_countable_round(session)
    budget_round = session.scalars(
        select(BudgetRound).where(BudgetRound.slug == slug)
    ).one()
    make_published_round(session, budget_round)

    told = lines(session, budget_round)
    hashes = {body["result_hash"] for kind, body in told if kind.startswith("RESULT")}
    kinds = [kind for kind, _ in told if kind.startswith("RESULT")]
    assert kinds == ["RESULT_COUNTED", "RESULT_PROPOSED", "RESULT_PUBLISHED"]
    assert len(hashes) == 1
    assert told[-1][1]["version"] == 1


@pytest.mark.usefixtures("now")
def test_proposing_twice_is_told_once(
    client: PageClient, session: Session, closed: BudgetRound
) -> None:
    log_in(client, make_staff(session, Role.COUNTER))
    for name in ("count", "propose-result"):
        assert act(client, closed.slug, name).status_code == 303
    assert act(client, closed.slug, "propose-result").status_code == 409

    kinds = [kind for kind, _ in lines(session, closed)]
    assert kinds.count("RESULT_PROPOSED") == 1
    types = {"RESULT_PROPOSED", "ACT_PROPOSED"}
    actors = {e.actor for e in read_events(session, closed) if e.type in types}
    assert len(actors) == 1
    assert actors.pop().startswith("counter:")
    texts = map(event_line, read_events(session, closed))
    assert event_log.find_fault(texts) is None


def test_who_destroys_the_key_stands_there_in_that_role(
    client: PageClient, session: Session, now: Clock, closed: BudgetRound
) -> None:
    give_key(closed)
    make_published_round(session, closed, [])
    now(AFTER + OBJECTIONS)
    log_in(client, make_staff(session, Role.ADMINISTRATOR))

    assert act(client, closed.slug, "destroy-key").status_code == 303
    assert approve(client, session, closed.slug).status_code == 303

    session.rollback()
    actors = {e.type: e.actor for e in read_events(session, closed)}
    assert actors["ACT_PROPOSED"].startswith("administrator:")
    assert actors["KEY_DESTROYED"].startswith("approver:")


def test_nobody_acts_in_a_role_they_do_not_have(
    app: Flask, session: Session, closed: BudgetRound
) -> None:
    member = make_staff(session, Role.BROKER)
    job = Job(kind="x", budget_round_id=closed.id, staff_id=member.id)

    with pytest.raises(NotInRole):
        acting_in_job(session, job, Role.COUNTER, Role.CONFIGURATOR)


def test_nobody_acts_with_an_account_that_was_closed_meanwhile(
    session: Session, closed: BudgetRound, now: Clock
) -> None:
    now(AFTER)
    member = make_staff(session, Role.COUNTER)
    job = Job(
        kind=COUNT, budget_round_id=closed.id, staff_id=member.id, created_at=AFTER
    )
    session.add(job)
    member.is_disabled = True
    session.commit()

    run_job(job.id)

    session.refresh(job)
    assert (job.state, "mag dit niet meer" in job.message) == (JobState.FAILED, True)
    assert not any(kind == "RESULT_COUNTED" for kind, _ in lines(session, closed))


def test_who_approves_stands_there_as_approver(
    client: PageClient, session: Session, now: Clock, closed: BudgetRound
) -> None:
    """T30: two persons, each under their own pseudonym."""
    now(NOW)
    log_in(client, make_staff(session, Role.COUNTER, Role.APPROVER))
    for name in ("count", "propose-result"):
        act(client, closed.slug, name)
    both = make_staff(session, Role.COUNTER, Role.APPROVER)
    assert adopt(client, session, closed.slug, member=both).status_code == 303
    session.rollback()

    actors = {e.type: e.actor for e in read_events(session, closed)}
    assert actors["RESULT_PROPOSED"].startswith("counter:")
    assert actors["RESULT_PUBLISHED"].startswith("approver:")
    assert actors["RESULT_PROPOSED"][-6:] != actors["RESULT_PUBLISHED"][-6:]
