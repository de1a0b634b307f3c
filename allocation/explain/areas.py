"""What an outcome gives to the voters of each area, beside their part of all voters.

Numbers about few people say something of each of them. So areas with few voters
are taken together, and a number of voters is left out where it, or what it lacks
of all, is small.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from allocation.model import BallotGroup, Instance, Outcome

SMALLEST = 10  # voters about whom anything is said

Areas = Mapping[str, Sequence[BallotGroup]]
"""Name of an area -> its ballots; "" for ballots without area."""


@dataclass(frozen=True, slots=True)
class AreaShare:
    """What the voters of one area, or of several small ones together, got.

    Attributes:
        name: Of the area, "" for ballots without one; None: small areas together.
        voters_with_funded: Ballots that name at least one funded project; None
            where that would say too much of few people.
        money_share: The cost of each funded project, divided over all ballots that
            name it by their weights; the sum of what falls to this area.
        proportional_share: Of what these ballots could name, the part that would
            be theirs if every ballot had the same.
    """

    name: str | None
    voters: int
    voters_with_funded: int | None
    money_share: Fraction
    proportional_share: Fraction


def by_area(
    instance: Instance, outcome: Outcome, areas: Areas
) -> tuple[AreaShare, ...]:
    """Return what the voters of each area got, by name; small areas come last.

    Args:
        instance: n ballots over m projects.
        outcome: Of `instance`.
        areas: The same n ballots, by area.

    Returns:
        At most one share per area. Nothing where there are not two to compare.

    Raises:
        ValueError: The ballots of the areas are not those of the instance.
    """
    counted = {name: _voters(groups) for name, groups in areas.items()}
    if sum(counted.values()) != instance.ballot_count:
        raise ValueError("the areas do not have the ballots of the instance")
    large, small = _parted({name: n for name, n in counted.items() if n})
    parts = {
        id_: Fraction(instance.projects_by_id[id_].cost) / instance.scores[id_]
        for id_ in outcome.winners
    }
    spent = sum((parts[id_] * instance.scores[id_] for id_ in parts), Fraction(0))
    per_voter = spent / instance.ballot_count if instance.ballot_count else Fraction(0)
    shares = [_share(name, areas[name], parts, per_voter) for name in sorted(large)]
    if small:
        together = [group for name in small for group in areas[name]]
        shares.append(_share(None, together, parts, per_voter))
    return _without_small_numbers(shares) if len(shares) > 1 else ()


def _parted(counted: Mapping[str, int]) -> tuple[list[str], list[str]]:
    """Return the areas told apart, and those taken together so that none is small."""
    ordered = sorted(counted, key=lambda name: (counted[name], name))
    small = [name for name in ordered if counted[name] < SMALLEST]
    # The total would give away one small area, or a few with few voters together.
    while small and len(small) < len(ordered):
        if len(small) > 1 and sum(counted[name] for name in small) >= SMALLEST:
            break
        small.append(ordered[len(small)])
    return [name for name in ordered if name not in small], small


def _share(
    name: str | None,
    groups: Sequence[BallotGroup],
    parts: Mapping[str, Fraction],
    per_voter: Fraction,
) -> AreaShare:
    scores = dict.fromkeys(parts, Fraction(0))
    with_funded = 0
    for group in groups:
        named = group.weights.keys() & parts.keys()
        with_funded += group.count if named else 0
        for id_ in named:
            scores[id_] += group.weights[id_] * group.count
    voters = _voters(groups)
    money = sum((parts[id_] * score for id_, score in scores.items()), Fraction(0))
    return AreaShare(name, voters, with_funded, money, per_voter * voters)


def _without_small_numbers(shares: Sequence[AreaShare]) -> tuple[AreaShare, ...]:
    """Leave out small numbers of voters, and one more where one could be inferred."""
    places = sorted(range(len(shares)), key=lambda place: shares[place].voters)
    hidden = [place for place in places if _is_telling(shares[place])]
    if len(hidden) == 1:
        hidden.append(next(place for place in places if place not in hidden))
    return tuple(
        replace(share, voters_with_funded=None) if place in hidden else share
        for place, share in enumerate(shares)
    )


def _is_telling(share: AreaShare) -> bool:
    having = share.voters_with_funded or 0
    return 0 < having < SMALLEST or 0 < share.voters - having < SMALLEST


def _voters(groups: Sequence[BallotGroup]) -> int:
    return sum(group.count for group in groups)
