"""What is refused: always with the file, the line and what to do."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocation import UnreadableFile, read_pabulib
from allocation.pabulib import declared_limits
from tests.allocation.elections import WORKED_EXAMPLE
from tests.allocation.test_pabulib_tolerances import POINTS


def refusal(content: str | bytes) -> str:
    data = content.encode() if isinstance(content, str) else content
    with pytest.raises(UnreadableFile) as caught:
        read_pabulib(data, name="f.pb")
    return str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param(
            "META", "foo\nMETA", "f.pb:1: there is text before META", id="text"
        ),
        pytest.param("META\n", "", "f.pb:1: there is text before", id="no-meta"),
        pytest.param(
            "PROJECTS\n", "", "f.pb:15: the section VOTES stands", id="no-projects"
        ),
        pytest.param("VOTES\n", "", "the section VOTES is missing", id="no-votes"),
        pytest.param("10;C,E", "VOTES", "f.pb:27: VOTES is there twice", id="twice"),
        pytest.param("budget;1000\n", "", "f.pb:1: META has no budget", id="no-budget"),
        pytest.param("budget;1000", "budget;0", "f.pb:6: the budget is 0", id="zero"),
        pytest.param(
            "currency;EUR", "budget;7", "f.pb:8: budget is there twice", id="two"
        ),
        pytest.param(
            "vote_type;approval\n", "", "f.pb:1: META has no vote_type", id="no-type"
        ),
        pytest.param("approval", "plurality", "f.pb:7: the vote_type plu", id="type"),
        pytest.param(
            "EUR", "EUR;x", "f.pb:8: there are more than two", id="meta-fields"
        ),
        pytest.param("project_id", "id", "f.pb:10: the column project_id", id="no-id"),
        pytest.param(";cost", ";price", "f.pb:10: the column cost is", id="no-cost"),
        pytest.param("id;vote\n", "id;v\n", "f.pb:17: the column vote", id="no-vote"),
        pytest.param(
            "A;600", ";600", "f.pb:11: the project_id is empty", id="empty-id"
        ),
        pytest.param(
            "B;300", "A;300", "f.pb:12: the project A is there", id="double-id"
        ),
        pytest.param("A;600", "A;", "f.pb:11: the cost is missing", id="cost-missing"),
        pytest.param("\n2;A", "\n1;A", "f.pb:19: the voter_id 1 is there", id="voter"),
        pytest.param(
            "\n2;A,B", "\n2;A,Z", "f.pb:19: the vote names the project Z", id="?"
        ),
        pytest.param(
            "\n2;A,B", "\n2;A,,B", "f.pb:19: the vote A,,B has an", id="empty"
        ),
        pytest.param(
            "\n2;A,B", "\n2;A,", "f.pb:19: the vote A, has an empty", id="end"
        ),
        pytest.param("Speelplek", "S;x", "f.pb:11: there are 5 fields", id="fields"),
        pytest.param("Speelplek", '"S', "f.pb:11: a quote is not closed", id="quote"),
        pytest.param("approval", "choose-1", "f.pb:18: the ballot names 2", id="one"),
        pytest.param("Bankjes", "\0", "f.pb:12: there is a NUL byte", id="nul"),
    ],
)
def test_refuses_with_the_line_and_what_to_do(old: str, new: str, message: str) -> None:
    text = refusal(WORKED_EXAMPLE.replace(old, new, 1))

    assert message in text
    assert "; " in text.partition(message)[2]


NUMBERS = [
    *("-5", "+5", "1e6", "nan", "inf", "0x1F", "1_000", "٣", "12a", "€"),
    *("1.2.3", "1,2,3", "1,000", "1.005", ".5", "5.", "10000000000001"),
]


@pytest.mark.parametrize("number", NUMBERS)
def test_refuses_a_number_that_is_not_plain(number: str) -> None:
    assert "f.pb:11: the cost" in refusal(
        WORKED_EXAMPLE.replace("A;600", f"A;{number}")
    )
    assert "f.pb:6: the budget" in refusal(
        WORKED_EXAMPLE.replace("budget;1000", f"budget;{number}")
    )


@pytest.mark.parametrize(
    ("points", "message"),
    [
        pytest.param("2", "f.pb:11: there are 1 points for 2 projects", id="too-few"),
        pytest.param("2,3,4", "there are 3 points for 2", id="too-many"),
        pytest.param("", "there are 0 points for 2", id="missing"),
        pytest.param("2,-1", "one of the points 2,-1 is not a plain", id="negative"),
        pytest.param("2,", "one of the points 2, is not a plain", id="empty"),
    ],
)
def test_refuses_points_that_do_not_fit(points: str, message: str) -> None:
    assert message in refusal(POINTS.replace("1;x,y;2,3", f"1;x,y;{points}"))


def test_refuses_what_is_not_utf8_with_its_line() -> None:
    text = refusal(WORKED_EXAMPLE.encode("latin-1"))

    assert text.startswith("f.pb:14: this is not UTF-8; ")


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_refuses_a_file_that_is_empty(content: bytes) -> None:
    assert refusal(content).startswith("f.pb:1: the file is empty; ")


def test_refuses_a_very_long_line() -> None:
    long = "x" * 1_000_001

    assert "f.pb:11: the line is longer" in refusal(
        WORKED_EXAMPLE.replace("Speelplek", long)
    )


def test_refuses_an_open_quote_soon_in_a_large_file() -> None:
    votes = "\n".join(f'{n};"A' for n in range(100_000, 150_000))

    assert "f.pb:28: a quote is not closed" in refusal(f"{WORKED_EXAMPLE}{votes}")


def test_refuses_too_many_projects() -> None:
    rows = "\n".join(f"p{n};1" for n in range(10_001))
    head = "META\nbudget;1\nvote_type;approval\nPROJECTS\nproject_id;cost\n"

    assert "more than 10000 projects" in refusal(f"{head}{rows}\nVOTES\nvote\n")


def test_refuses_caps_that_do_not_match_their_categories() -> None:
    text = WORKED_EXAMPLE.replace("currency;EUR", "budget_per_category;1,2")

    with pytest.raises(UnreadableFile, match="budget_per_category"):
        declared_limits(read_pabulib(text.encode()))


def test_never_prints_a_control_character_of_the_file() -> None:
    text = refusal(WORKED_EXAMPLE.replace("\n2;A,B", "\n2;A,\x1b[31m\u202e"))

    assert "\\u001b[31m\\u202e" in text
    assert text.isprintable()


def test_names_a_file_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "broken.pb"
    path.write_text("nothing", encoding="utf-8")

    with pytest.raises(UnreadableFile) as caught:
        read_pabulib(path)
    assert str(caught.value).startswith(f"{path}:1: ")


PIECES = st.sampled_from(
    ["META", "VOTES", "PROJECTS", ";", ",", '"', "\n", "\r", "A", "1", "budget", "0"]
)


@given(st.lists(st.one_of(PIECES, st.characters()), max_size=8), st.integers(0, 260))
def test_any_file_is_read_or_refused_in_one_printable_line(
    pieces: list[str], at: int
) -> None:
    text = WORKED_EXAMPLE[:at] + "".join(pieces) + WORKED_EXAMPLE[at + len(pieces) :]

    error = refusal_or_nothing(text.encode("utf-8", "surrogatepass"))

    assert error.isprintable()
    assert not error or "; " in error


def refusal_or_nothing(content: bytes) -> str:
    try:
        read_pabulib(content)
    except UnreadableFile as error:
        return str(error)
    return ""


@given(st.binary(max_size=60))
def test_any_bytes_are_refused_in_one_printable_line(content: bytes) -> None:
    assert refusal(content).isprintable()
