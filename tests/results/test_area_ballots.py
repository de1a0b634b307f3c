"""Ballots by area never tell of an area that the turnout hides."""

from dataclasses import replace

from sqlalchemy.orm import Session

import allocation
from pb.models import BudgetRound
from pb.results.area_ballots import TOGETHER, ballots_by_area
from pb.results.ballots import CastBallots, make_instance
from pb.results.comparing import compare_rules
from pb.rounds.configuration import FrozenArea, FrozenConfig, read_config

AREAS = (
    FrozenArea("1", "Rubroek", 500),
    FrozenArea("2", "Crooswijk", 500),
    FrozenArea("3", "De Esch", 120),
)


def config_of(budget_round: BudgetRound) -> FrozenConfig:
    """Return the configuration of a round with three areas and one pot."""
    return replace(read_config(budget_round), areas=AREAS)


def ballots_of(config: FrozenConfig, *numbers: int) -> CastBallots:
    """Return so many ballots of each area, all for plan A."""
    contest = config.contests[0].id
    return CastBallots(
        {
            f'{{"area":"{area.id}","choices":{{"{contest}":["A"]}}}}': number
            for area, number in zip(config.areas, numbers, strict=True)
        }
    )


def test_keeps_areas_apart_while_none_is_small(
    session: Session, closed: BudgetRound
) -> None:
    config = config_of(closed)

    areas = ballots_by_area(config, config.contests[0], ballots_of(config, 40, 30, 12))

    assert sorted(areas) == ["1", "2", "3"]


def test_takes_a_small_area_together_with_what_would_betray_it(
    session: Session, closed: BudgetRound
) -> None:
    config = config_of(closed)
    contest, ballots = config.contests[0], ballots_of(config, 40, 30, 4)

    areas = ballots_by_area(config, contest, ballots)
    instance = make_instance(contest, ballots)
    told = compare_rules(instance, allocation.allocate(instance), areas)[0]["areas"]

    assert sorted(areas) == [TOGETHER, "1"]
    assert [(area["area"], area["voters"]) for area in told] == [(None, 34), ("1", 40)]


def test_a_pot_of_one_area_is_not_parted(session: Session, closed: BudgetRound) -> None:
    config = config_of(closed)
    contest = replace(config.contests[0], area="1")

    assert ballots_by_area(config, contest, ballots_of(config, 40, 30, 12)) == {}
