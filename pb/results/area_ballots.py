"""The ballots of a contest by area, so that few voters of an area stay hidden."""

import json
from collections import Counter, defaultdict

import allocation
from exports.suppression import hidden_cells
from pb.results.ballots import CastBallots, weights
from pb.rounds.configuration import FrozenConfig, FrozenContest

TOGETHER = "*"  # the key of all areas that may not be told apart
Content = tuple[tuple[str, allocation.Weight], ...]


def ballots_by_area(
    config: FrozenConfig, contest: FrozenContest, ballots: CastBallots
) -> dict[str, tuple[allocation.BallotGroup, ...]]:
    """Return the ballots by area id; nothing where there are no two to compare.

    The areas that are hidden from the turnout are one here, so that no page tells
    of them what another hides.
    """
    if contest.area is not None or len(config.areas) < 2:
        return {}
    hidden = hidden_areas(config, ballots)
    groups: dict[str, Counter[Content]] = defaultdict(Counter)
    for body, count in ballots.counts.items():
        ballot = json.loads(body)
        key = TOGETHER if ballot["area"] in hidden else ballot["area"]
        choices = weights(contest, ballot["choices"].get(contest.id, []))
        groups[key][tuple(sorted(choices.items()))] += count
    return {
        key: tuple(
            allocation.BallotGroup(dict(content), count)
            for content, count in sorted(contents.items())
        )
        for key, contents in groups.items()
    }


def hidden_areas(config: FrozenConfig, ballots: CastBallots) -> set[str]:
    """Return the areas whose number of voters is not told."""
    cast = ballots.by_area()
    counts = [cast.get(area.id, 0) for area in config.areas]
    letters = [area.letters_sent for area in config.areas]
    return {config.areas[at].id for at in hidden_cells(counts, letters)}
