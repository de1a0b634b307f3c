"""Elections for the tests: made by hand, made up, and read from real files."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from allocation import Instance, Options, Outcome, Project, allocate
from allocation.model import VoteType

EURO = 100  # cents

WORKED_EXAMPLE = """\
META
key;value
description;Voorbeeldbuurt
num_projects;5
num_votes;10
budget;1000
vote_type;approval
currency;EUR
PROJECTS
project_id;cost;votes;name
A;600;6;Speelplek
B;300;5;Bankjes
C;240;4;Geveltuinen
D;160;3;Repaircafé
E;110;2;Muziekmiddag
VOTES
voter_id;vote
1;A,B
2;A,B
3;A,B
4;A,B
5;A,B
6;A,D
7;C,E
8;C,D
9;C,D
10;C,E
"""


def make_instance(
    budget: int,
    costs: Mapping[str, int],
    *ballots: str | Mapping[str, int],
    vote_type: VoteType = "approval",
) -> Instance:
    """Return an election; the ballot "ab" approves of a and b."""
    weights = [dict.fromkeys(b, 1) if isinstance(b, str) else b for b in ballots]
    projects = [Project(id_, cost) for id_, cost in costs.items()]
    return Instance.from_ballots(projects, budget, weights, vote_type=vote_type)


def worked_example() -> Instance:
    """Return the example of ten residents and five plans, in cents."""
    euros = {"A": 600, "B": 300, "C": 240, "D": 160, "E": 110}
    ballots = ["AB"] * 5 + ["AD", "CE", "CD", "CD", "CE"]
    costs = {id_: cost * EURO for id_, cost in euros.items()}
    return make_instance(1000 * EURO, costs, *ballots)


def count(
    instance: Instance, *, tie_order: Sequence[str] | None = None, **options: Any
) -> Outcome:
    """Return the outcome under the given options."""
    return allocate(instance, Options(**options), tie_order)


@st.composite
def instances(
    draw: st.DrawFn,
    *,
    most_projects: int = 6,
    most_ballots: int = 9,
    points: bool = True,
) -> Instance:
    """Make up an election with few different numbers, so that it is full of ties."""
    ids = "abcdefgh"[: draw(st.integers(1, most_projects))]
    cost = st.sampled_from([0, 1, 2, 3, 4, 6, 10, 12])
    projects = [Project(id_, draw(cost)) for id_ in ids]
    highest = draw(st.sampled_from([1, 3])) if points else 1
    ballot = st.dictionaries(st.sampled_from(ids), st.integers(1, highest))
    ballots = draw(st.lists(ballot, min_size=1, max_size=most_ballots))
    budget = draw(st.integers(1, 30))
    vote_type: VoteType = "approval" if highest == 1 else "cumulative"
    return Instance.from_ballots(projects, budget, ballots, vote_type=vote_type)


def real_elections() -> Path | None:
    """Return the folder of real election files, where this machine has one."""
    folder = os.environ.get("BUURTGELD_PABULIB", "")
    return Path(folder) if folder and Path(folder).is_dir() else None
