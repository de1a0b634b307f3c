"""The files of a bundle and its zip (T50, 1b.19)."""

import io
import random
import zipfile
from dataclasses import replace
from pathlib import Path

from exports.bundle import make_files, to_zip
from tests.exports.bundles import KEY, MadeRound, random_round, sign


def test_the_order_in_which_votes_were_cast_changes_no_byte() -> None:
    """T50."""
    for seed in range(20):
        cast = random_round(seed)
        pairs = list(zip(cast.bodies, cast.nonces, strict=True))
        random.Random(seed).shuffle(pairs)  # noqa: S311  # repeatable
        bodies, nonces = zip(*pairs, strict=True)
        other = MadeRound(cast.config, list(bodies), list(nonces))

        assert to_zip(other.files()) == to_zip(cast.files())


def test_ballots_are_sorted_by_commitment_however_they_come() -> None:
    parts = random_round(3).parts()
    turned = replace(parts, ballots=list(parts.ballots)[::-1])

    assert make_files(turned, KEY, sign) == make_files(parts, KEY, sign)


def test_any_program_can_unpack_the_zip() -> None:
    files = random_round(3).files()

    bundle = zipfile.ZipFile(io.BytesIO(to_zip(files)))

    assert bundle.testzip() is None
    assert {name: bundle.read(name) for name in bundle.namelist()} == files
    assert bundle.namelist() == sorted(files)


def test_the_zip_holds_no_time_and_no_rights_but_to_read() -> None:
    bundle = zipfile.ZipFile(io.BytesIO(to_zip(random_round(3).files())))

    for entry in bundle.infolist():
        assert entry.date_time == (1980, 1, 1, 0, 0, 0)
        assert entry.compress_type == zipfile.ZIP_STORED
        assert entry.external_attr >> 16 == 0o100644


def test_the_bundle_holds_the_program_that_checks_it() -> None:
    from exports import verify

    assert random_round(3).files()["verify.py"] == Path(verify.__file__).read_bytes()


def test_one_contest_has_a_short_file_name() -> None:
    for seed in range(10):
        cast = random_round(seed)
        names = [name for name in cast.files() if name.endswith(".pb")]

        assert ("round.pb" in names) == (len(cast.config["contests"]) == 1)
