"""Step one of paper: a code is used up, and only a number is kept."""

from functools import partial

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from pb.codes.code import generate
from pb.models import BatchState, CodeState, PaperBatch, VotingCode
from pb.paper.service import (
    RoundTakesNoPaper,
    UnknownArea,
    WrongStep,
    open_batch,
    remove_batch,
)
from pb.paper.spending import (
    CodeSpent,
    FewBallots,
    OtherArea,
    UnknownCode,
    VoteIsPaused,
    begin_entering,
    spend_code,
)
from pb.rounds.phases import Stage
from tests.factories import NOW, make_area, make_round
from tests.pages import PageClient
from tests.paper.factories import PaperDesk
from tests.voting.factories import (
    BEFORE,
    KEY,
    cast,
    check,
    count_ballots,
    enter,
    hidden,
    make_vote,
    states,
)


def test_a_spent_code_is_used_and_counted(session: Session, desk: PaperDesk) -> None:
    desk.spend(*desk.vote.codes[:3])

    assert states(session).count(CodeState.USED) == 3
    assert desk.batch.spent == 3


def test_nobody_votes_online_with_a_code_that_was_spent(
    client: PageClient, desk: PaperDesk
) -> None:
    desk.spend(desk.vote.codes[0])

    assert enter(client, desk.vote.codes[0]).status_code == 409


def test_nor_where_the_last_vote_counts(
    session: Session, client: PageClient, now: object
) -> None:
    """There is no vote to replace: nobody knows which ballot it is."""
    vote = make_vote(session, codes=1, of_round={"recast": "last_counts"})
    desk = PaperDesk(session, vote)
    enter(client, vote.codes[0])
    fields = hidden(check(client, vote.plans[0]))
    desk.spend(vote.codes[0])
    for version in ("0", "1"):
        answer = client.post("/stem/bedankt", data={**fields, "version": version})
        assert answer.status_code in {409, 422}

    assert count_ballots(session) == 0


def test_a_code_that_voted_online_is_not_spent_again(
    client: PageClient, desk: PaperDesk
) -> None:
    cast(client, desk.vote.codes[0], desk.vote.plans[0])
    desk.spend()

    with pytest.raises(CodeSpent):
        desk.spend_one(desk.vote.codes[0])

    assert desk.batch.spent == 0


def test_the_same_form_twice_spends_once(desk: PaperDesk) -> None:
    desk.spend()

    counts = [desk.spend_one(desk.vote.codes[0], token="ab") for _ in range(2)]

    assert counts == [1, 1]
    with pytest.raises(CodeSpent):
        desk.spend_one(desk.vote.codes[0], token="cd")


def test_unknown_and_revoked_codes_are_one_refusal(
    session: Session, desk: PaperDesk
) -> None:
    code = session.scalars(select(VotingCode)).first()
    assert code is not None
    code.state = CodeState.REVOKED
    session.commit()
    desk.spend()
    refused = 0
    for typed in (generate(), *desk.vote.codes):
        try:
            desk.spend_one(typed)
        except UnknownCode:
            refused += 1

    assert refused == 2
    assert desk.batch.spent == 11


def test_a_code_of_another_area_stays_unspent(
    session: Session, desk: PaperDesk
) -> None:
    there = desk.round_.areas[1].id
    open_batch(session, desk.round_.id, there, now=NOW)

    with pytest.raises(OtherArea, match=desk.area.name):
        desk.spend_one(desk.vote.codes[0])

    assert CodeState.USED not in states(session)


def test_a_batch_of_few_ballots_needs_a_yes(session: Session, desk: PaperDesk) -> None:
    """Who sees one code and then one ballot knows whose it is."""
    desk.spend(*desk.vote.codes[:9])
    ann = desk.ann.id
    with pytest.raises(FewBallots):
        begin_entering(session, desk.batch, accepts_few=False, staff_id=ann, now=NOW)
    session.rollback()
    desk.spend_one(desk.vote.codes[9])

    begin_entering(session, desk.batch, accepts_few=False, staff_id=ann, now=NOW)

    assert desk.batch.state is BatchState.ENTERING
    assert desk.batch.last_spend is None
    with pytest.raises(WrongStep):
        desk.spend_one(desk.vote.codes[10])


