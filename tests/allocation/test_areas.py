"""What each area got, without telling of few people."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocation import BallotGroup, Instance, Project, read_pabulib, to_document
from allocation.explain import overall
from allocation.explain.areas import SMALLEST, AreaShare, by_area
from allocation.pabulib import read_areas
from tests.allocation.elections import EURO, count

PROJECTS = (Project("a", 60 * EURO), Project("b", 40 * EURO), Project("c", 90 * EURO))

FILE = """\
META
key;value
budget;100
vote_type;{vote_type}
max_length;3
PROJECTS
project_id;cost
a;60
b;40
c;90
VOTES
voter_id;vote;{column}
"""


def instance_of(areas: Mapping[str, list[BallotGroup]]) -> Instance:
    groups = tuple(group for mine in areas.values() for group in mine)
    return Instance(PROJECTS, 100 * EURO, groups)


def group(vote: str, size: int) -> BallotGroup:
    return BallotGroup(dict.fromkeys(vote, 1), size)


def shares(areas: Mapping[str, list[BallotGroup]]) -> tuple[AreaShare, ...]:
    instance = instance_of(areas)
    return by_area(instance, count(instance, rule="greedy"), areas)


def test_says_what_each_area_has_beside_its_part_of_the_voters() -> None:
    north, south = [group("a", 60)], [group("ab", 20), group("c", 20)]

    first, second = shares({"north": north, "south": south})

    assert (first.name, first.voters, first.voters_with_funded) == ("north", 60, 60)
    assert first.money_share == 45 * EURO
    assert first.proportional_share == 60 * EURO
    assert second.voters_with_funded == 20
    assert second.money_share == 55 * EURO


def test_small_areas_are_taken_together_with_the_next_smallest() -> None:
    areas = {"x": 4, "y": 5, "z": 30, "w": 40}

    told = shares({name: [group("a", n)] for name, n in areas.items()})

    assert [(share.name, share.voters) for share in told] == [("w", 40), (None, 39)]


def test_several_small_areas_with_enough_voters_stand_together() -> None:
    areas = {"x": 4, "y": 6, "z": 30}

    told = shares({name: [group("a", n)] for name, n in areas.items()})

    assert [(share.name, share.voters) for share in told] == [("z", 30), (None, 10)]


@pytest.mark.parametrize("sizes", [[5, 50], [100], [3, 4]])
def test_says_nothing_where_the_rest_would_tell_of_few(sizes: list[int]) -> None:
    assert shares({str(n): [group("a", n)] for n in sizes}) == ()


def test_leaves_out_how_few_have_or_lack_a_funded_project() -> None:
    told = shares(
        {
            "most": [group("a", 50), group("", 3)],
            "all": [group("a", 70)],
            "many": [group("ab", 80), group("", 20)],
        }
    )

    assert [(s.name, s.voters_with_funded) for s in told] == [
        ("all", None),  # or the total would give the other away
        ("many", 80),
        ("most", None),
    ]


votes = st.sampled_from(["", "a", "b", "ab", "bc", "abc"])
some_areas = st.dictionaries(
    st.sampled_from(["", "n", "o", "z", "w"]),
    st.lists(st.builds(group, votes, st.integers(1, 30)), min_size=1, max_size=3),
    min_size=1,
)


@given(some_areas)
def test_never_tells_of_few_and_adds_up(
    areas: dict[str, list[BallotGroup]],
) -> None:
    instance = instance_of(areas)
    outcome = count(instance, rule="greedy")

    told = by_area(instance, outcome, areas)

    numbers = [s.voters_with_funded for s in told if s.voters_with_funded is not None]
    assert all(share.voters >= SMALLEST for share in told)
    assert all(number == 0 or number >= SMALLEST for number in numbers)
    assert len(told) - len(numbers) != 1
    if told:
        assert sum(share.voters for share in told) == instance.ballot_count
        assert sum(share.money_share for share in told) == outcome.cost
        assert sum(share.proportional_share for share in told) == outcome.cost


def test_ballots_of_another_election_are_refused() -> None:
    instance = instance_of({"n": [group("a", 20)]})

    with pytest.raises(ValueError, match="do not have the ballots"):
        overall(instance, count(instance), {"n": [group("a", 19)]})


def file(column: str, *rows: str, vote_type: str = "approval") -> bytes:
    text = FILE.format(column=column, vote_type=vote_type)
    lines = [f"{number};{row}\n" for number, row in enumerate(rows)]
    return (text + "".join(lines)).encode()


@pytest.mark.parametrize("column", ["neighborhood", "district"])
def test_reads_where_voters_live(column: str) -> None:
    rows = ["a,b;Oud  Noord"] * 12 + ["b;Zuid"] * 12 + ["c;"] * 12

    content = file(column, *rows)
    areas = read_areas(content, read_pabulib(content))

    assert areas == {
        "Oud Noord": (group("ab", 12),),
        "Zuid": (group("b", 12),),
        "": (group("c", 12),),
    }


def test_ranks_weigh_in_an_area_as_they_do_in_the_count() -> None:
    content = file("district", "b,a;n", "a;n", vote_type="ordinal")
    parsed = read_pabulib(content)

    areas = read_areas(content, parsed)

    assert areas is not None
    assert set(map(str, areas["n"])) == set(map(str, parsed.instance.ballots))


def test_a_file_that_tells_no_areas_has_none() -> None:
    content = file("age", "a;30")

    assert read_areas(content, read_pabulib(content)) is None


def document(areas: Mapping[str, list[BallotGroup]] | None) -> dict[str, Any]:
    instance = instance_of(areas or {"": [group("a", 20)]})
    return to_document(instance, count(instance), areas=areas)


def test_the_document_has_the_areas_if_they_are_known() -> None:
    areas = {"n": [group("a", 20)], "z": [group("b", 10), group("c", 10)]}

    written = document(areas)["overall"]["by_area"]

    assert document(None)["overall"]["by_area"] is None
    assert written[0] == {
        "area": "n",
        "voters": 20,
        "voters_with_funded": 20,
        "money_share": {"exact": "60", "decimal": "60.000000"},
        "proportional_share": {"exact": "50", "decimal": "50.000000"},
    }
    assert Fraction(written[1]["money_share"]["exact"]) == 40
