"""A sealed file: opened by one key, and only whole."""

from pathlib import Path

import pytest

from pb.codes.sealed_file import (
    MAGIC,
    PIECE,
    CannotOpen,
    SealedWriter,
    can_open,
    content_length,
    new_key_pair,
    read_sealed,
)

SIZES = [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE]


def seal(path: Path, content: bytes) -> str:
    private_key, public_key = new_key_pair()
    with SealedWriter(path, public_key) as sealed:
        for start in range(0, len(content), 100_000):
            sealed.write(content[start : start + 100_000])
        sealed.finish()
    return private_key


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_comes_out_with_its_key(tmp_path: Path, size: int) -> None:
    content = bytes(range(256)) * (size // 256 + 1)
    private_key = seal(tmp_path / "x", content[:size])

    with (tmp_path / "x").open("rb") as file:
        assert content_length(file) == size
        assert b"".join(read_sealed(file, private_key)) == content[:size]
        assert can_open(file, private_key)


def test_the_file_itself_shows_nothing(tmp_path: Path) -> None:
    seal(tmp_path / "x", b"K7QM-4RTX-9WPA-3HC3" * 1000)

    assert b"K7QM" not in (tmp_path / "x").read_bytes()
    assert (tmp_path / "x").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("key", ["", "zz", "00" * 31, "00" * 32, "of another pair"])
def test_no_other_key_opens_it(tmp_path: Path, key: str) -> None:
    seal(tmp_path / "x", b"content")
    key = new_key_pair()[0] if key == "of another pair" else key

    with (tmp_path / "x").open("rb") as file:
        assert not can_open(file, key)


@pytest.mark.parametrize("place", [0, len(MAGIC), 60, 110, 5000, -1])
def test_any_changed_byte_is_noticed(tmp_path: Path, place: int) -> None:
    private_key = seal(tmp_path / "x", b"a" * (PIECE + 9000))
    content = bytearray((tmp_path / "x").read_bytes())
    content[place] ^= 1
    (tmp_path / "x").write_bytes(content)

    with (tmp_path / "x").open("rb") as file:
        assert not can_open(file, private_key)


@pytest.mark.parametrize("kept", [0, 50, 200, PIECE + 140, -1])
def test_a_file_that_was_cut_off_or_grew_is_noticed(tmp_path: Path, kept: int) -> None:
    private_key = seal(tmp_path / "x", b"a" * (2 * PIECE))
    content = (tmp_path / "x").read_bytes()
    (tmp_path / "x").write_bytes(content[:kept] if kept >= 0 else content + b"a")

    with (tmp_path / "x").open("rb") as file, pytest.raises(CannotOpen):
        list(read_sealed(file, private_key))


def test_an_existing_file_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"mine")

    with pytest.raises(FileExistsError):
        seal(tmp_path / "x", b"yours")
