"""T28: used codes are called back by the number of their letter, after the vote."""

import io

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from pb.codes.fresh import FreshLetters
from pb.codes.letter import Letter
from pb.codes.sample import SIZE, VoteIsNotOver, call_back
from pb.codes.service import add_batch, find_by_letter_number
from pb.models import BudgetRound, CodeState, VotingCode
from tests.codes.factories import KEY, act, log_in_configurator, make_frozen_round
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("now")


def vote_over(
    session: Session, used: int, unused: int
) -> tuple[BudgetRound, list[Letter]]:
    """Return a closed round and its letters, the used ones first."""
    budget_round = make_frozen_round(session, 100)
    fresh = FreshLetters(session, budget_round.id, KEY)
    letters = fresh.draw([()] * (used + unused))
    kept = [fresh.kept(letter) for letter in letters]
    add_batch(session, budget_round.areas[0], kept, channel="desk", now=NOW)
    session.execute(
        update(VotingCode)
        .where(VotingCode.mac.in_([code.mac for code in kept[:used]]))
        .values(state=CodeState.USED)
    )
    budget_round.closed_at = NOW
    session.commit()
    return budget_round, letters


def numbers_of(letters: list[Letter]) -> list[str]:
    return [letter.number for letter in letters]


def test_thirty_used_letters_are_drawn_and_no_unused_one(session: Session) -> None:
    budget_round, letters = vote_over(session, 40, 20)

    drawn = call_back(session, budget_round, numbers_of(letters), key=KEY)

    assert len(drawn) == SIZE == 30
    assert set(drawn) <= set(numbers_of(letters[:40]))


def test_asking_in_parts_or_again_tells_of_no_other_letter(session: Session) -> None:
    """Nobody learns of more than thirty whether they voted."""
    budget_round, letters = vote_over(session, 40, 5)
    numbers = numbers_of(letters)
    drawn = call_back(session, budget_round, numbers, key=KEY)

    parts = [
        number
        for asked in numbers
        for number in call_back(session, budget_round, [asked], key=KEY)
    ]

    assert parts == drawn
    assert call_back(session, budget_round, reversed(numbers), key=KEY) == drawn[::-1]


def test_nothing_is_drawn_while_people_vote(session: Session) -> None:
    budget_round, letters = vote_over(session, 3, 0)
    budget_round.closed_at = None

    with pytest.raises(VoteIsNotOver):
        call_back(session, budget_round, numbers_of(letters), key=KEY)


def test_the_sheet_shows_addresses_from_the_list_that_was_sent(
    client: FlaskClient, session: Session
) -> None:
    budget_round, letters = vote_over(session, 2, 1)
    log_in_configurator(client, session)
    lines = [f"{letter.number},Wijk,Slaak {n}" for n, letter in enumerate(letters)]
    content = "\r\n".join(["letter_number,area,address_1", *lines]).encode()

    page = act(client, budget_round, "call-back", file=(io.BytesIO(content), "a.csv"))

    assert [f"Slaak {n}" in page.text for n in range(3)] == [True, True, False]
    assert find_by_letter_number(session, budget_round, letters[0].number, key=KEY)


@pytest.mark.parametrize("content", [b"", b"a,b\r\n1,2", b"\x00"])
def test_another_file_is_refused(
    client: FlaskClient, session: Session, content: bytes
) -> None:
    budget_round, _letters = vote_over(session, 1, 0)
    log_in_configurator(client, session)

    page = act(client, budget_round, "call-back", file=(io.BytesIO(content), "a.csv"))

    assert page.status_code == 422


def test_before_the_end_there_is_no_sheet(
    client: FlaskClient, session: Session
) -> None:
    budget_round = make_frozen_round(session, 3)
    log_in_configurator(client, session)

    assert act(client, budget_round, "call-back").status_code == 409
    page = client.get(f"/beheer/rondes/{budget_round.slug}/steekproef")
    assert page.status_code == 409