def test_an_empty_batch_is_used_again_or_removed(
    session: Session, desk: PaperDesk
) -> None:
    round_id, area_id = desk.round_.id, desk.area.id
    numbers = {open_batch(session, round_id, area_id, now=NOW) for _ in range(2)}
    assert numbers == {1}

    remove_batch(session, desk.batch, now=NOW)

    assert session.scalars(select(PaperBatch)).all() == []


def test_a_batch_with_codes_is_not_removed(session: Session, desk: PaperDesk) -> None:
    desk.spend(desk.vote.codes[0])

    with pytest.raises(WrongStep):
        remove_batch(session, desk.batch, now=NOW)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE budget_round SET stage = 'closed'",
        "UPDATE budget_round SET on_hold_at = created_at",
    ],
)
def test_no_paper_when_the_count_is_fixed_or_the_round_on_hold(
    session: Session, desk: PaperDesk, change: str
) -> None:
    round_id, area_id = desk.round_.id, desk.area.id
    session.execute(text(change))
    session.commit()

    with pytest.raises(RoundTakesNoPaper):
        open_batch(session, round_id, area_id, now=NOW)


def test_no_code_is_spent_while_the_vote_is_paused(
    session: Session, desk: PaperDesk
) -> None:
    desk.spend()
    session.execute(text("UPDATE budget_round SET paused_at = opens_at"))
    session.commit()

    with pytest.raises(VoteIsPaused):
        desk.spend_one(desk.vote.codes[0])

    assert CodeState.USED not in states(session)


def test_paper_from_the_opening_on_and_after_the_clock_closed(
    session: Session, desk: PaperDesk
) -> None:
    round_id, area_id = desk.round_.id, desk.area.id
    with pytest.raises(RoundTakesNoPaper):
        open_batch(session, round_id, area_id, now=BEFORE)
    session.rollback()

    late = desk.vote.closes_at
    open_batch(session, round_id, area_id, now=late)

    code = desk.vote.codes[0]
    ann, batch = desk.ann.id, desk.batch
    spend = partial(spend_code, session, batch, code, token="a", key=KEY)
    assert spend(staff_id=ann, now=late) == 1


def test_no_batch_for_an_area_of_another_round(
    session: Session, desk: PaperDesk
) -> None:
    other = make_area(session, make_round(session, stage=Stage.DRAFT))
    area_id, round_id = other.id, desk.round_.id

    with pytest.raises(UnknownArea):
        open_batch(session, round_id, area_id, now=NOW)


def test_nothing_in_the_database_says_which_code_was_on_paper(
    session: Session, client: PageClient, desk: PaperDesk
) -> None:
    """The row of a code spent on paper is like that of one that voted online."""
    on_paper, online = desk.vote.codes[:2]
    desk.spend(on_paper)
    cast(client, online, desk.vote.plans[0])
    desk.begin()
    session.rollback()

    rows = session.execute(
        text("SELECT state, is_void, batch_id FROM voting_code WHERE state = 'used'")
    ).all()
    assert len(rows) == 2
    assert rows[0] == rows[1]
    batch = dict(session.execute(text("SELECT * FROM paper_batch")).mappings().one())
    ids = list(session.scalars(select(VotingCode.id)))
    assert not {str(value) for value in batch.values()} & set(ids)


def test_where_the_last_vote_counts_paper_is_told_before_anything_is_filled_in(
    session: Session, client: PageClient, now: object
) -> None:
    """Nobody can find the paper ballot of a code, so it can't be replaced."""
    vote = make_vote(session, codes=2, of_round={"recast": "last_counts"})
    desk = PaperDesk(session, vote)
    on_the_way = PageClient(client.application)
    enter(on_the_way, vote.codes[0])
    desk.spend(vote.codes[0])

    at_the_door = enter(client, vote.codes[0])
    on_the_ballot = check(on_the_way, *vote.plans[:1])

    assert at_the_door.status_code == on_the_ballot.status_code == 409
    assert "op papier gestemd" in at_the_door.text
    assert "Die stem telt" in at_the_door.text
    assert enter(client, vote.codes[1]).status_code == 303
