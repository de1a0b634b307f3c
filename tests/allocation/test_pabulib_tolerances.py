"""What published files do, and what is read without a word or with a warning."""

import pytest

from allocation import ParsedFile, read_pabulib
from allocation.pabulib import declared_limits, limits_warning
from tests.allocation.elections import WORKED_EXAMPLE

POINTS = """\
META
key;value
budget;100
vote_type;cumulative
PROJECTS
project_id;cost;score
x;10;5
y;20;3
VOTES
voter_id;vote;points
1;x,y;2,3
2;x;3
"""
RANKS = POINTS.replace("cumulative", "ordinal").replace("cost;score", "cost;votes")


def read(text: str) -> ParsedFile:
    return read_pabulib(text.encode())


def codes(parsed: ParsedFile) -> list[str]:
    return [warning.code for warning in parsed.warnings]


def test_reads_the_worked_example() -> None:
    parsed = read(WORKED_EXAMPLE)

    assert parsed.instance.budget_limit == 100_000
    assert parsed.instance.ballot_count == 10
    assert parsed.instance.votes == {"A": 6, "B": 5, "C": 4, "D": 3, "E": 2}
    assert parsed.instance.projects[3].name == "Repaircafé"
    assert (parsed.currency, parsed.warnings, parsed.selected) == ("EUR", (), None)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("\n", "\r\n", id="crlf"),
        pytest.param("PROJECTS\n", "PROJECTS\r\n", id="mixed-line-ends"),
        pytest.param("\n", "\r", id="cr-alone"),
        pytest.param("META", "\ufeffMETA", id="byte-order-mark"),
        pytest.param("META", "\n\nMETA", id="blank-lines-first"),
        pytest.param("VOTES\n", "\n \nVOTES\n", id="blank-lines-between"),
        pytest.param("budget;1000", " budget ; 1000 ", id="spaces-around-fields"),
        pytest.param("PROJECTS", "Projects;;;", id="section-name"),
        pytest.param("project_id;cost", "Project_ID;COST", id="header-case"),
        pytest.param("currency;EUR", "currency;EUR\nfoo;bar", id="unknown-key"),
        pytest.param("key;value\n", "", id="no-header-in-meta"),
        pytest.param("A;600", '"A";"600"', id="quoted"),
        pytest.param("Speelplek", '"Speel;plek"', id="semicolon-in-quotes"),
        pytest.param("Speelplek", '"Speel\nplek"', id="line-end-in-quotes"),
        pytest.param("Speelplek", 'de "Speelplek"', id="bare-quote"),
        pytest.param("Speelplek", '"de" Speelplek', id="quoted-word-first"),
        pytest.param("budget;1000", "budget;1000.0", id="decimals-zero"),
        pytest.param("budget;1000", "budget;1000,00", id="decimal-comma"),
        pytest.param("budget;1000", "budget;1 000", id="space-in-amount"),
        pytest.param("budget;1000", "budget;1\u00a0000,00", id="no-break-space"),
        pytest.param("1;A,B", "1; A , B ", id="spaces-in-vote"),
        pytest.param("A;600;6;Speelplek", "A;600;6;Speelplek;;", id="empty-fields"),
    ],
)
def test_reads_all_the_same(old: str, new: str) -> None:
    parsed = read(WORKED_EXAMPLE.replace(old, new))

    expected = read(WORKED_EXAMPLE).instance
    assert parsed.instance.ballots == expected.ballots
    assert parsed.instance.budget_limit == expected.budget_limit
    assert [p.cost for p in parsed.instance.projects] == [
        60000,
        30000,
        24000,
        16000,
        11000,
    ]
    assert parsed.warnings == ()


def test_reads_a_file_without_a_final_line_end() -> None:
    parsed = read(WORKED_EXAMPLE.rstrip("\n"))

    assert parsed.instance == read(WORKED_EXAMPLE).instance


def test_columns_may_stand_in_any_order_and_some_may_be_missing() -> None:
    text = WORKED_EXAMPLE.replace("project_id;cost;votes;name", "cost;project_id;x;y")
    for id_, cost in {"A": 600, "B": 300, "C": 240, "D": 160, "E": 110}.items():
        text = text.replace(f"{id_};{cost}", f"{cost};{id_}")

    parsed = read(text.replace("voter_id;vote", "nr;vote"))

    assert parsed.instance.projects[0].id == "A"
    assert parsed.instance.ballots == read(WORKED_EXAMPLE).instance.ballots


def test_ids_may_hold_slashes_dots_and_letters() -> None:
    parsed = read(
        POINTS.replace("x", "BAD/0001")
        .replace("y;", "XIII.4-b_2;")
        .replace(",y", ",XIII.4-b_2")
    )

    assert set(parsed.instance.votes) == {"BAD/0001", "XIII.4-b_2"}


