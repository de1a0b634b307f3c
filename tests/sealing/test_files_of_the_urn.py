"""The files that lie beside the database."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pb.urn.keyfiles import urn_files


def test_a_round_has_one_secret_whoever_needs_it_first(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as threads:
        found = set(
            threads.map(lambda _: urn_files(tmp_path, "ronde").secret(), range(64))
        )

    assert len(found) == 1
    assert len(found.pop()) == 32
    assert (
        urn_files(tmp_path, "andere").secret() != urn_files(tmp_path, "ronde").secret()
    )
    files = sorted((tmp_path / "urn").iterdir())
    assert [file.name for file in files] == ["andere.secret", "ronde.secret"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
