"""What a round fixes before the vote, to the byte."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from allocation import MinScore
from pb.models import BudgetRound
from pb.rounds.configuration import NotFrozen, read_config
from pb.rounds.fixing import (
    ConfigurationIncomplete,
    canonical_json,
    config_hash,
    make_config,
)
from pb.rounds.rule_options import UnknownOption, complete_options, to_options
from pb.rounds.service import find_round
from tests.factories import make_area, make_contest, make_project, make_round

EXPECTED = (
    '{"areas":[{"id":"1","letters_sent":1000,"name":"Rubroek"}],'
    '"closes_at":"2026-11-29T19:00:00Z",'
    '"contests":[{"area":"1","budget":100000,"id":"1",'
    '"limits":{"max_choices":null,"max_per_theme":{},"max_points":null,'
    '"min_choices":0,"points":null,"within_budget":true},"projects":['
    '{"area":"Rubroek","category":"groen","cost":30000,"id":"7","name":"Café ☕",'
    '"number":1},'
    '{"area":"Rubroek","category":"ontmoeten","cost":30000,"id":"x/2","name":"Bank",'
    '"number":2}],"rule":{"completion":"add1u","options":{"add1_stop":"overspend",'
    '"caps":{},"caps_bind_completion":true,"comparison":"none","groups":[],'
    '"increment":100,"leftover":"keep","min_score":"0","objective":"votes",'
    '"skip":true},"rule":"equal-shares","utility":"cost"},"tie_order":["x/2","7"],'
    '"title":"Pot","vote_type":"approval"}],"currency":"EUR",'
    '"format":"buurtgeld-config/1","opens_at":"2026-11-09T08:00:00Z",'
    '"slug":"buurtbudget","tie_seed":"3 14 15","title":"Buurtbudget",'
    '"voting":{"recast":"final","receipt":true}}'
)


def make_ready_round(session: Session) -> BudgetRound:
    budget_round = make_round(
        session,
        slug="buurtbudget",
        title="Buurtbudget",
        tie_seed="3 14 15",
        opens_at=datetime(2026, 11, 9, 8, tzinfo=UTC),
        closes_at=datetime(2026, 11, 29, 19, tzinfo=UTC),
    )
    area = make_area(session, budget_round, name="Rubroek")
    contest = make_contest(session, budget_round, title="Pot", area_id=area.id)
    make_project(
        session, contest, file_id="7", title="Café ☕", theme="groen", tie_rank=2
    )
    make_project(session, contest, file_id="x/2", title="Bank", tie_rank=1)
    make_project(session, contest, status="withdrawn", file_id=None)
    session.commit()
    session.expire_all()
    found = find_round(session, "buurtbudget")
    assert found is not None
    return found


def test_is_written_to_the_same_bytes_every_time(session: Session) -> None:
    budget_round = make_ready_round(session)

    canonical = canonical_json(make_config(session, budget_round))

    assert canonical == EXPECTED.encode()
    assert config_hash(canonical) == (
        "87005c241da366d30eacf576eb60a8d68eda6a24022b5916ea4786d9bca07947"
    )


def test_is_read_back_as_it_was_fixed(session: Session) -> None:
    budget_round = make_ready_round(session)
    canonical = canonical_json(make_config(session, budget_round))
    budget_round.config_json = canonical.decode()
    budget_round.config_hash = config_hash(canonical)

    config = read_config(budget_round)

    contest = config.contests[0]
    assert (config.slug, config.currency, config.tie_seed) == (
        "buurtbudget",
        "EUR",
        "3 14 15",
    )
    assert config.closes_at == datetime(2026, 11, 29, 19, tzinfo=UTC)
    assert contest.budget_limit == 100_000
    assert contest.tie_order == ("x/2", "7")
    assert [project.number for project in contest.projects] == [1, 2]


def test_gives_an_area_its_own_contests_and_those_of_all(session: Session) -> None:
    budget_round = make_ready_round(session)
    whole = make_contest(session, budget_round, title="Samen")
    other = make_area(session, budget_round, name="De Esch")
    session.expire_all()
    canonical = canonical_json(make_config(session, budget_round))
    budget_round.config_json = canonical.decode()
    budget_round.config_hash = config_hash(canonical)

    config = read_config(budget_round)

    titles = [contest.title for contest in config.contests_for("1")]
    assert titles == ["Pot", "Samen"]
    assert [c.id for c in config.contests_for(other.id)] == [str(whole.id)]


@pytest.mark.parametrize("missing", ["opens_at", "closes_at"])
def test_needs_the_dates_of_the_vote(session: Session, missing: str) -> None:
    budget_round = make_ready_round(session)
    setattr(budget_round, missing, None)

    with pytest.raises(ConfigurationIncomplete):
        make_config(session, budget_round)


def test_needs_a_place_in_the_tie_order_for_every_project(session: Session) -> None:
    budget_round = make_ready_round(session)
    make_project(session, budget_round.contests[0], tie_rank=None)

    with pytest.raises(ConfigurationIncomplete):
        make_config(session, budget_round)


def test_cannot_be_read_before_it_is_fixed(session: Session) -> None:
    with pytest.raises(NotFrozen):
        read_config(make_ready_round(session))


def test_options_of_a_rule_reach_the_count() -> None:
    options = to_options(
        "equal-shares", "cost", "add1", {"min_score": "2.5%", "increment": 50}
    )

    assert options.min_score == MinScore(options.min_score.value, is_percentage=True)
    assert options.min_score.is_met(25, 1000)
    assert not options.min_score.is_met(24, 1000)
    assert (options.increment, options.add1_stop) == (50, "overspend")


def test_an_option_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UnknownOption):
        complete_options({"incremnt": 50})


def test_a_configuration_of_before_these_limits_is_still_read(session: Session) -> None:
    budget_round = make_ready_round(session)
    config = make_config(session, budget_round)
    config["contests"][0]["limits"] = {"max_choices": 3, "within_budget": False}
    canonical = canonical_json(config)
    budget_round.config_json = canonical.decode()
    budget_round.config_hash = config_hash(canonical)

    limits = read_config(budget_round).contests[0].limits

    assert (limits.max_choices, limits.min_choices, limits.points) == (3, 0, None)
    assert limits.max_per_theme == {}
