"""Whatever bytes a file holds, it is read, or refused with a place and a reason."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocation import (
    Options,
    ParsedFile,
    UnreadableFile,
    allocate,
    explain,
    read_pabulib,
    to_json,
    to_text,
)
from allocation.pabulib import read_areas
from tests.allocation.elections import WORKED_EXAMPLE

REFUSAL = re.compile(r"file\.pb(:\d+)?: [^\n]+; [^\n]+")
WITH_POINTS = re.sub(
    r"(?m)^(\d+;.,.)$",
    r"\1;3,2;noord",
    WORKED_EXAMPLE.replace("approval", "cumulative").replace(
        "voter_id;vote", "voter_id;vote;points;district"
    ),
)
BITS = st.sampled_from(
    [
        *(b";", b",", b'"', b"\n", b"\r", b"\r\n", b"\0", b"\x1b[2J", b"\xff"),
        *("€".encode(), "\u202e".encode(), b"\xef\xbb\xbf", b" ", b"\t", b"-"),
        *(b"0", b"1e9", b"nan", b"1,000", b"99999999999999", b"0.005", b"1" * 50),
        *(b"META", b"\nVOTES\n", b"PROJECTS", b"budget;1\n", b"vote_type;ordinal\n"),
        *(b"A", b"A,A", b"voter_id", b"num_votes", b"\xc2\xa0", b"'", b"=1+1"),
    ]
)
CHANGE = st.tuples(
    st.floats(0, 1), st.integers(0, 12), st.one_of(BITS, st.binary(max_size=6))
)


def changed(text: str, changes: list[tuple[float, int, bytes]]) -> bytes:
    """Put some bytes in the place of others."""
    data = text.encode()
    for where, length, bits in changes:
        at = int(where * len(data))
        data = data[:at] + bits + data[at + length :]
    return data


def read(data: bytes) -> ParsedFile | None:
    """Return what was read; None if it was refused as a refusal must be."""
    try:
        return read_pabulib(data)
    except UnreadableFile as error:
        refusal = str(error)
    assert REFUSAL.fullmatch(refusal), refusal
    assert refusal.isprintable()
    return None


def assert_can_be_shown(data: bytes, parsed: ParsedFile) -> None:
    outcome = allocate(parsed.instance, Options(completion="utilitarian"))
    said = explain(parsed.instance, outcome)
    areas = read_areas(data, parsed)
    text = to_text(
        parsed.instance,
        outcome,
        currency=parsed.currency,
        explanations=said,
        areas=areas,
    )
    assert all(line.isprintable() for line in text.split("\n"))
    assert all(warning.text.isprintable() for warning in parsed.warnings)
    assert to_json(parsed.instance, outcome, explanations=said, areas=areas)


@settings(max_examples=300, deadline=None)
@given(
    text=st.sampled_from([WORKED_EXAMPLE, WITH_POINTS]),
    changes=st.lists(CHANGE, min_size=1, max_size=4),
)
def test_a_damaged_file_is_read_or_refused(
    text: str, changes: list[tuple[float, int, bytes]]
) -> None:
    data = changed(text, changes)

    parsed = read(data)

    if parsed is not None:
        assert_can_be_shown(data, parsed)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_bytes_without_sense_are_refused(data: bytes) -> None:
    assert read(data) is None


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(WORKED_EXAMPLE.encode())))
def test_a_file_that_was_cut_off_is_read_or_refused(length: int) -> None:
    data = WORKED_EXAMPLE.encode()[:length]

    parsed = read(data)

    assert parsed is None or parsed.instance.ballot_count <= 10


@pytest.mark.parametrize("text", [WORKED_EXAMPLE, WITH_POINTS])
def test_the_files_that_are_damaged_here_are_sound(text: str) -> None:
    parsed = read(text.encode())

    assert parsed is not None
    assert parsed.instance.ballot_count == 10
    assert parsed.warnings == ()