def test_a_file_gives_the_same_instance_in_any_order_of_ballots() -> None:
    head, _, votes = WORKED_EXAMPLE.partition("voter_id;vote\n")
    turned = "\n".join(reversed(votes.splitlines()))

    assert (
        read(f"{head}voter_id;vote\n{turned}\n").instance
        == read(WORKED_EXAMPLE).instance
    )


def test_a_project_twice_on_a_ballot_counts_once_at_its_first_place() -> None:
    parsed = read(WORKED_EXAMPLE.replace("1;A,B\n2", "1;A,B,A\n2"))

    assert parsed.instance.votes["A"] == 6
    assert codes(parsed) == ["project_twice"]
    assert parsed.warnings[0].line == 18


def test_points_for_a_project_given_twice_add_up() -> None:
    parsed = read(POINTS.replace("1;x,y;2,3", "1;x,x;2,3"))

    assert parsed.instance.scores == {"x": 8, "y": 0}
    assert "project_twice" in codes(parsed)


def test_zero_points_do_not_name_a_project() -> None:
    parsed = read(POINTS.replace("2,3", "0,3"))

    assert parsed.instance.votes == {"x": 1, "y": 1}
    assert "zero_points" in codes(parsed)


def test_points_may_have_decimals() -> None:
    assert str(read(POINTS.replace("2,3", "2.5,3")).instance.scores["x"]) == "11/2"


@pytest.mark.parametrize(
    ("max_length", "scores"),
    [
        pytest.param("", {"x": 3, "y": 1}, id="own-length"),
        pytest.param("max_length;3\n", {"x": 6, "y": 2}, id="declared"),
        pytest.param("max_length;1\n", {"x": 2, "y": 1}, id="longer-than-declared"),
    ],
)
def test_ranks_weigh_down_from_the_longest_length(
    max_length: str, scores: dict[str, int]
) -> None:
    text = RANKS.replace("votes\nx;10;5\ny;20;3", "votes\nx;10;2\ny;20;1")

    parsed = read(text.replace("PROJECTS", f"{max_length}PROJECTS"))

    assert parsed.instance.scores == scores


def test_a_blank_vote_is_a_ballot() -> None:
    parsed = read(WORKED_EXAMPLE.replace("10;C,E", "10;"))

    assert parsed.instance.ballot_count == 10
    assert parsed.instance.blank_ballot_count == 1


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        pytest.param("num_votes;10", "num_votes;11", "num_votes_differs", id="votes"),
        pytest.param("projects;5", "projects;6", "num_projects_differs", id="projects"),
        pytest.param("A;600;6", "A;600;7", "votes_differ", id="column-votes"),
        pytest.param("A;600", "A;999999999", "cost_above_budget", id="dear"),
        pytest.param("currency", "max_length;1\ncurrency", "ballot_limit", id="long"),
        pytest.param("currency", "min_length;3\ncurrency", "ballot_limit", id="short"),
        pytest.param(
            "currency", "max_sum_cost;899\ncurrency", "ballot_limit", id="sum"
        ),
        pytest.param("currency", "currency;PLN\ncurrency", "meta_twice", id="twice"),
        pytest.param("currency", "max_sum_cost;x\ncurrency", "meta_value", id="limit"),
    ],
)
def test_warns_and_counts_all_the_same(old: str, new: str, code: str) -> None:
    parsed = read(WORKED_EXAMPLE.replace(old, new))

    assert codes(parsed) == [code]
    assert parsed.warnings[0].line is not None
    assert parsed.instance.ballot_count == 10


def test_a_section_with_nothing_below_is_warned_of() -> None:
    parsed = read(WORKED_EXAMPLE.partition("voter_id")[0] + "voter_id;vote\n")

    assert "no_ballots" in codes(parsed)


def test_keeps_apart_what_was_funded_from_other_money() -> None:
    text = POINTS.replace("score\nx;10;5\ny;20;3", "selected\nx;10;1\ny;20;2")

    parsed = read(text)

    assert (parsed.selected, parsed.other_money) == (("x",), ("y",))


DECLARING = WORKED_EXAMPLE.replace(
    "currency;EUR",
    "rule;greedy-no-skip\nmin_project_score_threshold;3\n"
    "categories;groen,spel\nbudget_per_category;500,400.5\n"
    "leftover_budget;next\ncurrency;EUR",
)


def test_understands_the_limits_that_meta_declares() -> None:
    limits = declared_limits(read(DECLARING))

    assert limits.min_score.value == 3
    assert limits.caps == {"groen": 50000, "spel": 40050}
    assert not limits.caps_bind_completion
    assert not limits.skip


def test_names_declared_limits_that_are_not_applied() -> None:
    warning = limits_warning(read(DECLARING))

    assert warning is not None
    assert "minimum score" in warning.text
    assert limits_warning(read(WORKED_EXAMPLE)) is None
