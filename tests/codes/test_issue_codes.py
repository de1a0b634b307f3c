"""Issuing, counting, finding and revoking voting codes."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pb.codes.code import generate, mac, normalise
from pb.codes.revoking import BatchIsRevoked, revoke_batch
from pb.codes.service import RoundTakesNoCodes, desk_state, issue_codes, tally
from pb.models import BudgetRound, CodeBatch, CodeState, VotingCode
from pb.rounds.phases import Stage
from pb.voting.admission import NotAdmitted, admit
from tests.codes.factories import KEY, arm, make_frozen_round
from tests.codes.finding import find_codes
from tests.factories import NOW, make_area, make_round


def issue(session: Session, budget_round: BudgetRound, count: int) -> list[str]:
    codes = issue_codes(
        session, budget_round.areas[0], count, channel="file", key=KEY, now=NOW
    )
    session.commit()
    return codes


def set_states(session: Session, codes: list[str], state: CodeState) -> None:
    for code in codes:
        row = find_codes(session, code, key=KEY)[0][0]
        row.state = state
    session.commit()


def test_each_code_is_new_valid_and_kept_as_a_keyed_hash_only(session: Session) -> None:
    budget_round = make_frozen_round(session, 20)

    codes = issue(session, budget_round, 20)

    assert len(set(codes)) == 20
    assert all(normalise(code) == code for code in codes)
    kept = set(session.scalars(text("SELECT mac FROM voting_code")))
    assert kept == {mac(code, budget_round.id, KEY) for code in codes}


def test_rows_are_not_in_the_order_of_the_letters(session: Session) -> None:
    """T25: the place of a row must not tell the place in the pile."""
    budget_round = make_frozen_round(session, 50)
    codes = issue(session, budget_round, 50)
    order = "rowid" if session.get_bind().dialect.name == "sqlite" else "ctid"

    rows = session.scalars(text(f"SELECT mac FROM voting_code ORDER BY {order}"))  # noqa: S608

    assert list(rows) == sorted(mac(code, budget_round.id, KEY) for code in codes)


def test_issued_is_always_unused_and_used_and_revoked(session: Session) -> None:
    """T27, per area."""
    budget_round = make_frozen_round(session, 20, 5)
    codes = issue(session, budget_round, 12)
    set_states(session, codes[:3], CodeState.USED)
    set_states(session, codes[3:5], CodeState.REVOKED)

    first, second = tally(session, budget_round)

    assert (first.issued, first.unused, first.used, first.revoked) == (12, 7, 3, 2)
    assert first.missing == 20 - 7 - 3
    assert (second.issued, second.missing) == (0, 5)


@pytest.mark.parametrize(
    "stage", [Stage.DRAFT, Stage.SHORTLISTED, Stage.CLOSED, Stage.PUBLISHED]
)
def test_only_a_frozen_round_takes_codes(session: Session, stage: Stage) -> None:
    frozen = {"config_json": "{}", "config_hash": "0"}
    values = {} if stage in {Stage.DRAFT, Stage.SHORTLISTED} else frozen
    budget_round = make_round(
        session, opens_at=NOW + timedelta(1), closes_at=NOW + timedelta(2)
    )
    area = make_area(session, budget_round)
    for name, value in {**values, "stage": stage}.items():
        setattr(budget_round, name, value)
    session.commit()

    with pytest.raises(RoundTakesNoCodes):
        issue_codes(session, area, 1, channel="file", key=KEY, now=NOW)


def test_once_the_vote_opens_two_persons_decide_about_codes(session: Session) -> None:
    """T27: until then one is enough, and nobody issues any after the vote."""
    budget_round = make_frozen_round(session, 20)
    arm(session, budget_round)
    assert budget_round.opens_at is not None
    assert budget_round.closes_at is not None
    area, over = budget_round.areas[0], budget_round.closes_at
    issue_one = partial(issue_codes, session, area, 1, channel="file", key=KEY)

    assert issue_one(now=budget_round.opens_at - timedelta(seconds=1))
    for now in (budget_round.opens_at, over - timedelta(seconds=1)):
        assert issue_one(now=now, extra=True)
        with pytest.raises(RoundTakesNoCodes):
            issue_one(now=now)
    with pytest.raises(RoundTakesNoCodes):
        issue_one(now=over, extra=True)


def test_a_code_is_found_in_its_own_round_only(session: Session) -> None:
    """T4: whatever its state; the caller decides what to say."""
    here, there = make_frozen_round(session, 9), make_frozen_round(session, 9)
    code = issue(session, here, 3)[0]
    issue(session, there, 3)
    set_states(session, [code], CodeState.USED)

    [(row, budget_round)] = find_codes(session, code, key=KEY)

    assert (row.state, budget_round.id) == (CodeState.USED, here.id)
    assert find_codes(session, code, key=b"another key") == []
    assert find_codes(session, generate(), key=KEY) == []


def test_looking_up_any_code_asks_the_database_the_same(
    session: Session, statements: Callable[[], list[str]]
) -> None:
    """T4: known, unknown and other round's codes cost the same two questions."""
    here, there = make_frozen_round(session, 9), make_frozen_round(session, 9)
    known, other = issue(session, here, 1)[0], issue(session, there, 1)[0]
    session.expire_all()
    asked = []
    for code in (known, other, generate()):
        statements()
        with suppress(NotAdmitted):
            admit(session, code, key=KEY, now=NOW)
        asked.append(statements())
        session.rollback()

    assert asked[0] == asked[1] == asked[2]
    assert (
        len([s for s in asked[0] if "FROM voting_code" in s or "FROM code_batch" in s])
        == 2
    )


def test_revoking_kills_every_unused_code_of_the_batch(session: Session) -> None:
    budget_round = make_frozen_round(session, 20)
    issue(session, budget_round, 4)
    kept = issue(session, budget_round, 2)
    batch = session.query(CodeBatch).order_by(CodeBatch.id).first()
    assert batch is not None

    assert revoke_batch(session, batch, now=NOW) == 4
    session.commit()

    area = tally(session, budget_round)[0]
    assert (area.issued, area.unused, area.revoked) == (6, 2, 4)
    assert find_codes(session, kept[0], key=KEY)[0][0].state is CodeState.ISSUED
    with pytest.raises(BatchIsRevoked):
        revoke_batch(session, batch, now=NOW)


def test_nothing_is_revoked_by_one_person_once_the_vote_is_open(
    session: Session,
) -> None:
    budget_round = make_frozen_round(session, 20)
    issue(session, budget_round, 4)
    arm(session, budget_round)
    batch = session.query(CodeBatch).one()
    assert budget_round.opens_at is not None

    with pytest.raises(RoundTakesNoCodes):
        revoke_batch(session, batch, now=budget_round.opens_at)

    session.rollback()
    assert tally(session, budget_round)[0].revoked == 0


def test_a_revoked_code_never_comes_back(session: Session) -> None:
    budget_round = make_frozen_round(session, 20)
    set_states(session, issue(session, budget_round, 1), CodeState.REVOKED)

    with pytest.raises(IntegrityError):
        session.execute(update(VotingCode).values(state=CodeState.ISSUED))


def test_the_desk_knows_what_is_missing(session: Session) -> None:
    budget_round = make_frozen_round(session, 20, 30)
    issue(session, budget_round, 15)

    desk = desk_state(session, budget_round, NOW)

    assert (desk.takes_codes, desk.is_busy) == (True, False)
    assert [area.missing for area in desk.areas] == [5, 30]
    assert [(run.count, run.state) for run in desk.runs] == [(15, "listed")]
