"""Three people hold the key; any two of them open it, and nobody alone."""

from collections.abc import Callable
from datetime import timedelta
from itertools import permutations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.log.service import read_events
from pb.log.types import EventType
from pb.models import Ballot
from pb.rounds.phases import Stage
from pb.urn import service
from pb.urn.holders import give_passphrase
from pb.urn.keyfiles import HALF_LIVES, NoKey, WrappedKey, urn_files
from pb.urn.listing import desk_state
from pb.urn.service import (
    HoldersMissing,
    NotAHolder,
    Purpose,
    SameHolder,
    UrnRefused,
    WrongMoment,
    WrongPassphrase,
)
from tests.auth.login import make_staff
from tests.rounds.factories import (
    CHECKED_AT,
    CLOSED_AT,
    add_codes,
    make_round_in,
)
from tests.sealing.factories import Holding, make_held_round

MOMENT = timedelta(microseconds=1)


@pytest.fixture
def holding(session: Session) -> Holding:
    return make_held_round(session)


@pytest.mark.parametrize(("first", "second"), [*permutations(range(3), 2)])
def test_any_two_open_it_in_any_order(
    holding: Holding, first: int, second: int
) -> None:
    done = [holding.give(who, Purpose.TEST, CHECKED_AT) for who in (first, second)]

    assert done == [False, True]
    assert holding.budget_round.key_tested_at == CHECKED_AT


@pytest.mark.parametrize(("first", "second"), [*permutations(range(3), 2)])
def test_any_two_open_the_urn_in_any_order(
    session: Session, holding: Holding, first: int, second: int
) -> None:
    add_codes(session, holding.budget_round)
    holding.give(0, Purpose.TEST, CHECKED_AT)
    holding.give(1, Purpose.TEST, CHECKED_AT)
    service_open(session, holding)

    holding.open_urn((first, second), at=CLOSED_AT)

    assert holding.budget_round.unsealed_at is not None
    assert session.scalars(select(Ballot)).all() == []
    assert not holding.files.has_secret()


def service_open(session: Session, holding: Holding) -> None:
    """Open the vote as staff do."""
    from pb.rounds.service import open_round

    open_round(session, holding.budget_round, CHECKED_AT)


def test_nobody_opens_it_alone(holding: Holding) -> None:
    holding.give(0, Purpose.TEST, CHECKED_AT)

    with pytest.raises(SameHolder):
        holding.give(0, Purpose.TEST, CHECKED_AT)

    assert holding.budget_round.key_tested_at is None


def test_the_second_has_a_quarter_of_an_hour(holding: Holding) -> None:
    holding.give(0, Purpose.TEST, CHECKED_AT)

    late = holding.give(1, Purpose.TEST, CHECKED_AT + HALF_LIVES)
    in_time = holding.give(2, Purpose.TEST, CHECKED_AT + 2 * HALF_LIVES - MOMENT)

    assert timedelta(minutes=15) == HALF_LIVES
    assert (late, in_time) == (False, True)


def test_a_half_for_the_trial_is_none_for_the_urn(
    session: Session, holding: Holding
) -> None:
    holding.give(0, Purpose.TEST, CHECKED_AT)
    holding.budget_round.stage = Stage.CLOSED
    session.commit()

    assert not holding.give(1, Purpose.UNSEAL, CHECKED_AT)
    assert holding.budget_round.unsealed_at is None


@pytest.mark.parametrize(
    "typed", ["", "kort", "ABCD-EFGH-JKMN-PQRS-TVWX", "0" * 20, "U" * 20, "A" * 10**5]
)
@pytest.mark.parametrize("is_second", [False, True])
def test_a_wrong_passphrase_changes_nothing(
    session: Session, holding: Holding, typed: str, is_second: bool
) -> None:
    if is_second:
        holding.give(1, Purpose.TEST, CHECKED_AT)
    before = len(list(read_events(session, holding.budget_round)))

    with pytest.raises(WrongPassphrase):
        holding.say(holding.ids[0], typed, Purpose.TEST, CHECKED_AT)

    session.rollback()
    assert len(list(read_events(session, holding.budget_round))) == before
    assert holding.give(0, Purpose.TEST, CHECKED_AT) is is_second


def test_the_passphrase_of_another_holder_is_wrong(holding: Holding) -> None:
    other = holding.passphrases[holding.ids[1]]

    with pytest.raises(WrongPassphrase):
        holding.say(holding.ids[0], other, Purpose.TEST, CHECKED_AT)


