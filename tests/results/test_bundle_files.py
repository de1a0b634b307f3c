"""The bundle of a published result, as the site gives it (T29, T50)."""

import hashlib
import io
import json
import os
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from exports import verify
from pb.models import BudgetRound
from pb.results.bundle import Shelf
from pb.rounds.phases import Stage
from pb.rounds.service import fix_configuration
from pb.voting.commitment import canonical_ballot
from tests.factories import NOW, make_area, make_contest, make_project, make_round
from tests.pages import PageClient, tree
from tests.results.conftest import found
from tests.results.factories import (
    COSTS,
    make_armed_round,
    make_published_round,
    put,
)


def address(budget_round: BudgetRound) -> str:
    return f"/rondes/{budget_round.slug}/uitslag/v1/bundel.zip"


def shelf(app: Flask, budget_round: BudgetRound) -> Shelf:
    return Shelf.of(Path(app.instance_path), budget_round.slug, 1)


@pytest.fixture
def bundle(client: PageClient, published: BudgetRound, tmp_path: Path) -> Path:
    """The bundle of the worked example, downloaded."""
    path = tmp_path / "bundel.zip"
    path.write_bytes(client.get(address(published), buffered=True).data)
    return path


def test_the_bundle_of_a_published_round_is_verified(
    bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """T29: from nothing but its files."""
    assert verify.main([str(bundle)]) == 0

    said = capsys.readouterr().out
    assert "A, C, E" in said
    assert said.splitlines()[-1].startswith("GOEDGEKEURD")


def test_one_changed_byte_in_the_bundle_is_found(
    bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """T29: and the file is named."""
    data = bundle.read_bytes()
    at = data.index(b'"commitment"')
    bundle.write_bytes(data[:at] + b"X" + data[at + 1 :])

    assert verify.main([str(bundle)]) == 1
    assert "REJECTED: ballots.jsonl" in capsys.readouterr().out


def test_what_was_signed_is_there_as_soon_as_the_result_is(bundle: Path) -> None:
    """A visitor, or a start after a fall, may fix the bundle before anybody else."""
    files = zipfile.ZipFile(bundle)
    lines = files.read("events.jsonl").splitlines()

    assert f"checkpoints/events-{len(lines)}.txt" in files.namelist()
    assert json.loads(lines[-1])["type"] == "RESULT_PUBLISHED"


def test_the_page_gives_the_hash_of_the_bundle(
    client: PageClient, published: BudgetRound, bundle: Path
) -> None:
    page = tree(client.get(f"/rondes/{published.slug}/uitslag"))

    hash_ = hashlib.sha256(bundle.read_bytes()).hexdigest()
    assert hash_ in "".join(page.text.split())


def test_a_bundle_that_one_has_already_is_not_sent_again(
    client: PageClient, published: BudgetRound, bundle: Path
) -> None:
    hash_ = hashlib.sha256(bundle.read_bytes()).hexdigest()

    has = {"If-None-Match": f'"{hash_}"'}
    again = client.get(address(published), headers=has, buffered=True)

    assert again.status_code == 304


def test_a_lost_bundle_is_made_again_with_the_same_bytes(
    app: Flask, client: PageClient, published: BudgetRound, bundle: Path
) -> None:
    shelf(app, published).zip.unlink()

    again = client.get(address(published), buffered=True)

    assert again.data == bundle.read_bytes()


def test_a_bundle_of_another_result_is_not_given(
    app: Flask, client: PageClient, published: BudgetRound, bundle: Path
) -> None:
    """What an earlier round of the same name left behind."""
    kept = shelf(app, published)
    sums = (kept.folder / "SHA256SUMS").read_text().splitlines()
    others = ["0" * 64 + s[64:] if s.endswith("result.json") else s for s in sums]
    (kept.folder / "SHA256SUMS").write_text("\n".join(others) + "\n")

    assert client.get(address(published)).status_code == 503
    page = client.get(f"/rondes/{published.slug}/uitslag").text
    assert hashlib.sha256(bundle.read_bytes()).hexdigest()[:8] not in page


def test_the_disk_holds_all_files_before_the_one_that_says_so(
    app: Flask,
    client: PageClient,
    published: BudgetRound,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder, told, sync = shelf(app, published).folder, [], os.fsync

    def fsync(descriptor: int) -> None:
        told.append(Path(os.readlink(f"/proc/self/fd/{descriptor}")).name)
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    client.get(address(published), buffered=True)

    drafts = [name.rsplit(".", 2)[0] for name in told]
    made = {path.name for path in folder.iterdir()}
    assert drafts[-1] == drafts[-3] == folder.name
    assert drafts[-2] == "bundel.zip.sha256"
    assert set(drafts[:-3]) == made - {"bundel.zip.sha256"}


def test_another_bundle_than_was_published_is_not_given(
    app: Flask, client: PageClient, published: BudgetRound, bundle: Path
) -> None:
    kept = shelf(app, published)
    kept.zip.unlink()
    sums = kept.folder / "SHA256SUMS"
    sums.write_text(sums.read_text().replace("result.json", "resultaat.json"))

    refused = client.get(address(published))

    assert refused.status_code == 503
    assert not kept.zip.exists()


def test_ballots_of_a_small_contest_are_there_as_receipts_only(
    client: PageClient,
    two_areas: BudgetRound,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """1b.10: and the bundle says what can't be recounted."""
    data = client.get(address(two_areas), buffered=True).data
    bundle = zipfile.ZipFile(io.BytesIO(data))
    (tmp_path / "b.zip").write_bytes(data)

    lines = [json.loads(line) for line in bundle.read("ballots.jsonl").splitlines()]
    assert sum("ballot" in line for line in lines) == 14
    assert sum(line.keys() == {"commitment"} for line in lines) == 4
    assert verify.main([str(tmp_path / "b.zip")]) == 0
    assert "not recounted" in capsys.readouterr().out


def test_no_ballot_tells_how_many_voted_in_an_area_that_the_turnout_hides(
    client: PageClient, session: Session, tmp_path: Path
) -> None:
    """1b.10: the area stands in each ballot, and one pot is shared by three areas."""
    slug = make_armed_round(session, areas=3, is_shared=True)
    budget_round = make_published_round(
        session,
        found(session, slug),
        [*[(0, {0: "AB"})] * 20, *[(1, {0: "C"})] * 14, *[(2, {0: "AC"})] * 4],
    )

    data = client.get(address(budget_round), buffered=True).data
    bundle = zipfile.ZipFile(io.BytesIO(data))
    (tmp_path / "b.zip").write_bytes(data)

    lines = [json.loads(line) for line in bundle.read("ballots.jsonl").splitlines()]
    shown = Counter(line["ballot"]["area"] for line in lines if "ballot" in line)
    assert list(shown.values()) == [20]  # the area of 4, and the next, are not told
    assert verify.main([str(tmp_path / "b.zip")]) == 0


def test_the_result_of_a_small_contest_tells_of_no_part_of_its_ballots(
    client: PageClient, two_areas: BudgetRound
) -> None:
    """1b.10: result and totals; the other contest is told in full."""
    text = client.get(f"/rondes/{two_areas.slug}/uitslag/v1/uitslag.json").text
    large, small = json.loads(text)["contests"].values()

    assert small["ballots"] == 4
    assert small["winners"] == ["C"]
    assert [line["votes"] for line in small["projects"]] == [0, 0, 4, 0, 0]
    (step,) = small["steps"]
    told = {key for key, value in step.items() if value is not None}
    assert told == {"step", "project", "phase", "tied_with", "left_after"}
    hidden = ("overall", "against_greedy", "certificates", "groups_of_ballots")
    assert [small[key] for key in hidden] == [None] * 4
    assert all(large[key] is not None for key in hidden)
    assert large["steps"][0]["payment"] is not None


@pytest.mark.parametrize("file", ["uitslag.csv", "uitslag.pdf", "uitslag.xlsx", ""])
def test_every_file_and_page_of_a_small_contest_can_still_be_made(
    client: PageClient, two_areas: BudgetRound, file: str
) -> None:
    where = f"/rondes/{two_areas.slug}/uitslag" + (f"/v1/{file}" if file else "")

    assert client.get(where, buffered=True).status_code == 200


def test_there_is_no_bundle_before_the_result(
    client: PageClient, closed: BudgetRound
) -> None:
    assert client.get(address(closed)).status_code == 404


def test_a_round_of_another_version_has_none(
    client: PageClient, session: Session
) -> None:
    slug = make_armed_round(session)
    make_published_round(session, found(session, slug))

    assert client.get(f"/rondes/{slug}/uitslag/v2/bundel.zip").status_code == 404


# What the first database gave; the second must give the same.
GIVEN: dict[str, bytes] = {}


def test_both_databases_and_any_order_of_votes_give_the_same_bytes(
    client: PageClient, session: Session
) -> None:
    """T50: of the files that hold the ballots and the result."""
    budget_round = make_round(
        session, slug="zelfde", title="Zelfde", stage=Stage.SHORTLISTED, tie_seed="1"
    )
    area = make_area(session, budget_round, name="Noord")
    pot = make_contest(session, budget_round, title="Pot")
    for rank, (id_, cost) in enumerate(COSTS.items(), start=1):
        make_project(
            session, pot, file_id=id_, title=id_, cost=cost, tie_rank=rank, id=rank
        )
    session.refresh(budget_round)
    fix_configuration(session, budget_round, NOW)
    budget_round.stage = Stage.ARMED
    votes = list(enumerate(["AB"] * 5 + ["AD", "CE", "CD", "CD", "CE"]))
    for number, ids in votes if GIVEN else reversed(votes):
        body = canonical_ballot(str(area.id), {str(pot.id): list(ids)})
        put(session, budget_round, body, nonce=bytes([number]) * 32)
    make_published_round(session, budget_round, [])

    data = client.get(address(budget_round), buffered=True).data

    bundle = zipfile.ZipFile(io.BytesIO(data))
    for name in ("config.json", "ballots.jsonl", "result.json", "round.pb"):
        assert GIVEN.setdefault(name, bundle.read(name)) == bundle.read(name), name
