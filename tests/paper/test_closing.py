"""Paper when a round closes: it is settled in public, and the numbers fit."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.desk.reconciliation import reconcile
from pb.log.service import body_of, read_events
from pb.log.types import EventType
from pb.models import Ballot, BudgetRound
from pb.paper.settling import PaperTotals
from pb.paper.sheets import Invalid
from pb.paper.turnout import turnout_by_channel
from pb.results.integrity import find_difference
from pb.rounds.checks import Need
from pb.rounds.service import NotReady, close_round
from pb.urn.opening import open_urn
from tests.factories import NOW
from tests.pages import PageClient
from tests.paper.factories import PaperDesk
from tests.urn import PRIVATE
from tests.voting.factories import cast, make_vote


def told(session: Session, budget_round: BudgetRound, type_: EventType) -> list[object]:
    events = read_events(session, budget_round)
    return [body_of(event) for event in events if event.type == type_]


def close(desk: PaperDesk) -> BudgetRound:
    budget_round = desk.round_
    close_round(desk.session, budget_round, desk.vote.closes_at)
    return budget_round


def test_a_round_is_not_closed_while_a_batch_is_unfinished(desk: PaperDesk) -> None:
    desk.spend(desk.vote.codes[0])

    with pytest.raises(NotReady) as refused:
        close(desk)

    unmet = [check for check in refused.value.checks if not check.is_met]
    assert [(check.need, check.count) for check in unmet] == [(Need.PAPER_DONE, 1)]


def test_paper_is_settled_just_before_closing(
    session: Session, client: PageClient, desk: PaperDesk
) -> None:
    plans = desk.vote.plans
    desk.run(plans[:1], [], Invalid.DAMAGED)
    cast(client, desk.vote.codes[3], plans[0])

    budget_round = close(desk)

    types = [event.type for event in read_events(session, budget_round)]
    assert types[-2:] == ["PAPER_SETTLED", "ROUND_CLOSED"]
    # Three people on paper are too few to tell; the one that is invalid is not.
    assert told(session, budget_round, EventType.PAPER_SETTLED) == [
        {"spent": None, "valid": None, "invalid": 1, "reasons": None}
    ]
    [closed] = told(session, budget_round, EventType.ROUND_CLOSED)
    assert isinstance(closed, dict)
    assert (closed["used"], closed["envelopes"]) == (4, 3)


def test_a_round_without_paper_tells_nothing_of_it(
    session: Session, client: PageClient, desk: PaperDesk
) -> None:
    cast(client, desk.vote.codes[0], desk.vote.plans[0])

    budget_round = close(desk)

    assert told(session, budget_round, EventType.PAPER_SETTLED) == []


def test_ballots_are_used_codes_without_void_and_invalid(
    session: Session, client: PageClient, desk: PaperDesk
) -> None:
    """T27: what was counted on paper is in the urn, and nothing else."""
    plans = desk.vote.plans
    desk.run(plans[:1], Invalid.UNCLEAR, plans[1:3])
    cast(client, desk.vote.codes[3], plans[0])
    assert reconcile(session, desk.round_).fits
    budget_round = close(desk)
    assert reconcile(session, budget_round).fits

    open_urn(session, budget_round, PRIVATE, now=NOW, actor="system")

    assert len(session.scalars(select(Ballot)).all()) == 3
    assert find_difference(session, budget_round) is None


def test_the_desk_sees_that_codes_wait_on_paper(
    session: Session, desk: PaperDesk
) -> None:
    desk.spend(*desk.vote.codes[:2])

    account = reconcile(session, desk.round_)

    assert account.fits
    assert (account.total.votes, account.total.sealed) == (2, 0)


@pytest.mark.parametrize(
    ("spent", "invalid", "online", "shown"),
    [
        (40, 0, 100, (40, 40)),
        (40, 25, 100, (40, 15)),
        (9, 0, 100, (None, None)),
        (40, 0, 9, (None, None)),
        (40, 35, 100, (None, None)),
        (0, 0, 100, (0, 0)),
        (40, 0, 0, (40, 40)),
    ],
)
def test_small_numbers_are_not_told(
    spent: int, invalid: int, online: int, shown: Sequence[int | None]
) -> None:
    """1b.10: also not where another number would tell them."""
    totals = PaperTotals(spent, spent - invalid, invalid, {"other": invalid})

    body = totals.as_body(online)

    assert (body["spent"], body["valid"]) == tuple(shown)
    assert body["invalid"] == invalid


def test_reasons_are_told_when_none_is_rare() -> None:
    common = PaperTotals(90, 60, 30, {"too-dear": 20, "unclear": 10})
    rare = PaperTotals(90, 69, 21, {"too-dear": 20, "unclear": 1})

    assert common.as_body(100)["reasons"] == {"too-dear": 20, "unclear": 10}
    assert rare.as_body(100)["reasons"] is None


def test_turnout_by_channel(session: Session, client: PageClient) -> None:
    """Few on paper are not told apart; the sum is."""
    desk = PaperDesk(session, make_vote(session, codes=12))
    desk.run(Invalid.OTHER, [])
    cast(client, desk.vote.codes[5], desk.vote.plans[0])

    found = turnout_by_channel(session, close(desk))

    assert (found.total, found.online, found.paper) == (3, None, None)
