"""Ballots read all at once are those that are read one by one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocation import ParsedFile, UnreadableFile, read_pabulib
from allocation.pabulib.bulk import PlainGroups


def file_of(ballots: list[str], *, projects: int, quote: bool) -> bytes:
    """Return an election; quoted voter ids make the reader look at every line."""
    rows = "\n".join(f"p{number};{number + 1}" for number in range(projects))
    mark = '"' if quote else ""
    votes = "\n".join(f"{mark}v{n}{mark};{vote}" for n, vote in enumerate(ballots))
    return (
        "META\nbudget;100\nvote_type;approval\nPROJECTS\nproject_id;cost\n"
        f"{rows}\nVOTES\nvoter_id;vote\n{votes}\n"
    ).encode()


def both(ballots: list[str], projects: int) -> tuple[ParsedFile, ParsedFile]:
    plain = read_pabulib(file_of(ballots, projects=projects, quote=False))
    careful = read_pabulib(file_of(ballots, projects=projects, quote=True))
    assert not isinstance(careful.instance.ballots, PlainGroups)
    return plain, careful


@given(
    st.lists(st.lists(st.integers(0, 5), min_size=1, unique=True), min_size=1),
    st.sampled_from([6, 64, 65, 130]),
)
def test_the_groups_and_the_sums_are_the_same(
    named: list[list[int]], projects: int
) -> None:
    # Spread the projects over the words of the masks.
    step = projects // 6
    ballots = [",".join(f"p{place * step}" for place in ballot) for ballot in named]

    plain, careful = both(ballots, projects)

    assert isinstance(plain.instance.ballots, PlainGroups)
    assert plain.instance.ballots == careful.instance.ballots
    assert plain.instance.votes == careful.instance.votes
    assert plain.instance.scores == careful.instance.scores
    assert plain.instance.ballot_count == careful.instance.ballot_count
    assert plain.warnings == careful.warnings


@pytest.mark.parametrize(
    "ballots",
    [
        pytest.param(["p0", ""], id="blank"),
        pytest.param(["p0,p1,p0"], id="project-twice"),
        pytest.param(["p0, p1"], id="space"),
        pytest.param(["p0;"], id="empty-field-more"),
    ],
)
def test_what_is_odd_is_read_one_by_one(ballots: list[str]) -> None:
    plain, careful = both(ballots, 3)

    assert not isinstance(plain.instance.ballots, PlainGroups)
    assert plain.instance == careful.instance


def test_ids_longer_than_eight_bytes_and_unknown_ones_are_told_apart() -> None:
    text = file_of(["p0", "p1,p0"], projects=2, quote=False).replace(
        b"p1", "wijk/plein-één".encode()
    )

    parsed = read_pabulib(text)

    assert isinstance(parsed.instance.ballots, PlainGroups)
    assert parsed.instance.votes == {"p0": 2, "wijk/plein-één": 1}
    for vote in ("p", "p00", "p0000000000", "q0"):
        with pytest.raises(UnreadableFile, match="does not exist"):
            read_pabulib(file_of([vote], projects=2, quote=False))


def test_groups_look_like_a_tuple() -> None:
    groups = read_pabulib(
        file_of(["p1", "p0", "p1"], projects=2, quote=False)
    ).instance.ballots

    assert [(dict(group.weights), group.count) for group in groups] == [
        ({"p0": 1}, 1),
        ({"p1": 1}, 2),
    ]
    assert groups[0] == groups[:1][0]
    assert groups != (groups[1],)
    assert len({groups}) == 1
