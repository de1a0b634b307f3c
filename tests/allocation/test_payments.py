"""The certificate as a file: a stranger's program checks it, and finds a lie."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from allocation import Instance, Outcome
from allocation.certificate import price_system_of
from allocation.payments import payments_json
from tests.allocation.elections import count, make_instance, worked_example

PAGE = Path(__file__).parents[2] / "docs/rules/explanations.md"
Payments = dict[str, Any]


def written(instance: Instance, outcome: Outcome) -> Payments:
    system = price_system_of(instance, outcome)
    assert system is not None
    payments: Payments = json.loads(payments_json(instance, outcome, system))
    return payments


def verdict(payments: Payments, folder: Path) -> str:
    """Return what the program of the documentation says."""
    (program,) = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    (folder / "check.py").write_text(program, encoding="utf-8")
    (folder / "payments.json").write_text(json.dumps(payments), encoding="utf-8")
    files = [str(folder / "check.py"), str(folder / "payments.json")]
    command = [sys.executable, "-I", *files]
    # The program and the file are ours.
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return str(done.stdout + done.stderr)


@pytest.mark.parametrize("completion", ["none", "add1u", "utilitarian"])
def test_the_program_in_the_documentation_accepts_the_payments(
    completion: str, tmp_path: Path
) -> None:
    instance = worked_example()
    payments = written(instance, count(instance, completion=completion))

    assert verdict(payments, tmp_path) == "a price system\n"


def test_points_and_fractions_are_whole_parts(tmp_path: Path) -> None:
    ballots = [{"a": 3, "b": 2}, {"a": 1}, {"b": 7, "c": 1}]
    instance = make_instance(
        100, {"a": 50, "b": 33, "c": 40}, *ballots, vote_type="cumulative"
    )

    payments = written(instance, count(instance, completion="none"))

    assert int(payments["parts"]) > 1
    assert verdict(payments, tmp_path) == "a price system\n"


def take_from_a_stranger(payments: Payments) -> None:
    payments["groups"][-1]["payments"]["A"] = "1"


def take_more_than_there_is(payments: Payments) -> None:
    payments["endowment"] = "1"


def pay_too_little(payments: Payments) -> None:
    payments["groups"][0]["payments"]["A"] = "1"


def hide_a_project(payments: Payments) -> None:
    payments["projects"]["C"]["kind"] = "not_funded"


def leave_somebody_money(payments: Payments) -> None:
    payments["endowment"] += "0"


@pytest.mark.parametrize(
    ("lie", "complaint"),
    [
        (take_from_a_stranger, "who does not name a project pays"),
        (take_more_than_there_is, "somebody pays more than the endowment"),
        (pay_too_little, "wrong sum"),
        (hide_a_project, "wrong sum"),
        (leave_somebody_money, "could be paid"),
    ],
)
def test_the_program_finds_a_lie(
    lie: Callable[[Payments], None], complaint: str, tmp_path: Path
) -> None:
    instance = worked_example()
    payments = written(instance, count(instance, completion="none"))

    lie(payments)

    assert complaint in verdict(payments, tmp_path)


def test_says_of_each_project_how_it_is_covered() -> None:
    instance = worked_example()

    payments = written(instance, count(instance, completion="utilitarian"))

    kinds = {id_: said["kind"] for id_, said in payments["projects"].items()}
    assert kinds == {
        "A": "paid",
        "B": "not_funded",
        "C": "paid",
        "D": "exempt",
        "E": "not_funded",
    }
