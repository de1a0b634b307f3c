"""A logbook as a file: whatever is done to it is found (T31)."""

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports import event_log, merkle
from exports.checkpoint import Checkpoint
from exports.event_log import Fault, find_fault


def write(*bodies: dict[str, Any]) -> list[str]:
    """Return a good log."""
    lines: list[str] = []
    previous = event_log.NOTHING
    for index, body in enumerate(bodies):
        event: dict[str, Any] = {
            "index": index,
            "at": "2026-11-22T12:00:00Z",
            "type": "COUNTS",
            "actor": "system",
            "body": body,
            "previous": previous,
        }
        previous = event["hash"] = event_log.event_hash(event)
        lines.append(event_log.event_line(event))
    return lines


LINES = write(*({"used": number} for number in range(9)))
SIGNED = Checkpoint("x", 9, merkle.root(event_log.leaves(LINES)))


def changed(line: str, **values: Any) -> str:
    """Return a line with other values, and the hash that fits them."""
    event = {**json.loads(line), **values}
    event["hash"] = event_log.event_hash(event)
    return event_log.event_line(event)


def test_a_good_log_has_no_fault() -> None:
    assert find_fault(LINES, [SIGNED]) is None
    assert find_fault([]) is None


def test_a_deleted_line_is_found() -> None:
    """T31."""
    for at in range(len(LINES) - 1):
        fault = find_fault(LINES[:at] + LINES[at + 1 :])
        assert fault is not None
        assert fault.index == at


def test_an_edited_line_is_found() -> None:
    """T31."""
    for at, line in enumerate(LINES):
        edited = line.replace(f'"used":{at}', '"used":77')
        fault = find_fault([*LINES[:at], edited, *LINES[at + 1 :]])
        assert fault == Fault(at, "the hash is not that of this event")


def test_an_edited_line_with_a_fitting_hash_is_found_at_the_next() -> None:
    """T31."""
    for at, line in enumerate(LINES[:-1]):
        edited = changed(line, body={"used": 77})
        fault = find_fault([*LINES[:at], edited, *LINES[at + 1 :]])
        assert fault == Fault(at + 1, "this does not follow on the event before")


def test_swapped_lines_are_found() -> None:
    """T31."""
    for at in range(len(LINES) - 1):
        swapped = [*LINES]
        swapped[at], swapped[at + 1] = swapped[at + 1], swapped[at]
        fault = find_fault(swapped)
        assert fault is not None
        assert fault.index == at


def test_a_cut_tail_is_found_by_a_checkpoint_that_was_kept() -> None:
    """T31."""
    for size in range(len(LINES)):
        assert find_fault(LINES[:size]) is None  # the chain alone can't tell
        fault = find_fault(LINES[:size], [SIGNED])
        assert fault == Fault(size, f"a checkpoint knows 9 events, here are {size}")


def test_a_history_written_anew_is_found_by_a_checkpoint_that_was_kept() -> None:
    """T31, T32."""
    anew = write(*({"used": number + (number == 4)} for number in range(12)))

    assert find_fault(anew) is None
    assert find_fault(anew, [SIGNED]) == Fault(
        9, "the first 9 events are not those of a checkpoint"
    )


@given(st.data())
def test_any_changed_byte_is_found(data: st.DataObject) -> None:
    """T31."""
    text = "\n".join(LINES).encode()
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != text[at]))
    forged = text[:at] + bytes([other]) + text[at + 1 :]

    lines = forged.decode("utf-8", "surrogateescape").split("\n")
    assert find_fault(lines, [SIGNED]) is not None


@pytest.mark.parametrize(
    "line",
    [
        "",
        "null",
        "[]",
        "{}",
        "[" * 100_000,
        LINES[0].replace(":", ": "),
        LINES[0].replace("}", ',"more":1}', 1),
        LINES[0].replace('"index":0', '"index":0.0'),
        LINES[0].replace('"index":0', f'"index":{2**60}'),
        LINES[0].replace('"index":0', '"index":NaN'),
    ],
)
def test_what_is_no_event_is_named_and_does_no_harm(line: str) -> None:
    fault = find_fault([line])

    assert fault is not None
    assert fault.index == 0


def test_lines_in_any_other_order_are_found() -> None:
    """T31."""
    chance = random.Random(4)  # noqa: S311  # any order will do
    for _ in range(50):
        mixed = chance.sample(LINES, len(LINES))
        assert (find_fault(mixed) is None) == (mixed == LINES)
