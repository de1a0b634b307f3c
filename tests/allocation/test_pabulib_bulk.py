"""Ballots read all at once are those that are read one by one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocation import ParsedFile, UnreadableFile, read_pabulib
from allocation.pabulib.bulk import PlainGroups


def file_of(
    ballots: list[str],
    *,
    projects: int,
    quote: bool,
    vote_type: str = "approval",
    columns: str = "voter_id;vote",
) -> bytes:
    """Return an election; quoted voter ids make the reader look at every line."""
    rows = "\n".join(f"p{number};{number + 1}" for number in range(projects))
    mark = '"' if quote else ""
    votes = "\n".join(f"{mark}v{n}{mark};{vote}" for n, vote in enumerate(ballots))
    return (
        f"META\nbudget;100\nvote_type;{vote_type}\nmax_length;4\n"
        f"PROJECTS\nproject_id;cost\n{rows}\nVOTES\n{columns}\n{votes}\n"
    ).encode()


def both(
    ballots: list[str], projects: int, **more: str
) -> tuple[ParsedFile, ParsedFile]:
    plain = read_pabulib(file_of(ballots, projects=projects, quote=False, **more))
    careful = read_pabulib(file_of(ballots, projects=projects, quote=True, **more))
    assert not isinstance(careful.instance.ballots, PlainGroups)
    return plain, careful


@given(
    st.lists(
        st.lists(st.integers(0, 5), min_size=1, max_size=4, unique=True), min_size=1
    ),
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


def assert_same(plain: ParsedFile, careful: ParsedFile) -> None:
    assert plain.instance == careful.instance
    assert plain.instance.scores == careful.instance.scores
    assert plain.instance.votes == careful.instance.votes
    assert plain.warnings == careful.warnings


@given(
    st.lists(
        st.dictionaries(st.integers(0, 5), st.integers(0, 3), min_size=1, max_size=4),
        min_size=1,
    )
)
def test_points_and_their_groups_are_the_same(given: list[dict[int, int]]) -> None:
    ballots = [
        ",".join(f"p{place}" for place in ballot)
        + ";"
        + ",".join(map(str, ballot.values()))
        for ballot in given
    ]

    plain, careful = both(
        ballots, 6, vote_type="cumulative", columns="voter_id;vote;points"
    )

    # Whoever gave only 0 points is looked at alone.
    is_plain = all(any(ballot.values()) for ballot in given)
    assert isinstance(plain.instance.ballots, PlainGroups) == is_plain
    assert_same(plain, careful)


@given(
    st.lists(st.lists(st.integers(0, 5), min_size=1, max_size=4), min_size=1),
    st.sampled_from(["approval", "ordinal"]),
)
def test_ranks_and_projects_named_twice_are_the_same(
    named: list[list[int]], vote_type: str
) -> None:
    ballots = [",".join(f"p{place}" for place in ballot) for ballot in named]

    plain, careful = both(ballots, 6, vote_type=vote_type)

    assert isinstance(plain.instance.ballots, PlainGroups)
    assert_same(plain, careful)


@pytest.mark.parametrize("points", ["2", "2,0", "1.5,1", "1,-1", "1,٣", "1,", "1,2,3"])
def test_odd_points_are_read_or_refused_as_one_by_one(points: str) -> None:
    answers = []
    for quote in (False, True):
        text = file_of(
            [f"p0,p1;{points}"],
            projects=2,
            quote=quote,
            vote_type="scoring",
            columns="voter_id;vote;points",
        )
        try:
            parsed = read_pabulib(text)
            answers.append(str((parsed.instance.scores, parsed.warnings)))
        except UnreadableFile as error:
            answers.append(str(error))

    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    "ballots",
    [
        pytest.param(["p0", ""], id="blank"),
        pytest.param(["p0 ,p1"], id="space-before-comma"),
        pytest.param(["p0, p1"], id="space"),
        pytest.param(["p0;"], id="empty-field-more"),
    ],
)
def test_what_is_odd_is_read_one_by_one(ballots: list[str]) -> None:
    plain, careful = both(ballots, 3)

    assert not isinstance(plain.instance.ballots, PlainGroups)
    assert plain.instance == careful.instance


def test_more_weighed_ballots_than_can_be_numbered_are_read_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = file_of(
        ["p1,p0;2,1"] * 3,
        projects=2,
        quote=False,
        vote_type="cumulative",
        columns="voter_id;vote;points",
    )
    assert isinstance(read_pabulib(content).instance.ballots, PlainGroups)
    monkeypatch.setattr("allocation.pabulib.bulk.MOST_BALLOTS", 2)

    instance = read_pabulib(content).instance

    assert not isinstance(instance.ballots, PlainGroups)
    assert instance.scores == {"p0": 3, "p1": 6}


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