def test_who_does_not_hold_this_key_is_refused(
    session: Session, holding: Holding
) -> None:
    stranger = make_staff(session, Role.KEY_HOLDER).id
    right = holding.passphrases[holding.ids[0]]

    with pytest.raises(NotAHolder):
        holding.say(stranger, right, Purpose.TEST, CHECKED_AT)


@pytest.mark.parametrize("stage", [Stage.FROZEN, Stage.ARMED, Stage.COUNTED])
def test_the_urn_stays_shut_until_the_round_is_closed(
    session: Session, holding: Holding, stage: Stage
) -> None:
    holding.budget_round.stage = stage
    session.commit()

    with pytest.raises(WrongMoment):
        holding.give(0, Purpose.UNSEAL, CLOSED_AT)


@pytest.mark.parametrize(
    "choose",
    [
        pytest.param(lambda ids: ids[:2], id="two"),
        pytest.param(lambda ids: [*ids[:2], ids[0]], id="one-twice"),
        pytest.param(lambda ids: [*ids[:2], 10**9], id="unknown"),
        pytest.param(lambda ids: [], id="none"),
    ],
)
def test_a_key_needs_three_different_holders(
    session: Session, choose: Callable[[list[int]], list[int]]
) -> None:
    other = make_held_round(session)
    budget_round = make_round_in(session, Stage.FROZEN)

    with pytest.raises(HoldersMissing):
        service.make_key(
            session, budget_round, choose(other.ids), other.files, now=CHECKED_AT
        )

    session.rollback()
    assert budget_round.public_key is None


def test_a_key_is_made_once(session: Session, holding: Holding) -> None:
    public_key = holding.budget_round.public_key

    with pytest.raises(UrnRefused):
        service.make_key(
            session, holding.budget_round, holding.ids, holding.files, now=CHECKED_AT
        )

    session.rollback()
    assert holding.files.key().public_key == public_key


def test_each_trial_stands_in_the_logbook(session: Session, holding: Holding) -> None:
    holding.give(2, Purpose.TEST, CHECKED_AT)
    holding.give(1, Purpose.TEST, CHECKED_AT)

    types = [event.type for event in read_events(session, holding.budget_round)]

    assert types[-3:] == [
        EventType.KEY_MADE,
        EventType.KEY_TEST_BEGUN,
        EventType.KEY_TESTED,
    ]


def test_the_wrapped_key_is_not_the_key(holding: Holding) -> None:
    """1b.2: neither the file nor a half of it opens anything by itself."""
    before = set(holding.files.folder.iterdir())
    holding.give(0, Purpose.TEST, CHECKED_AT)
    half = holding.files.half(Purpose.TEST, CHECKED_AT)
    nests = holding.files.key().nests

    assert half is not None
    assert half.boxes.keys() == set(holding.ids[1:])
    assert {len(bytes.fromhex(box)) for box in half.boxes.values()} == {32 + 48}
    assert {len(bytes.fromhex(box)) for box in nests.values()} == {32 + 96}
    assert len(nests) == 6
    added = set(holding.files.folder.iterdir()) - before
    assert [path.suffixes for path in added] == [[".half", ".json"]]


def test_a_lost_key_file_says_so(holding: Holding) -> None:
    holding.files.drop_key()

    with pytest.raises(NoKey):
        holding.give(0, Purpose.TEST, CHECKED_AT)


def test_the_key_of_a_lost_database_is_in_nobodys_way(session: Session) -> None:
    """A round of the same name gets a key of its own; what lies there is kept."""
    budget_round = make_round_in(session, Stage.FROZEN)
    files = make_held_round(session).files
    left = urn_files(files.folder.parent, budget_round.slug)
    left.set_key_aside()
    left.keep_key(files.key())
    anew = [make_staff(session, Role.KEY_HOLDER).id for _ in range(3)]
    for member in anew:
        give_passphrase(session, member)

    desk = desk_state(session, budget_round, left, CHECKED_AT)
    assert set(anew) <= {holder.id for holder in desk.ready_holders}
    service.make_key(session, budget_round, anew, left, now=CHECKED_AT)

    assert list(left.key().holders) == anew
    assert list(left.folder.glob(f"{budget_round.slug}*.old"))


def test_a_key_of_another_database_opens_nothing(holding: Holding) -> None:
    holding.files.set_key_aside()
    holding.files.keep_key(WrappedKey("ab" * 32, {}, {}))

    with pytest.raises(NoKey):
        holding.give(0, Purpose.TEST, CHECKED_AT)
