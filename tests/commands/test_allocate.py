"""`buurtgeld allocate`: count a file at the terminal."""

import json
import sys
from pathlib import Path

import pytest

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
        pytest.param("{} --tie-order {}", "every project exactly once", id="not-order"),
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
