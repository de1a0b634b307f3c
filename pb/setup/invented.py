"""Invented votes: a model of voters who do not exist, the same for the same seed.

The model, so that nobody takes its numbers for more than they are:

- Each voter lives in an area; areas weigh by the letters sent, or all the same.
- Each loves two themes most. A plan of a loved theme appeals 2.5 times as much, a
  plan of the own area 2.2 times, a plan of another area half as much.
- Each plan has an appeal of its own, and each voter a mood for each plan: both are
  drawn from a lognormal distribution (sigma 0.5 and 0.6).
- Each voter names the plans that appeal most, three to four on average, as far as
  the limits of the ballot allow. One in fifty leaves a pot blank.
- Points fall by a third from plan to plan.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pb.results.ballots import CastBallots
from pb.rounds.configuration import FrozenConfig, FrozenContest, FrozenProject
from pb.voting.commitment import canonical_ballot
from pb.voting.selection import Choices, faults_of, file_ids

LOVED, OWN_AREA, OTHER_AREA = 2.5, 2.2, 0.5
APPEAL, MOOD = 0.5, 0.6  # sigma
# How many plans a voter names, and how often; 0 is a blank ballot.
NAMED = {0: 2, 1: 9, 2: 16, 3: 24, 4: 21, 5: 14, 6: 9, 7: 5}
MOST_VOTERS = 20_000


@dataclass(frozen=True, slots=True)
class Crowd:
    """Voters who do not exist."""

    config: FrozenConfig
    chance: random.Random
    appeal: Mapping[str, float]  # id of a plan -> how much it appeals to all
    themes: Sequence[str]

    def ballot(self) -> bytes:
        """Return the ballot of one more voter."""
        areas = self.config.areas
        weights = [area.letters_sent or 1 for area in areas]
        home = self.chance.choices(areas, weights)[0]
        loved = set(self.chance.sample(self.themes, min(2, len(self.themes))))
        selection = {
            contest.id: self._choose(contest, home.name, loved)
            for contest in self.config.contests_for(home.id)
        }
        kept = {
            id_: choices
            for id_, choices in selection.items()
            if not faults_of(self.config, {id_: choices})
        }
        return canonical_ballot(home.id, file_ids(kept))

    def _choose(self, contest: FrozenContest, home: str, loved: set[str]) -> Choices:
        liking = {p.id: self._liking(p, home, loved) for p in contest.projects}
        ranked = sorted(contest.projects, key=lambda p: -liking[p.id])
        number = self.chance.choices(list(NAMED), list(NAMED.values()))[0]
        if number:
            number = max(number, contest.limits.min_choices)
        return Choices(contest, _marks(contest, _fitting(contest, ranked, number)))

    def _liking(self, project: FrozenProject, home: str, loved: set[str]) -> float:
        near = {"": 1.0, home: OWN_AREA}.get(project.area, OTHER_AREA)
        warmth = LOVED if project.category in loved else 1.0
        mood = self.chance.lognormvariate(0, MOOD)
        return self.appeal[project.id] * near * warmth * mood


def invent_votes(config: FrozenConfig, voters: int, seed: str) -> CastBallots:
    """Return the ballots of invented voters; the same seed gives the same ones.

    Args:
        config: With at least one area.
        voters: How many, at least 1.
        seed: Any text.
    """
    chance = random.Random(seed)  # noqa: S311  # voters who do not exist
    plans = [project for contest in config.contests for project in contest.projects]
    appeal = {plan.id: chance.lognormvariate(0, APPEAL) for plan in plans}
    themes = sorted({plan.category for plan in plans})
    crowd = Crowd(config, chance, appeal, themes)
    return CastBallots(Counter(crowd.ballot().decode() for _ in range(voters)))


def _fitting(
    contest: FrozenContest, ranked: Sequence[FrozenProject], number: int
) -> list[FrozenProject]:
    """Return the best-liked plans that may stand on one ballot together."""
    limits, left = contest.limits, contest.budget_limit
    themes: Counter[str] = Counter()
    chosen: list[FrozenProject] = []
    for plan in ranked:
        is_full = themes[plan.category] >= limits.max_per_theme.get(
            plan.category, len(ranked)
        )
        is_dear = limits.within_budget and plan.cost > left
        if len(chosen) < min(number, contest.most_choices) and not (is_full or is_dear):
            chosen.append(plan)
            themes[plan.category] += 1
            left -= plan.cost
    return chosen


def _marks(
    contest: FrozenContest, chosen: Sequence[FrozenProject]
) -> dict[FrozenProject, int]:
    if contest.vote_type == "ordinal":
        return {plan: place for place, plan in enumerate(chosen, start=1)}
    if contest.vote_type != "cumulative":
        return dict.fromkeys(chosen, 1)
    return _points(contest, chosen)


def _points(
    contest: FrozenContest, chosen: Sequence[FrozenProject]
) -> dict[FrozenProject, int]:
    left = contest.limits.points or 10
    most = contest.limits.max_points or left
    marks: dict[FrozenProject, int] = {}
    for plan in chosen:
        given = min(most, left, max(1, left // 3))
        if given:
            marks[plan] = given
            left -= given
    return marks
