"""What the README of the library shows is what happens."""

import doctest
from pathlib import Path

import pytest

from tests.allocation.elections import WORKED_EXAMPLE

README = Path(__file__).parents[2] / "allocation/README.md"


def test_every_example_of_the_readme_gives_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "election.pb").write_text(WORKED_EXAMPLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    failed, tried = doctest.testfile(
        str(README), module_relative=False, encoding="utf-8"
    )

    assert failed == 0
    assert tried > 15
