"""Two versions of a result side by side: the files of both stay what they were."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from exports import verify
from pb.auth.models import Role
from pb.models import BudgetRound
from pb.results.bundle import FOLDER
from tests.auth.login import log_in, make_staff
from tests.pages import PageClient
from tests.results.factories import AFTER
from tests.results.test_report import words
from tests.results.test_withdraw import CORRECTED, REASON, Travel, correct, withdraw

NAMES = ("bundel.zip", "uitslag.json", "uitslag.csv", "uitslag.xlsx", "uitslag.pdf")


def files_of(client: PageClient, slug: str, version: int) -> dict[str, bytes]:
    """Return all files of a version by name."""
    folder = f"/rondes/{slug}/uitslag/v{version}"
    answers = {name: client.get(f"{folder}/{name}", buffered=True) for name in NAMES}
    assert all(answer.status_code == 200 for answer in answers.values())
    return {name: answer.data for name, answer in answers.items()}


@pytest.fixture
def corrected(
    client: PageClient, session: Session, published: BudgetRound, now: Travel
) -> tuple[str, dict[str, bytes]]:
    """A round whose result was withdrawn and corrected, and the files of before."""
    slug = published.slug
    before = files_of(client, slug, 1)
    now(AFTER + timedelta(days=1))
    counter = make_staff(session, Role.COUNTER)
    withdraw(client, session, published)
    correct(client, session, slug, counter)
    return slug, before


def test_both_versions_are_verified_and_the_first_never_changes(
    client: PageClient,
    app: Flask,
    corrected: tuple[str, dict[str, bytes]],
    tmp_path: Path,
) -> None:
    slug, before = corrected
    shutil.rmtree(Path(app.instance_path) / FOLDER / slug / "v1")

    again, second = files_of(client, slug, 1), files_of(client, slug, 2)

    for version, files in enumerate((again, second), start=1):
        path = tmp_path / f"v{version}.zip"
        path.write_bytes(files["bundel.zip"])
        assert verify.main([str(path)]) == 0
    assert again == before
    assert second["bundel.zip"] != before["bundel.zip"]


def test_the_report_of_a_correction_says_so(
    client: PageClient, corrected: tuple[str, dict[str, bytes]]
) -> None:
    slug, before = corrected

    second = words(files_of(client, slug, 2)["uitslag.pdf"])

    assert f"Dit is een correctie. {CORRECTED}" in second
    assert "versie 2" in second
    assert "correctie" not in words(before["uitslag.pdf"])


def test_programs_are_told_which_version_holds(
    client: PageClient, corrected: tuple[str, dict[str, bytes]]
) -> None:
    slug, _before = corrected

    told = client.get(f"/api/v1/rounds/{slug}/result").get_json()

    assert (told["version"], told["withdrawn"]) == (2, None)
    assert told["reason"] == CORRECTED
    assert [each["version"] for each in told["versions"]] == [1, 2]
    assert told["versions"][0]["withdrawn"]["reason"] == REASON
    assert told["files"]["pdf"].endswith("/uitslag/v2/uitslag.pdf")


def test_a_withdrawn_result_is_in_no_catalogue(
    client: PageClient, session: Session, published: BudgetRound, now: Travel
) -> None:
    now(AFTER + timedelta(days=1))
    withdraw(client, session, published)

    catalogue = client.get("/data/catalog.jsonld").get_json()
    told = client.get(f"/api/v1/rounds/{published.slug}/result").get_json()

    assert catalogue["dcat:dataset"] == []
    assert told["withdrawn"]["reason"] == REASON


def test_what_is_published_is_no_proposal_any_more(
    client: PageClient, session: Session, published: BudgetRound
) -> None:
    log_in(client, make_staff(session, Role.APPROVER))

    response = client.get(f"/beheer/rondes/{published.slug}/telverslag.pdf")

    assert response.status_code == 404
