"""A code that was used on paper stays used: no ballot is taken out of a batch (T12)."""

import pytest
from sqlalchemy.orm import Session

from pb.models import CodeState
from tests.desk.factories import LetterDesk, browser_of, make_desk, press, row_of
from tests.pages import PageClient
from tests.paper.factories import PaperDesk


@pytest.fixture
def letters(session: Session, now: object) -> LetterDesk:
    """Two letters; with the first one somebody voted on paper."""
    desk = make_desk(session, codes=2)
    paper = PaperDesk(session, desk.vote)
    paper.run(desk.vote.plans[:1])
    return desk


@pytest.mark.parametrize("act", ["void", "replace-code"])
@pytest.mark.parametrize("voids_ballot", ["", "yes"])
def test_is_refused_with_the_reason(
    session: Session,
    client: PageClient,
    letters: LetterDesk,
    act: str,
    voids_ballot: str,
) -> None:
    clerk = browser_of(client, letters.clerk)
    reason = {"void": "moved", "replace-code": "lost"}[act]
    data = {"letter": letters.numbers[0], "reason": reason, "large": ""}

    answer = press(clerk, letters.slug, act, **data, voids_ballot=voids_ballot)

    assert answer.status_code == 409
    assert "Niemand weet welk biljet erbij hoorde" in answer.text
    row = row_of(session, letters.vote, letters.vote.codes[0])
    assert (row.state, row.is_void) == (CodeState.USED, False)


def test_who_leafs_through_letters_is_stopped(
    client: PageClient, letters: LetterDesk
) -> None:
    """That somebody voted on paper is as confidential as that they voted."""
    clerk = browser_of(client, letters.clerk)
    data = {"letter": letters.numbers[0], "reason": "moved"}

    answers = [press(clerk, letters.slug, "void", **data) for _ in range(11)]

    assert [answer.status_code for answer in answers] == [409] * 10 + [429]
