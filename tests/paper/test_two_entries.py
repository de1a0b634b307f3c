"""Step two of paper: each ballot is entered by two people, and sealed when alike."""

import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.models import BatchState, Envelope, PaperSheet, SheetState
from pb.paper.finishing import NotEven, tally_of
from pb.paper.service import WrongStep
from pb.paper.sheets import (
    EnteredOtherwise,
    Invalid,
    NoSuchSheet,
    OldPage,
    Outcome,
    next_sheet,
)
from tests.paper.factories import Choice, PaperDesk
from tests.urn import peek
from tests.voting.factories import count_ballots


@pytest.fixture
def batch(desk: PaperDesk) -> PaperDesk:
    """A batch of three ballots, to be entered."""
    desk.spend(*desk.vote.codes[:3])
    desk.begin()
    return desk


def sheet(session: Session, number: int) -> PaperSheet:
    session.rollback()
    query = select(PaperSheet).where(PaperSheet.number == number)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def test_two_alike_entries_agree(session: Session, batch: PaperDesk) -> None:
    plans = batch.vote.plans

    assert batch.both(1, plans[:2]) is Outcome.AGREED

    done = sheet(session, 1)
    assert done.state is SheetState.AGREED
    assert (done.entered_by, done.mac, done.reason) == (None, None, None)


def test_the_order_of_typing_makes_no_difference(batch: PaperDesk) -> None:
    plans = batch.vote.plans
    batch.enter(batch.ann, 1, [plans[0], plans[2]])

    assert batch.enter(batch.bob, 1, [plans[2], plans[0]]) is Outcome.AGREED


def test_one_person_can_not_be_both(session: Session, batch: PaperDesk) -> None:
    plans = batch.vote.plans
    batch.enter(batch.ann, 1, plans[:1])

    assert batch.enter(batch.ann, 1, plans[:1]) is Outcome.AGAIN
    assert sheet(session, 1).state is SheetState.FIRST
    with pytest.raises(EnteredOtherwise):
        batch.enter(batch.ann, 1, plans[1:2])


def test_a_difference_begins_anew_and_is_counted(
    session: Session, batch: PaperDesk
) -> None:
    """Neither entry is left: both look at the paper and enter it again."""
    plans = batch.vote.plans
    batch.enter(batch.ann, 1, plans[:1])
    assert batch.enter(batch.bob, 1, plans[1:2]) is Outcome.DIFFERS
    found = sheet(session, 1)
    assert (found.mac, found.ciphertext, found.attempt) == (None, None, 2)
    assert batch.batch.differences == 1

    # Either of them, with the confirmation of the other.
    assert batch.enter(batch.bob, 1, plans[1:2]) is Outcome.FIRST
    assert batch.enter(batch.ann, 1, plans[1:2]) is Outcome.AGREED


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([0], [0, 1]),
        ([], [0]),
        (Invalid.UNCLEAR, Invalid.DAMAGED),
        (Invalid.OTHER, []),
        ([2], Invalid.TOO_MANY),
    ],
)
def test_every_kind_of_difference_is_found(
    batch: PaperDesk, first: list[int] | Invalid, second: list[int] | Invalid
) -> None:
    def meant(choice: list[int] | Invalid) -> list[int] | Invalid:
        if isinstance(choice, Invalid):
            return choice
        return [batch.vote.plans[n] for n in choice]

    batch.enter(batch.ann, 2, meant(first))

    assert batch.enter(batch.bob, 2, meant(second)) is Outcome.DIFFERS


def test_a_page_of_before_the_difference_changes_nothing(
    session: Session, batch: PaperDesk
) -> None:
    plans = batch.vote.plans
    batch.enter(batch.ann, 1, plans[:1])
    batch.enter(batch.bob, 1, plans[1:2])

    with pytest.raises(OldPage):
        batch.enter(batch.bob, 1, plans[1:2], attempt=1)

    session.rollback()
    assert sheet(session, 1).state is SheetState.DIFFERS


def test_a_form_sent_again_makes_no_second_ballot(
    session: Session, batch: PaperDesk
) -> None:
    for number in (1, 2, 3):
        batch.both(number, batch.vote.plans[:1])
        for who in (batch.ann, batch.bob):
            again = batch.enter(who, number, batch.vote.plans[:1], attempt=1)
            assert again is Outcome.AGAIN
    batch.finish()

    assert count_ballots(session) == 3
    with pytest.raises(WrongStep):
        batch.enter(batch.ann, 1, batch.vote.plans[:1], attempt=1)


def test_there_are_as_many_numbers_as_codes(batch: PaperDesk) -> None:
    for number in (0, 4, -1):
        with pytest.raises(NoSuchSheet):
            batch.enter(batch.ann, number, [], attempt=1)


def test_each_is_led_to_what_they_can_enter(session: Session, batch: PaperDesk) -> None:
    """Nobody is told whether somebody else entered a ballot before."""
    ann, bob = batch.ann.id, batch.bob.id
    assert next_sheet(session, batch.batch, ann) == (1, 1)
    batch.enter(batch.ann, 1, [])

    assert next_sheet(session, batch.batch, ann) == (2, 1)
    assert next_sheet(session, batch.batch, bob) == (1, 1)


def test_what_is_stored_tells_no_choice(session: Session, batch: PaperDesk) -> None:
    """Equal ballots, blank and invalid ones look alike until two agree."""
    plans = batch.vote.plans
    choices: list[Choice] = [plans[:1], plans[:1], Invalid.DAMAGED]
    for number, choice in enumerate(choices, start=1):
        batch.enter(batch.ann, number, choice)
    rows = [sheet(session, number) for number in (1, 2, 3)]

    assert len({row.mac for row in rows}) == len({row.ciphertext for row in rows}) == 3
    assert len({len(row.ciphertext or b"") for row in rows}) == 1
    assert {row.reason for row in rows} == {None}


def test_a_batch_is_finished_when_the_numbers_are_even(
    session: Session, batch: PaperDesk
) -> None:
    plans = batch.vote.plans
    batch.both(1, plans[:2])
    batch.enter(batch.ann, 2, plans[:1])
    with pytest.raises(NotEven) as refused:
        batch.finish()
    tally = refused.value.tally
    assert (tally.spent, tally.valid, tally.invalid) == (3, 1, 0)
    assert (tally.waiting, tally.missing) == ((2,), (3,))
    batch.enter(batch.bob, 2, plans[:1])
    batch.both(3, Invalid.UNCLEAR)

    batch.finish()

    done = batch.batch
    assert (done.ballots, done.invalid) == (2, 1)
    assert done.reasons == {"unclear": 1}
    assert done.state is BatchState.DONE
    assert tally_of(session, done).is_even
    assert session.scalars(select(PaperSheet)).all() == []


def test_what_lies_in_the_urn_is_what_was_on_paper(
    session: Session, desk: PaperDesk
) -> None:
    plans = desk.vote.plans
    desk.run(plans[:2], [], Invalid.OTHER, [desk.vote.shared[0]])

    chosen = [json.loads(ballot.body)["choices"] for ballot in peek(session)]
    assert sorted(len(ids) for one in chosen for ids in one.values()) == [1, 2]
    assert {} in chosen  # a blank ballot counts
    assert len({ballot.nonce for ballot in peek(session)}) == 3
    envelopes = session.scalars(select(Envelope)).all()
    assert {envelope.code_id for envelope in envelopes} == {None}
    assert len({len(envelope.ciphertext) for envelope in envelopes}) == 1
