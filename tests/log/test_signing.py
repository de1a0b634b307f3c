"""The key of the checkpoints: made once, and kept with its name."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pb.log.signing import load_signer


def test_is_made_once_whoever_needs_it_first(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        loaded = threads.map(lambda _: load_signer(tmp_path, "a.example"), range(32))
        keys = {signer.key for signer in loaded}

    assert len(keys) == 1
    (file,) = (tmp_path / "keys").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_keeps_its_name_when_the_public_address_changes(tmp_path: Path) -> None:
    before = load_signer(tmp_path, "127.0.0.1:8000")
    after = load_signer(tmp_path, "stem.example.nl")

    assert after.key == before.key
    assert after.origin("zomer", "events") == "127.0.0.1:8000/rondes/zomer/events"
