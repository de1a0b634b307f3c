"""`buurtgeld allocate`: count a file at the terminal."""

import json
import sys
from pathlib import Path

import pytest

from allocation import NotComputed
from pb.commands.allocate import CLEAR_LINE
from pb.commands.main import main
from tests.allocation.elections import WORKED_EXAMPLE


@pytest.fixture
def example(tmp_path: Path) -> Path:
    path = tmp_path / "example.pb"
    path.write_text(WORKED_EXAMPLE, encoding="utf-8")
    return path


class Shell:
    """Calls the console script as a person would."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def allocate(self, *arguments: str | Path) -> tuple[int, str, str]:
        """Return the exit status, standard output and standard error."""
        words = ["buurtgeld", "allocate", *map(str, arguments)]
        self._monkeypatch.setattr(sys, "argv", words)
        status = 0
        try:
            main()
        except SystemExit as stop:
            status = int(stop.code or 0)
        out, err = self._capsys.readouterr()
        return status, out, err


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(monkeypatch, capsys)


def test_prints_a_line_a_winner_and_then_the_losers(
    shell: Shell, example: Path
) -> None:
    status, out, err = shell.allocate(example)

    assert (status, err) == (0, "")
    assert out.startswith("1. A Speelplek (EUR 600): 6.00 effective votes")
    assert out.splitlines()[3].startswith("-  B Bankjes")


def test_prints_the_document_as_json(shell: Shell, example: Path) -> None:
    status, out, _ = shell.allocate(example, "--format", "json", "--completion", "none")

    written = json.loads(out)
    assert status == 0
    assert written["winners"] == ["A", "C"]
    assert written["file"] == "example.pb"


def test_explains_each_project_when_asked(shell: Shell, example: Path) -> None:
    _, text, _ = shell.allocate(example, "--explain")
    _, out, _ = shell.allocate(example, "--explain", "--format", "json")

    assert "Their money went to A" in text
    assert json.loads(out)["projects"][1]["explanation"]["missing"]["exact"] == "170"


def test_explains_by_counting_again_when_asked(shell: Shell, example: Path) -> None:
    _, out, _ = shell.allocate(example, "--reruns", "--format", "json")

    assert "rerun" in json.loads(out)["projects"][1]["explanation"]


@pytest.mark.parametrize(
    ("arguments", "winners"),
    [
        pytest.param("--rule greedy", "AB", id="rule"),
        pytest.param("--utility cardinality", "DEBC", id="utility"),
        pytest.param("--rule phragmen", "DEBC", id="phragmen"),
        pytest.param("--rule knapsack --objective votes-cost", "AB", id="knapsack"),
        pytest.param("--completion knapsack", "ACD", id="knapsack-of-the-rest"),
        pytest.param("--increment 15.00 --add1-stop exhaustive", "ACE", id="increment"),
        pytest.param("--rule greedy --min-score 60%", "A", id="percentage"),
        pytest.param("--rule greedy --min-score 5 --no-skip", "AB", id="number"),
        pytest.param("--completion none --leftover next-fit", "ACD", id="leftover"),
        pytest.param("--comparison funded-votes", "AB", id="comparison"),
        pytest.param("--limits declared --no-progress", "ACE", id="declared"),
        pytest.param("--rule knapsack --time-limit 0", "BCDE", id="no-limit"),
    ],
)
def test_options_choose_the_count(
    shell: Shell, example: Path, arguments: str, winners: str
) -> None:
    status, out, _ = shell.allocate(example, "--format", "json", *arguments.split())

    assert status == 0
    assert "".join(json.loads(out)["winners"]) == winners


def test_a_tie_order_is_read_from_a_file(shell: Shell, example: Path) -> None:
    order = example.with_name("order.txt")
    order.write_text("E\nD\n\nC\nB\nA\n", encoding="utf-8")

    _, out, _ = shell.allocate(example, "--format", "json", "--tie-order", order)

    assert json.loads(out)["tie_order"] == ["E", "D", "C", "B", "A"]


def test_declared_limits_are_applied_or_named(shell: Shell, example: Path) -> None:
    text = WORKED_EXAMPLE.replace("currency", "min_project_score_threshold;6\ncurrency")
    example.write_text(text, encoding="utf-8")

    _, out, err = shell.allocate(example, "--rule", "greedy")
    _, declared, quiet = shell.allocate(
        example, "--rule", "greedy", "--limits", "declared"
    )

    assert "2. B" in out
    assert "minimum score" in err
    assert "2. B" not in declared
    assert quiet == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param("missing.pb", "missing.pb: No such file", id="no-file"),
        pytest.param("", "Missing argument", id="no-argument"),
        pytest.param("{} --rule lottery", "lottery", id="unknown-rule"),
        pytest.param("{} --frobnicate", "--frobnicate", id="unknown-option"),
        pytest.param("{} --increment 0", "more than 0", id="increment-0"),
        pytest.param("{} --increment 1e3", "1e3 is not a plain number", id="exponent"),
        pytest.param("{} --min-score x%", "x%", id="minimum"),
        pytest.param("{} --rule greedy --completion add1", "no completion", id="both"),
        pytest.param("{} --tie-order none.txt", "none.txt: cannot be read", id="order"),
        pytest.param("{} --rule greedy --certificate c", "no certificate", id="price"),
        pytest.param("{} --certificate {}", "File exists", id="certificate"),
        pytest.param("{} --time-limit -1", "-1 is not in the range", id="time"),
        pytest.param("{} --tie-order {}", "exactly once; A is missing", id="not-order"),
    ],
)
def test_bad_use_ends_with_2_and_one_line(
    shell: Shell, example: Path, arguments: str, message: str
) -> None:
    words = [word.replace("{}", str(example)) for word in arguments.split()]

    status, out, err = shell.allocate(*words)

    assert (status, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


def test_a_broken_file_is_refused_with_its_line(shell: Shell, example: Path) -> None:
    example.write_text(WORKED_EXAMPLE.replace("A;600", "A;-600"), encoding="utf-8")

    status, _, err = shell.allocate(example)

    assert status == 2
    assert f"{example}:11: the cost -600 is not a plain number; write it as" in err


CAPPED = (
    WORKED_EXAMPLE.replace(
        "currency", "categories;x\nbudget_per_category;600\ncurrency"
    )
    .replace("votes;name", "votes;name;category")
    .replace("Speelplek", "Speelplek;x")
    .replace("Repaircafé", "Repaircafé;x")
)


@pytest.mark.parametrize(
    ("arguments", "winners"),
    [
        pytest.param([], "ACE", id="declared"),
        pytest.param(["--caps-bind-completion"], "ACE", id="bound"),
        pytest.param(["--caps-free-completion"], "ACD", id="free"),
    ],
)
def test_caps_may_leave_the_completion_free(
    shell: Shell, example: Path, arguments: list[str], winners: str
) -> None:
    example.write_text(CAPPED, encoding="utf-8")
    words = ["--limits", "declared", "--completion", "utilitarian", *arguments]

    _, out, _ = shell.allocate(example, "--format", "json", *words)

    written = json.loads(out)
    assert written["options"]["caps"] == {"x": "600"}
    assert written["options"]["caps_bind_completion"] == ("free" not in "".join(words))
    assert "".join(written["winners"]) == winners


def test_writes_a_certificate_to_a_new_file(shell: Shell, example: Path) -> None:
    certificate = example.with_name("payments.json")

    status, _, _ = shell.allocate(example, "--certificate", certificate)

    written = json.loads(certificate.read_text(encoding="utf-8"))
    assert status == 0
    assert written["format"] == "buurtgeld-payments/1"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("rule", ["equal-shares", "knapsack"])
def test_a_count_that_takes_too_long_is_not_computed(
    shell: Shell, example: Path, monkeypatch: pytest.MonkeyPatch, rule: str
) -> None:
    monkeypatch.setattr("pb.commands.allocate.MOST_SECONDS", 0.001)
    many = "".join(f"{n};A,B\n" for n in range(11, 5000))
    text = WORKED_EXAMPLE.replace("budget;1000", "budget;999999999") + many
    example.write_text(text.replace("A;600;", "A;999999999;"), encoding="utf-8")

    words = ["--rule", rule, *(["--increment", "0.01"] if rule != "knapsack" else [])]
    status, out, err = shell.allocate(example, *words, "--format", "json")

    assert (status, out) == (2, "")
    assert "not computed: it takes more than 0.001 seconds" in err
    assert "give more time" in err
    assert err.count("\n") == 1


def test_more_time_is_advised_only_where_it_helps(
    shell: Shell, example: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def disagree(*_: object) -> None:
        raise NotComputed("two solvers disagree on the best value")

    monkeypatch.setattr("pb.commands.allocate.compute_within", disagree)

    status, _, err = shell.allocate(example)

    assert status == 2
    assert err.endswith("two solvers disagree on the best value; choose another rule\n")


def test_says_whether_stable_prices_were_found(shell: Shell, example: Path) -> None:
    words = ["--utility", "cardinality", "--explain"]

    _, text, _ = shell.allocate(example, *words)
    _, out, _ = shell.allocate(example, *words, "--format", "json")

    assert "Stable prices exist" in text
    assert "Stable prices exist" in json.loads(out)["certificates"]["notes"][-1]


def test_says_what_areas_got_where_the_file_tells_them(
    shell: Shell, example: Path
) -> None:
    head, votes = WORKED_EXAMPLE.split("voter_id;vote\n")
    lines = [
        f"x{n}-{line};{'noord' if n % 2 else 'zuid'}\n"
        for n in range(2)
        for line in votes.splitlines()
    ]
    example.write_text(head + "voter_id;vote;district\n" + "".join(lines), "utf-8")

    _, out, _ = shell.allocate(example, "--format", "json")
    _, text, _ = shell.allocate(example, "--explain")

    areas = json.loads(out)["overall"]["by_area"]
    assert [area["area"] for area in areas] == ["noord", "zuid"]
    assert "noord: 10 ballots, 10 with a funded project." in text


def test_shows_how_far_a_long_count_is_and_clears_the_line(
    shell: Shell, example: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)

    _, _, shown = shell.allocate(example, "--increment", "0.01")
    _, _, quiet = shell.allocate(example, "--no-progress")

    assert "add1 0 " in shown
    assert shown.endswith(CLEAR_LINE)
    assert quiet == ""
