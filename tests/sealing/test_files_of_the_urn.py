"""The files that lie beside the database."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pb.urn.keyfiles import NoKey, WrappedKey, urn_files


def made(folder: Path, slug: str) -> bytes:
    files = urn_files(folder, slug)
    files.make_secret()
    return files.secret()


def test_a_lost_secret_is_not_made_anew(tmp_path: Path) -> None:
    """T16: another one would not know the votes that were cast before."""
    with pytest.raises(NoKey):
        urn_files(tmp_path, "ronde").secret()


def test_a_key_is_set_aside_and_never_destroyed_for_another(tmp_path: Path) -> None:
    files = urn_files(tmp_path, "ronde")
    files.keep_key(WrappedKey("aa", {}, {}))

    files.set_key_aside()
    files.keep_key(WrappedKey("bb", {}, {}))

    assert files.key().public_key == "bb"
    assert len(list((tmp_path / "urn").glob("*.old"))) == 1


def test_a_round_has_one_secret_whoever_needs_it_first(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as threads:
        found = set(threads.map(lambda _: made(tmp_path, "ronde"), range(64)))

    assert len(found) == 1
    assert len(found.pop()) == 32
    assert made(tmp_path, "andere") != urn_files(tmp_path, "ronde").secret()
    files = sorted((tmp_path / "urn").iterdir())
    assert [file.name for file in files] == ["andere.secret", "ronde.secret"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
