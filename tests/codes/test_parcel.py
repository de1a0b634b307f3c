"""The zip for the printing house."""

import io
import zipfile
from datetime import UTC, datetime

import pytest

from pb.codes.parcel import Parcel, harmless


class Pipe:
    """Takes bytes and can't be wound back."""

    def __init__(self) -> None:
        self.content = b""

    def write(self, data: bytes) -> None:
        """Take the next bytes."""
        self.content += data


def test_the_parcel_is_a_plain_zip_with_sizes_in_front() -> None:
    pipe = Pipe()
    parcel = Parcel(pipe, datetime(2026, 11, 22, 13, 0, 2, tzinfo=UTC))
    for number in range(3):
        parcel.add_letters(
            f"wijk-01/{number}.pdf", b"%PDF" * 1000, [], public_url="https://x.example"
        )
    parcel.close()

    with zipfile.ZipFile(io.BytesIO(pipe.content)) as zipped:
        assert zipped.testzip() is None
        for entry in zipped.infolist():
            assert entry.compress_type == zipfile.ZIP_STORED
            # Bit 3 would say that the size comes after the content, which some
            # unpackers refuse for stored files.
            assert entry.flag_bits & 0x08 == 0
            assert entry.date_time == (2026, 11, 22, 13, 0, 2)
        assert zipped.read("wijk-01/2.pdf") == b"%PDF" * 1000


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+31", "-1", "@x", "\t=1", " =1", "'=1", '"=1', "＝1", "\0x", "\rx"],
)
def test_a_name_that_looks_like_a_formula_stays_text(text: str) -> None:
    """T39."""
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Rubroek", "Oud-Crooswijk", "De Esch = mooi", "3"])
def test_other_names_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text
