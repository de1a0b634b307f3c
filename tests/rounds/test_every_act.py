"""Every act of staff in every state of a round, over HTTP: done, or 409 and why.

What is allowed where stands in one table, in docs/life-of-a-round.md; this test reads
it and walks each cell.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from pb.auth.models import Role, StaffMember
from pb.codes.letter_number import generate_number
from pb.models import BudgetRound, CodeBatch, Job, Proposal, Withdrawal
from pb.results.listing import newest_outcome
from pb.results.service import count_round, propose, publish
from pb.results.withdrawals import newest_version
from pb.rounds import service, voting_acts
from pb.rounds.phases import Stage
from pb.urn.destroying import OBJECTIONS
from pb.urn.holders import give_passphrase
from pb.urn.keyfiles import urn_files
from tests.auth.login import make_staff
from tests.auth.walking import read_table as read_routes
from tests.desk.factories import browser_of, press
from tests.pages import PageClient, tree
from tests.rounds.factories import (
    ANNOUNCED_AT,
    CHECKED_AT,
    CLOSED_AT,
    DAY,
    SEED,
    add_codes,
    add_key,
    make_prepared_round,
    make_round_in,
)
from tests.urn import unseal

Travel = Callable[[datetime], None]
SLUG = "zomer"
TEXT = (Path(__file__).parents[2] / "docs/life-of-a-round.md").read_text("utf-8")
REASON = "De website was een uur niet te bereiken."
LETTER = generate_number()  # of no letter
COLLECTING_AT, VOTING_AT = CHECKED_AT - 4 * DAY, CHECKED_AT + 4 * DAY
PUBLISHED_AT = CLOSED_AT + DAY
LATE = PUBLISHED_AT + OBJECTIONS
FORMS: dict[str, dict[str, str]] = {
    "draw": {"source": "public", "seed": SEED},
    "pause": {"reason": REASON},
    "withdraw": {"reason": REASON},
    "replace-code": {"letter": LETTER, "reason": "lost"},
    "void": {"letter": LETTER, "reason": "moved"},
}
# Answers to an act that the state allows: done, or something is still to be filled in.
DONE = {303, 422}


def read_table() -> dict[str, set[str]]:
    """Return the states in which each act is allowed, as the page says."""
    section = TEXT.partition("## Every act in every state")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([a-z-]+)` \|[^|]*\| ([^|]+) \|", section, re.MULTILINE)
    return {act: set(re.findall(r"[a-z]+", states)) for act, states in rows}


TABLE = read_table()


def make_in(
    session: Session, state: str, *, has_key: bool = True
) -> tuple[BudgetRound, datetime]:
    """Make a round in a state in which nothing but the state is in the way."""
    if state in {"draft", "collecting", "reviewing"}:
        budget_round = make_prepared_round(session, slug=SLUG)
        if state != "draft":
            service.announce(session, budget_round, ANNOUNCED_AT)
        at = {"draft": ANNOUNCED_AT, "collecting": COLLECTING_AT}
        return budget_round, at.get(state, CHECKED_AT)
    stage, moment = EARLY.get(state, (Stage.ARMED, CHECKED_AT))
    budget_round = make_round_in(session, stage, slug=SLUG)
    if stage is Stage.SHORTLISTED:
        service.draw_tie_order(session, budget_round, SEED, CHECKED_AT)
    if stage is Stage.FROZEN:
        add_codes(session, budget_round)
        if has_key:
            add_key(session, budget_round)
    if state == "paused":
        voting_acts.pause(session, budget_round, VOTING_AT, reason=REASON)
    finish = LATER.get(state)
    return budget_round, moment if finish is None else finish(session, budget_round)


EARLY = {
    "shortlisted": (Stage.SHORTLISTED, CHECKED_AT),
    "frozen": (Stage.FROZEN, CHECKED_AT),
    "armed": (Stage.ARMED, CHECKED_AT),
    "voting": (Stage.ARMED, VOTING_AT),
    "paused": (Stage.ARMED, VOTING_AT),
    "over": (Stage.ARMED, CLOSED_AT),
}


def to_closed(session: Session, budget_round: BudgetRound) -> datetime:
    service.close_round(session, budget_round, CLOSED_AT)
    return CLOSED_AT


def to_unsealed(session: Session, budget_round: BudgetRound) -> datetime:
    to_closed(session, budget_round)
    unseal(session, budget_round, CLOSED_AT)
    return CLOSED_AT


def to_counted(session: Session, budget_round: BudgetRound) -> datetime:
    to_unsealed(session, budget_round)
    count_round(session, budget_round, CLOSED_AT)
    return CLOSED_AT


def to_published(session: Session, budget_round: BudgetRound) -> datetime:
    to_counted(session, budget_round)
    propose(session, budget_round, CLOSED_AT)
    publish(session, budget_round, PUBLISHED_AT)
    return LATE


def to_withdrawn(session: Session, budget_round: BudgetRound) -> datetime:
    to_published(session, budget_round)
    newest, counted = (
        newest_version(session, budget_round),
        newest_outcome(session, budget_round),
    )
    assert newest is not None
    assert counted is not None
    session.add(
        Withdrawal(
            publication_id=newest.id,
            withdrawn_at=LATE,
            reason=REASON,
            outcome_id=counted.id,
        )
    )
    session.commit()
    return LATE


def to_delivering(session: Session, budget_round: BudgetRound) -> datetime:
    to_published(session, budget_round)
    voting_acts.begin_delivery(session, budget_round, LATE)
    return LATE


def to_archived(session: Session, budget_round: BudgetRound) -> datetime:
    to_delivering(session, budget_round)
    destroy(session, budget_round)
    voting_acts.archive(session, budget_round, LATE)
    return LATE


LATER: dict[str, Callable[[Session, BudgetRound], datetime]] = {
    "closed": to_closed,
    "unsealed": to_unsealed,
    "counted": to_counted,
    "published": to_published,
    "withdrawn": to_withdrawn,
    "delivering": to_delivering,
    "archived": to_archived,
}
STATES = ("draft", "collecting", "reviewing", *EARLY, *LATER)


def destroy(session: Session, budget_round: BudgetRound) -> None:
    budget_round.key_destroyed_at = LATE
    session.commit()


def appoint(session: Session, _budget_round: BudgetRound) -> None:
    """Let three key holders have a passphrase each."""
    for member in [make_staff(session, Role.KEY_HOLDER) for _ in range(3)]:
        give_passphrase(session, member.id)


def lose_key(_session: Session, _budget_round: BudgetRound) -> None:
    """Leave no file of another test."""
    urn_files(current_app.extensions["config"].instance, SLUG).drop_key()


def count_anew(session: Session, budget_round: BudgetRound) -> None:
    count_round(session, budget_round, LATE)


# Where there is no batch that could be meant.
WITHOUT_CODES = {"draft", "collecting", "reviewing", "shortlisted"}
# What must be so beside the state before an act can be done.
READY: dict[tuple[str, str], Callable[[Session, BudgetRound], None]] = {
    ("make-key", "frozen"): appoint,
    ("archive", "delivering"): destroy,
    ("propose-result", "withdrawn"): count_anew,
}


def everybody(session: Session) -> StaffMember:
    """Return somebody in every role: only the state can be in the way."""
    return make_staff(session, *Role)


def do(browser: PageClient, session: Session, act: str) -> TestResponse:
    """Press a button; of a run of letters, of the first there is."""
    fields: dict[str, object] = dict(FORMS.get(act, {}))
    if act == "revoke-batch":
        session.rollback()
        fields["batch"] = session.scalar(select(CodeBatch.id)) or 0
    session.rollback()
    return press(browser, SLUG, act, **fields)


@pytest.mark.parametrize("state", STATES)
def test_an_act_that_a_state_does_not_allow_is_refused_with_its_reason(
    client: PageClient, session: Session, now: Travel, state: str
) -> None:
    _budget_round, at = make_in(session, state)
    now(at)
    browser = browser_of(client, everybody(session))

    for act, states in TABLE.items():
        if state in states or (act == "revoke-batch" and state in WITHOUT_CODES):
            continue
        answer = do(browser, session, act)
        assert answer.status_code == 409, (act, state)
        (main,) = tree(answer).all("main")
        assert len(main.text.split()) > 8, (act, state)


WITH_PASSPHRASE = {"test-key", "unseal"}
CELLS = [(act, state) for act, states in TABLE.items() for state in sorted(states)]


@pytest.mark.parametrize(("act", "state"), CELLS)
def test_an_act_that_a_state_allows_is_done_or_asks_for_something(
    client: PageClient, session: Session, now: Travel, act: str, state: str
) -> None:
    budget_round, at = make_in(session, state, has_key=act != "make-key")
    now(at)
    ready = lose_key if act in WITH_PASSPHRASE else READY.get((act, state))
    if ready is not None:
        ready(session, budget_round)

    answer = do(browser_of(client, everybody(session)), session, act)

    if act in WITH_PASSPHRASE:  # this key was made by nobody: the state lets it pass
        assert "bestand met de sleutel is er niet" in answer.text
    else:
        assert answer.status_code in DONE, answer.text


def read_others() -> dict[str, set[str]]:
    """Return the states in which each of the other acts is allowed."""
    rows = re.findall(r"^\| `([a-z-]+)` \| ([^|]+) \|", BESIDE, re.MULTILINE)
    return {
        act: set(STATES) if states.strip() == "every" else set(states.split(", "))
        for act, states in rows
    }


BESIDE = TEXT.partition("## Acts beside these")[2].partition("\n## ")[0]
OTHERS = read_others()


@dataclass
class Things:
    """What the other acts ask for, in a round of any state."""

    run: int
    own: int  # proposals
    of_colleague: int

    def fields(self, act: str) -> dict[str, object]:
        """Return what somebody sends who presses the button of an act."""
        if act.endswith("-letters"):
            return {"run": self.run, "check": CHECK}
        if act == "rehearsal-codes":
            return {"count": 2}
        if act == "release-hold":
            return {"reason": REASON}
        return {"proposal": self.of_colleague if act in OF_COLLEAGUE else self.own}


CHECK = "0a1b2c3d"
OF_COLLEAGUE = {"reject-proposal"}
# Here something else than the state is in the way, and the page says what.
INSTEAD = {
    "rehearsal-count": "Er is nog geen oefenstem.",
    "emergency-key": "Het bestand met de sleutel is er niet.",
    "explain-unreadable": "Er zijn geen enveloppen die uitleg nodig hebben.",
    "replace-again": "Dit briefnummer kennen wij niet in deze ronde.",
}
# What is shown, done, gone, missing, or still to be filled in; 500 is none of these.
ANSWERS = {200, 303, 404, 409, 410, 422}


def give_things(
    session: Session, budget_round: BudgetRound, member: StaffMember
) -> Things:
    """Put a run of letters, two proposals and a hold in a round."""
    job = Job(
        kind="letters",
        budget_round_id=budget_round.id,
        arguments={"counts": {}},
        state="running",
        total=3,
        created_at=CHECKED_AT,
    )
    session.add(job)
    session.flush()
    session.add(
        CodeBatch(
            budget_round_id=budget_round.id,
            area_id=budget_round.areas[0].id,
            count=3,
            channel="desk",
            job_id=job.id,
            created_at=CHECKED_AT,
            handed_over_at=CHECKED_AT,
            parcel_check=CHECK,
        )
    )
    own, other = (
        Proposal(
            budget_round_id=budget_round.id,
            act="void",
            subject_json="{}",
            subject_hash="0" * 64,
            proposer_id=staff_id,
            proposed_at=CHECKED_AT,
        )
        for staff_id in (member.id, make_staff(session, Role.CONFIGURATOR).id)
    )
    session.add_all([own, other])
    budget_round.on_hold_at = CHECKED_AT
    session.commit()
    return Things(job.id, own.id, other.id)


@pytest.mark.parametrize("state", STATES)
def test_another_act_of_the_desk_is_done_or_refused_with_its_reason(
    client: PageClient, session: Session, now: Travel, state: str
) -> None:
    budget_round, at = make_in(session, state)
    now(at)
    member = everybody(session)
    things = give_things(session, budget_round, member)
    lose_key(session, budget_round)
    browser = browser_of(client, member)

    for act, states in OTHERS.items():
        answer = press(browser, SLUG, act, **things.fields(act))
        said = (act, state, answer.status_code, answer.text)
        assert answer.status_code in ANSWERS, said
        assert (answer.status_code != 409) is (
            state in states and act not in INSTEAD
        ), said
        if answer.status_code == 409:
            (main,) = tree(answer).all("main")
            assert state not in states or INSTEAD[act] in main.text, said
            assert len(main.text.split()) > 8, said


def test_the_table_knows_every_state_and_every_act() -> None:
    known = set().union(*TABLE.values())
    assert known <= set(STATES)
    assert {"freeze", "open", "pause", "close", "withdraw", "archive"} <= TABLE.keys()
    section = TEXT.partition("## Every act in every state")[2]
    assert all(f"`{state}`" in section for state in STATES)


def test_no_act_of_the_desk_is_forgotten() -> None:
    """A new act that nobody gave its states, or a reason to have none, fails here."""
    section = TEXT.partition("## Every act in every state")[2].partition("\n## ")[0]
    section += BESIDE
    desk = re.compile(r"/beheer/rondes/<slug>/([\w-]+)")
    acts = {
        found[1]
        for route, method in read_routes()
        if method == "POST" and (found := desk.fullmatch(route))
    }

    assert {"freeze", "gegevens", "praten"} <= acts
    of_two = {act for act in acts if act.startswith("approve-")}
    assert {act for act in acts - of_two if f"`{act}`" not in section} == set()
    assert {act.removeprefix("approve-") for act in of_two} <= acts


def test_every_two_person_act_of_the_table_is_marked_so() -> None:
    from pb.approvals.acts import TwoPersonAct

    marked = set(re.findall(r"^\| `([a-z-]+)` \| two", TEXT, re.MULTILINE))
    assert marked & {act.value for act in TwoPersonAct} == {
        act.value for act in TwoPersonAct if act.value in TABLE
    } - {"issue-codes"}
