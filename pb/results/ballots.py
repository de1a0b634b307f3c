"""The ballots of a round as the count takes them: grouped, without any order."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

from sqlalchemy.orm import Session

import allocation
from allocation.model import VoteType
from pb.rounds.configuration import FrozenConfig, FrozenContest
from pb.rounds.models import BudgetRound
from pb.voting.commitment import commitment_of
from pb.voting.service import read_ballots


class UnreadableBallot(Exception):
    """A stored ballot says something that its round does not know."""


class ChangedBallot(Exception):
    """A stored ballot is not the one that was cast: its commitment differs."""


@dataclass(frozen=True, slots=True)
class CastBallots:
    """How often each different ballot was cast."""

    counts: Mapping[str, int]  # body -> number of ballots

    @property
    def total(self) -> int:
        """Return the number of ballots."""
        return sum(self.counts.values())

    def by_area(self) -> dict[str, int]:
        """Return the number of ballots per area id."""
        areas: Counter[str] = Counter()
        for body, count in self.counts.items():
            areas[json.loads(body)["area"]] += count
        return dict(areas)


def read_cast_ballots(
    session: Session, budget_round: BudgetRound, config: FrozenConfig
) -> CastBallots:
    """Return all ballots of a round, each held to its commitment.

    Raises:
        ChangedBallot: A ballot was changed after it was cast.
    """
    counts: Counter[str] = Counter()
    changed = 0
    for ballot in read_ballots(session, budget_round):  # to its end: it is a cursor
        nonce, body = bytes.fromhex(ballot.nonce), ballot.body.encode()
        changed += commitment_of(config.hash, nonce, body) != ballot.commitment
        counts[ballot.body] += 1
    if changed:
        raise ChangedBallot
    return CastBallots(counts)


def make_instance(contest: FrozenContest, ballots: CastBallots) -> allocation.Instance:
    """Return what is counted in one contest: the ballots of its area, blank ones too.

    Raises:
        UnreadableBallot: A ballot names a plan or gives points that can't be.
    """
    groups: Counter[tuple[tuple[str, allocation.Weight], ...]] = Counter()
    for body, count in ballots.counts.items():
        ballot = json.loads(body)
        if contest.area in (None, ballot["area"]):
            choices = ballot["choices"].get(contest.id, [])
            groups[tuple(sorted(weights(contest, choices).items()))] += count
    return allocation.Instance(
        projects=tuple(
            allocation.Project(p.id, p.cost, p.name, p.category, p.area)
            for p in contest.projects
        ),
        budget_limit=contest.budget_limit,
        ballots=tuple(
            allocation.BallotGroup(dict(content), count)
            for content, count in sorted(groups.items())
        ),
        vote_type=cast(VoteType, contest.vote_type),
    )


def weights(contest: FrozenContest, choices: Any) -> dict[str, allocation.Weight]:
    """Return what one ballot gives to each plan it names.

    Raises:
        UnreadableBallot: It names a plan that is not in the contest.
    """
    try:
        found = _weights(contest, choices)
    except (TypeError, ValueError, AttributeError):
        raise UnreadableBallot(contest.id) from None
    if not found.keys() <= {project.id for project in contest.projects}:
        raise UnreadableBallot(contest.id)
    return found


def _weights(contest: FrozenContest, choices: Any) -> dict[str, allocation.Weight]:
    if contest.vote_type == "cumulative":
        points = {id_: _points(given) for id_, given in dict(choices).items()}
        return {id_: given for id_, given in points.items() if given > 0}
    if contest.vote_type == "ordinal":
        longest = contest.limits.max_choices or len(choices)
        return {id_: max(1, longest - rank) for rank, id_ in enumerate(choices)}
    return dict.fromkeys(choices, 1)


def _points(given: Any) -> allocation.Weight:
    """Return points; those of a file from elsewhere may have decimals, as text."""
    return given if isinstance(given, int) else Fraction(given)
