"""Photos and attachments are in a backup, and come back as they were."""

import json
import os
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from pb.models import (
    BudgetRound,
    Delivery,
    News,
    NewsPhoto,
    PlanAttachment,
    PlanDraft,
    PlanPhoto,
)
from pb.recovery.archive import BadBackup, Manifest
from pb.recovery.kept_files import LARGEST
from tests.factories import NOW
from tests.projects.factories import make_collecting_round, make_plan
from tests.recovery.factories import altered, give_keys, instance_of, put_back, save
from tests.recovery.test_drill import run

PICTURE = {"alt": "a", "width": 1, "height": 1, "position": 1, "added_at": NOW}


def name_of(number: int) -> str:
    return f"{number:032x}"


def keep(app: Flask, name: str, content: bytes) -> Path:
    path = instance_of(app) / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


def photo_of(budget_round: BudgetRound, session: Session, number: int) -> str:
    """Give a new plan a photo; return where its file belongs."""
    plan = make_plan(session, budget_round)
    name = f"{name_of(number)}.jpg"
    session.add(PlanPhoto(project_id=plan.id, file_name=name, **PICTURE))
    session.commit()
    return f"photos/{name}"


@pytest.fixture
def files(app: Flask, session: Session) -> dict[str, bytes]:
    """A file of every kind, named by a row each; content by name."""
    budget_round = make_collecting_round(session)
    plan = make_plan(session, budget_round)
    names = [f"photos/{name_of(n)}.jpg" for n in (1, 2)]
    names += [f"news-photos/{name_of(3)}.jpg", f"attachments/{name_of(4)}"]
    draft = PlanDraft(
        budget_round_id=budget_round.id, token_hash="x", created_at=NOW, updated_at=NOW
    )
    news = News(project_id=plan.id, submission_id="n", text="t", written_at=NOW)
    session.add_all([draft, Delivery(project_id=plan.id, granted=1)])
    session.flush()
    session.add(news)
    session.flush()
    first, second, third, fourth = (name.partition("/")[2] for name in names)
    about = {"description": "d", "width": 1, "height": 1}
    session.add_all(
        [
            PlanPhoto(project_id=plan.id, file_name=first, **PICTURE),
            PlanPhoto(draft_id=draft.id, file_name=second, **PICTURE),
            NewsPhoto(news_id=news.id, name=third, **about),
            PlanAttachment(
                project_id=plan.id, file_name=fourth, title="t", size=1, added_at=NOW
            ),
        ]
    )
    session.commit()
    content = {name: os.urandom(3000) for name in names}
    for name, each in content.items():
        keep(app, name, each)
    return content


def found(app: Flask) -> dict[str, bytes]:
    """Return the files of an instance that backups are about."""
    folders = ("photos", "news-photos", "attachments")
    return {
        str(path.relative_to(instance_of(app))): path.read_bytes()
        for folder in folders
        for path in (instance_of(app) / folder).glob("*")
    }


