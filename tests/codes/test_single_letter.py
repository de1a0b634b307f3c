"""One letter in place of another: printed, read back, and nothing of it stored."""

import pytest
from sqlalchemy.orm import Session

from pb.codes.fonts import CharactersMissing
from pb.codes.service import find_by_letter_number, keep_codes
from pb.codes.single import SingleLetter, print_single_letter
from pb.db import db
from pb.models import BudgetRound, CodeBatch, VotingCode
from pb.site.settings import SiteSettings
from tests.codes.factories import KEY, make_frozen_round
from tests.codes.finding import find_codes
from tests.codes.reading import code_in, read_pages
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("now")


def print_one(
    session: Session, budget_round: BudgetRound, **more: object
) -> SingleLetter:
    return print_single_letter(
        session,
        budget_round,
        budget_round.areas[0],
        **{  # type: ignore[arg-type]  # what a test changes
            "site": SiteSettings(),
            "public_url": "http://localhost",
            "code_key": KEY,
            **more,
        },
    )


def test_it_carries_a_code_and_a_number_that_are_found_once_kept(
    session: Session,
) -> None:
    budget_round = make_frozen_round(session, 9)
    address = ("Mevrouw Vermeer", "Slaak 12", "3061 CZ  ROTTERDAM")

    letter = print_one(session, budget_round, address=address)
    assert session.query(VotingCode).count() == session.query(CodeBatch).count() == 0
    area = budget_round.areas[0]
    keep_codes(session, area, [letter.kept], channel="replacement", now=NOW)

    [page] = read_pages(letter.pdf)
    [(row, _round)] = find_codes(session, code_in(page), key=KEY)
    assert row is find_by_letter_number(session, budget_round, letter.number, key=KEY)
    assert letter.number in page.text
    assert page.in_window == "Mevrouw Vermeer Slaak 12 3061 CZ ROTTERDAM"


def test_no_transaction_stays_open_while_it_is_printed(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    budget_round = make_frozen_round(session, 9)
    open_then: list[bool] = []

    def look(*_args: object, **_kwargs: object) -> bytes:
        open_then.append(db.session().in_transaction())
        return b"%PDF"

    monkeypatch.setattr("pb.codes.single.press_letter", look)
    print_one(session, budget_round)

    assert open_then == [False]


def test_it_can_be_english_and_in_large_print(session: Session) -> None:
    letter = print_one(
        session, make_frozen_round(session, 9), language="en", large=True
    )

    pages = read_pages(letter.pdf)
    assert len(pages) == 2
    assert "Dear resident," in pages[0].text


def test_what_can_not_be_printed_is_refused(session: Session) -> None:
    budget_round = make_frozen_round(session, 9)

    with pytest.raises(CharactersMissing):
        print_one(session, budget_round, address=("漢",))
    elsewhere = make_frozen_round(session, 9).areas[0]
    with pytest.raises(ValueError, match="not in"):
        print_single_letter(
            session,
            budget_round,
            elsewhere,
            site=SiteSettings(),
            public_url="http://localhost",
            code_key=KEY,
        )
