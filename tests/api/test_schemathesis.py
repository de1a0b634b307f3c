"""Schemathesis against the running API: every answer is as the description says."""

import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from pb.api.answers import NAME
from pb.limits.traffic import Traffic
from pb.models import BudgetRound
from tests.browser.conftest import live_server
from tests.results.conftest import published

__all__ = ["live_server", "published"]
pytestmark = pytest.mark.clock
OPTIONS = ("--max-examples=25", "--seed=6", "--no-color", "--continue-on-failure")
SECONDS = 60


def schemathesis(address: str, folder: Path, *options: str) -> str:
    """Run it as anybody would; return what it says, or fail with that."""
    run = subprocess.run(  # noqa: S603  # a tool of the project, at its own server
        [
            *(sys.executable, "-m", "schemathesis.cli", "run"),
            *(f"{address}/api/v1/openapi.json", *OPTIONS, *options),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


@pytest.fixture
def address(app: Flask, live_server: str, published: BudgetRound) -> str:
    """The running application with a published result, and no limit of requests."""
    app.extensions[NAME] = Traffic(10**6)
    return live_server


def test_finds_nothing_in_the_whole_description(address: str, tmp_path: Path) -> None:
    told = schemathesis(address, tmp_path)

    assert "Tested: 4" in told  # and the fifth is the description, which it read
    assert "No issues found" in told


def test_finds_nothing_in_a_published_round(
    address: str, published: BudgetRound, tmp_path: Path
) -> None:
    config = f'[parameters]\n"path.slug" = "{published.slug}"\n'
    (tmp_path / "schemathesis.toml").write_text(config)

    told = schemathesis(address, tmp_path, "--phases=coverage,fuzzing")

    assert "No issues found" in told