def test_come_back_byte_for_byte_on_another_machine(
    app: Flask,
    other: Flask,
    files: dict[str, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(monkeypatch, app, "backup", str(tmp_path / "backup")) == 0
    give_keys(app, other)

    assert run(monkeypatch, other, "restore", str(tmp_path / "backup")) == 0

    assert found(other) == files
    told = capsys.readouterr()
    assert told.out.count("4 photos and attachments") == 2
    assert "warning" not in told.err
    for name in files:
        assert (instance_of(other) / name).stat().st_mode & 0o777 == 0o600


def test_what_no_row_names_is_not_taken_along(
    app: Flask, other: Flask, files: dict[str, bytes], tmp_path: Path
) -> None:
    stray = keep(app, f"photos/{name_of(9)}.jpg", b"stray")
    manifest = save(app, tmp_path / "backup")
    stray.unlink()

    assert set(manifest.files) == set(files)


def test_what_is_gone_is_named_and_stops_nothing(
    app: Flask,
    other: Flask,
    files: dict[str, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    gone, *rest = files
    (instance_of(app) / gone).unlink()

    assert run(monkeypatch, app, "backup", str(tmp_path / "backup")) == 0
    give_keys(app, other)
    assert run(monkeypatch, other, "restore", str(tmp_path / "backup")) == 0

    assert set(found(other)) == set(rest)
    assert capsys.readouterr().err.count(f"warning: {gone}") == 2


@pytest.mark.parametrize("change", [b"", b"x", b"y" * 3000, b"z" * 3001], ids=len)
def test_a_file_that_was_changed_is_refused_before_anything_is_written(
    app: Flask, other: Flask, files: dict[str, bytes], tmp_path: Path, change: bytes
) -> None:
    save(app, tmp_path / "backup")
    give_keys(app, other)
    name = f"files/{next(iter(files))}"

    with pytest.raises(BadBackup, match="not the one that was written"):
        put_back(other, altered(tmp_path / "backup", name, lambda _old: change))

    assert found(other) == {}


def test_a_file_that_is_left_out_is_refused(
    app: Flask, other: Flask, files: dict[str, bytes], tmp_path: Path
) -> None:
    save(app, tmp_path / "backup")
    give_keys(app, other)
    name, without = f"files/{next(iter(files))}", tmp_path / "without"
    with (
        zipfile.ZipFile(tmp_path / "backup") as whole,
        zipfile.ZipFile(without, "w") as copy,
    ):
        for each in set(whole.namelist()) - {name}:
            copy.writestr(each, whole.read(each))

    with pytest.raises(BadBackup, match="can't be read"):
        put_back(other, without)


@pytest.mark.parametrize(
    "name",
    ["../log.key", "keys/log.key", "photos/../urn/x", "photos/a.jpg", "/etc/passwd"],
)
def test_no_backup_writes_a_file_elsewhere(name: str) -> None:
    manifest = Manifest("", "", "", "", {}, {}).encoded()
    forged = json.loads(manifest) | {"files": {name: {"size": 1, "sha256": ""}}}

    with pytest.raises(BadBackup, match="none of ours"):
        Manifest.decoded(json.dumps(forged).encode())


def test_a_backup_from_before_there_were_files_in_it_still_comes_back() -> None:
    text = json.loads(Manifest("", "", "", "", {}, {}).encoded())
    del text["files"], text["missing"]

    assert Manifest.decoded(json.dumps(text).encode()).files == {}


def test_a_file_that_was_spoiled_on_the_disk_is_mended(
    app: Flask, files: dict[str, bytes], tmp_path: Path
) -> None:
    save(app, tmp_path / "backup")
    for name in files:
        keep(app, name, b"spoiled")

    put_back(app, tmp_path / "backup", replaces=True)

    assert found(app) == files


def test_many_photos_take_no_more_memory_than_a_few(
    app: Flask, other: Flask, session: Session, tmp_path: Path
) -> None:
    budget_round, size = make_collecting_round(session), 4 * 1024 * 1024
    for number in range(16):
        keep(app, photo_of(budget_round, session, number), os.urandom(size))
    tracemalloc.start()

    save(app, tmp_path / "backup")
    give_keys(app, other)
    put_back(other, tmp_path / "backup")

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(found(other)) == 16
    assert peak < 6 * size


@pytest.mark.parametrize(
    "kept",
    [
        {"size": -2, "sha256": ""},
        {"size": "1", "sha256": ""},
        {"size": None, "sha256": ""},
        {"size": True, "sha256": ""},
        {"size": LARGEST + 1, "sha256": ""},
        {"size": 1, "sha256": None},
    ],
    ids=str,
)
def test_a_size_that_no_file_has_is_refused(kept: dict[str, object]) -> None:
    manifest = Manifest("", "", "", "", {}, {}).encoded()
    forged = json.loads(manifest) | {"files": {f"photos/{name_of(1)}.jpg": kept}}

    with pytest.raises(BadBackup, match="of a size"):
        Manifest.decoded(json.dumps(forged).encode())
