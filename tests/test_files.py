"""Files that are whole or not there, also after the power fails."""

import os
import stat
from pathlib import Path

import pytest

from pb.files import sync_folder, write_anew, write_once


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[str]]]:
    """What the disk was asked to hold: a name, and what its folder held then."""
    told, sync = [], os.fsync

    def fsync(descriptor: int) -> None:
        path = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
        inside = sorted(os.listdir(path)) if path.is_dir() else []
        told.append((path.name, inside))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    return told


def test_the_disk_holds_content_and_name_before_a_secret_is_used(
    tmp_path: Path, synced: list[tuple[str, list[str]]]
) -> None:
    assert write_once(tmp_path / "key", b"secret")

    assert synced[0][0].startswith("key.")
    assert synced[1] == (tmp_path.name, ["key"])
    assert len(synced) == 2


def test_what_is_there_is_not_written_over(tmp_path: Path) -> None:
    write_once(tmp_path / "key", b"first")

    assert not write_once(tmp_path / "key", b"second")
    assert (tmp_path / "key").read_bytes() == b"first"
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_a_file_is_replaced_by_one_that_the_disk_holds(
    tmp_path: Path, synced: list[tuple[str, list[str]]]
) -> None:
    write_anew(tmp_path / "list", b"old")
    write_anew(tmp_path / "list", b"new")
    sync_folder(tmp_path)

    assert [name[:5] for name, _ in synced[:2]] == ["list.", "list."]
    assert synced[2] == (tmp_path.name, ["list"])
    assert (tmp_path / "list").read_bytes() == b"new"
    assert stat.S_IMODE((tmp_path / "list").stat().st_mode) == 0o600


def test_a_write_that_fails_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_anew(tmp_path / "list", b"old")

    def fail(*_paths: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_anew(tmp_path / "list", b"new")

    assert (tmp_path / "list").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["list"]
