"""Elections without projects or without ballots have an answer too."""

from allocation import Options, allocate, read_pabulib

EMPTY = b"""META
key;value
num_projects;0
num_votes;0
budget;100
vote_type;approval
PROJECTS
project_id;cost
VOTES
voter_id;vote
"""


def test_nothing_is_funded_where_nothing_was_proposed() -> None:
    instance = read_pabulib(EMPTY).instance

    for rule in ("equal-shares", "greedy", "knapsack", "phragmen"):
        assert allocate(instance, Options(rule=rule)).winners == ()
