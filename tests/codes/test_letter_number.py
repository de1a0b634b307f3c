"""The number on a letter: made, read back, kept as a hash, and found by."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pb.codes.code import ALPHABET, normalise
from pb.codes.fresh import FreshLetters
from pb.codes.letter import Letter, new_letter
from pb.codes.letter_number import generate_number, normalise_number, number_mac
from pb.codes.service import add_batch, find_by_letter_number
from pb.models import BudgetRound, VotingCode
from tests.codes.factories import KEY, make_frozen_round
from tests.factories import NOW


def test_it_has_nine_symbols_and_reads_back_as_it_was_meant() -> None:
    number = generate_number()

    assert [len(group) for group in number.split("-")] == [4, 4, 1]
    assert set(number) <= {*ALPHABET, "-"}
    assert normalise_number(f" {number.lower().replace('-', ' ')} ") == number


def test_every_single_wrong_symbol_is_caught() -> None:
    symbols = generate_number().replace("-", "")

    for place, right in enumerate(symbols):
        for wrong in set(ALPHABET) - {right}:
            typed = symbols[:place] + wrong + symbols[place + 1 :]
            assert normalise_number(typed) is None


@pytest.mark.parametrize("typed", ["", "7KQ2-M4RT", "é" * 9, "0" * 100_000])
def test_what_is_not_a_number_is_none(typed: str) -> None:
    assert normalise_number(typed) is None


def test_a_code_is_no_letter_number_nor_the_other_way_round() -> None:
    letter = new_letter()

    assert normalise_number(letter.code) is None
    assert normalise(letter.number) is None


def keep(session: Session, budget_round: BudgetRound, *letters: Letter) -> None:
    fresh = FreshLetters(session, budget_round.id, KEY)
    kept = [fresh.kept(letter) for letter in letters]
    add_batch(session, budget_round.areas[0], kept, channel="desk", now=NOW)
    session.commit()


def test_a_letter_is_found_by_its_number_in_its_own_round_only(
    session: Session,
) -> None:
    """1b.9, T12."""
    here, there = make_frozen_round(session, 9), make_frozen_round(session, 9)
    letter = new_letter()
    keep(session, here, letter, new_letter())

    found = find_by_letter_number(session, here, letter.number.lower(), key=KEY)

    assert found is not None
    assert found.letter_mac == number_mac(letter.number, here.id, KEY)
    assert find_by_letter_number(session, there, letter.number, key=KEY) is None
    assert find_by_letter_number(session, here, letter.number, key=b"other") is None
    assert find_by_letter_number(session, here, "nothing", key=KEY) is None


def test_no_two_letters_of_a_round_have_one_number(session: Session) -> None:
    budget_round = make_frozen_round(session, 9)
    letter = new_letter()
    keep(session, budget_round, letter)

    with pytest.raises(IntegrityError):
        keep(session, budget_round, Letter(new_letter().code, letter.number))


def test_a_number_that_was_drawn_before_is_drawn_anew(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    budget_round = make_frozen_round(session, 9)
    taken, twice, last = new_letter(), new_letter(), new_letter()
    keep(session, budget_round, taken)
    pile = iter([taken, twice, twice, last, new_letter()])
    monkeypatch.setattr("pb.codes.fresh.new_letter", lambda _address: next(pile))

    drawn = FreshLetters(session, budget_round.id, KEY).draw([(), (), ()])

    numbers = [letter.number for letter in drawn]
    assert len(set(numbers)) == 3
    assert taken.number not in numbers


def test_what_is_kept_shows_neither_number_nor_code(session: Session) -> None:
    """T2."""
    budget_round = make_frozen_round(session, 9)
    letter = new_letter()
    keep(session, budget_round, letter)

    row = session.query(VotingCode).one()
    stored = f"{row.mac} {row.letter_mac}"
    assert letter.code not in stored
    assert letter.number not in stored
    assert row.mac != row.letter_mac
