"""What a clerk types is read as they meant it, or asked again; never guessed."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.models import BudgetRound
from pb.paper.numbered import numbered_plans
from pb.paper.sheets import Invalid
from pb.paper.typed import BreaksLimits, Mistake, Mistyped, read_typed, written
from pb.rounds.configuration import FrozenConfig, read_config
from pb.voting.selection import FileChoices, file_ids
from tests.voting.kinds import make_mixed_vote

# On the ballot: approval 1-5, choose-1 6-10, points 11-15, ranking 16-20.


@pytest.fixture
def config(session: Session, now: object) -> FrozenConfig:
    make_mixed_vote(session)
    session.rollback()
    return read_config(session.scalars(select(BudgetRound)).one())


def typed(config: FrozenConfig, text: str) -> Mapping[str, FileChoices] | Invalid:
    """Return what was meant: kind -> ids, as they stand in files."""
    area = config.areas[0].id
    read = read_typed(config, area, numbered_plans(config, area), text)
    if isinstance(read, Invalid):
        return read
    kinds = {contest.id: contest.vote_type for contest in config.contests}
    return {kinds[id_]: given for id_, given in file_ids(read).items()}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1 3", {"approval": ["approval-1", "approval-3"]}),
        ("3,1", {"approval": ["approval-1", "approval-3"]}),
        ("  3 ;1 ", {"approval": ["approval-1", "approval-3"]}),
        ("7", {"choose-1": ["choose-1-2"]}),
        ("11:4 13=2", {"cumulative": {"cumulative-1": 4, "cumulative-3": 2}}),
        ("20 16", {"ordinal": ["ordinal-5", "ordinal-1"]}),
        ("16 20", {"ordinal": ["ordinal-1", "ordinal-5"]}),
        ("11:0", {}),
        ("0", {}),
        ("Blanco", {}),
        ("x1", Invalid.TOO_DEAR),
        ("X5", Invalid.OTHER),
        (
            "2 20 8 15:6",
            {
                "approval": ["approval-2"],
                "choose-1": ["choose-1-3"],
                "cumulative": {"cumulative-5": 6},
                "ordinal": ["ordinal-5"],
            },
        ),
    ],
)
def test_is_read_as_it_was_meant(
    config: FrozenConfig, text: str, meant: object
) -> None:
    assert typed(config, text) == meant


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("", Mistake.NOTHING),
        (" , ", Mistake.NOTHING),
        ("21", Mistake.UNKNOWN),
        ("1 1", Mistake.TWICE),
        ("0 1", Mistake.UNKNOWN),
        ("x1 1", Mistake.UNREADABLE),
        ("1-3", Mistake.UNREADABLE),
        ("11", Mistake.NO_POINTS),
        ("1:3", Mistake.NOT_POINTS),
        ("１", Mistake.UNREADABLE),
    ],
)
def test_what_can_not_be_meant_is_asked_again(
    config: FrozenConfig, text: str, mistake: Mistake
) -> None:
    with pytest.raises(Mistyped) as error:
        typed(config, text)

    assert error.value.mistake is mistake


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1 3 4", Invalid.TOO_DEAR),
        ("2 5", Invalid.TOO_MANY),  # both green
        ("6 7", Invalid.TOO_MANY),
        ("11:7", Invalid.TOO_MANY),
        ("11:6 12:5", Invalid.TOO_MANY),
        ("16 17 18 19", Invalid.TOO_MANY),
    ],
)
def test_a_broken_limit_says_which_reason_it_would_be(
    config: FrozenConfig, text: str, reason: Invalid
) -> None:
    with pytest.raises(BreaksLimits) as error:
        typed(config, text)

    assert error.value.reason is reason


def test_boxes_are_written_as_one_would_type(config: FrozenConfig) -> None:
    plans = numbered_plans(config, config.areas[0].id)
    fields = {"plan-1": "1", "plan-12": "3", "plan-20": "1", "plan-18": "2"}

    assert written(plans, fields) == "1 12:3 20 18"
    with pytest.raises(Mistyped):
        written(plans, {"plan-18": "2", "plan-19": "02"})


@given(st.text(max_size=30))
def test_no_text_breaks_it(text: str) -> None:
    """Of a ballot without plans only blank and invalid ones are left."""
    config = FrozenConfig("", "", "", *(None, None), "", "", (), ())  # type: ignore[arg-type]
    try:
        read = read_typed(config, "1", [], text)
    except Mistyped:
        return
    assert read == {} or isinstance(read, Invalid)
