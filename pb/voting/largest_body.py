"""How long a ballot can become, so that all can be sealed at one length."""

import rfc8785

from pb.rounds.ballot_limits import MOST_POINTS
from pb.rounds.configuration import FrozenConfig, FrozenContest
from pb.voting.commitment import canonical_ballot
from pb.voting.selection import FileChoices


def largest_body(config: FrozenConfig, area_id: str) -> int:
    """Return a number of bytes that no valid ballot of an area exceeds.

    It is the length of a ballot that names as many plans as one may, those with the
    longest ids, each with the longest number of points. Such a ballot need not be
    valid, so the bound can be larger than the largest.

    Args:
        config: Of the round.
        area_id: Of the ballot form.
    """
    longest = {c.id: _longest_choices(c) for c in config.contests_for(area_id)}
    return len(canonical_ballot(area_id, longest))


def _longest_choices(contest: FrozenContest) -> FileChoices:
    by_length = sorted(
        (project.id for project in contest.projects),
        key=lambda id_: len(rfc8785.dumps(id_)),
        reverse=True,
    )
    ids = by_length[: _most_plans(contest)]
    if contest.vote_type != "cumulative":
        return ids
    limits = contest.limits
    known = [most for most in (limits.max_points, limits.points) if most is not None]
    return dict.fromkeys(ids, min(known, default=MOST_POINTS))


def _most_plans(contest: FrozenContest) -> int:
    """Return how many plans one may name: the cheapest ones, if money decides."""
    most = contest.most_choices
    if contest.vote_type == "cumulative" and contest.limits.points is not None:
        most = min(most, contest.limits.points)
    if not contest.limits.within_budget:
        return most
    left, fitting = contest.budget_limit, 0
    for cost in sorted(project.cost for project in contest.projects):
        left -= cost
        fitting += left >= 0
    return min(most, fitting)
