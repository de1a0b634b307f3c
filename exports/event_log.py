"""The event log as a file: one canonical JSON object a line, each tied to the last.

`hash` is SHA-256 of the canonical JSON (RFC 8785) of an event without `hash`, and
`previous` is the `hash` of the line before. So nobody can change, remove, add or move
a line without changing the hash of the last one, which checkpoints fix.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import rfc8785

from exports import merkle
from exports.checkpoint import Checkpoint

NOTHING = "0" * 64  # what the first event has before it
NAMES = frozenset({"index", "at", "type", "actor", "body", "previous", "hash"})


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing that is wrong with a log.

    Attributes:
        index: Of the line, from 0; the number of lines when some are missing.
        reason: What is wrong, in English.
    """

    index: int
    reason: str


def event_hash(event: Mapping[str, Any]) -> str:
    """Return the hash of an event.

    Args:
        event: With or without `hash`, which is left out.

    Returns:
        SHA-256, in hex.
    """
    bare = {name: value for name, value in event.items() if name != "hash"}
    return hashlib.sha256(rfc8785.dumps(bare)).hexdigest()


def event_line(event: Mapping[str, Any]) -> str:
    """Return an event as it stands in the file, without line feed.

    Args:
        event: With `hash`.
    """
    return rfc8785.dumps(dict(event)).decode()


def leaves(lines: Iterable[str]) -> list[bytes]:
    """Return the leaves of the event log: the hashes of its events, as raw bytes.

    Args:
        lines: Of a log that was checked.
    """
    return [bytes.fromhex(json.loads(line)["hash"]) for line in lines]


def find_fault(
    lines: Iterable[str], checkpoints: Iterable[Checkpoint] = ()
) -> Fault | None:
    """Return the first thing that is wrong with a log; None for a good one.

    Args:
        lines: Of the file, without line feeds.
        checkpoints: Whose signatures were checked. Without one that was kept
            elsewhere, a log whose last lines are missing, or that was written anew
            from some line on, looks good.
    """
    previous, hashes = NOTHING, []
    for index, line in enumerate(lines):
        reason = _reason(line, index, previous)
        if reason:
            return Fault(index, reason)
        previous = json.loads(line)["hash"]
        hashes.append(bytes.fromhex(previous))
    faults = (_against(checkpoint, hashes) for checkpoint in checkpoints)
    return next((fault for fault in faults if fault), None)


def _reason(line: str, index: int, previous: str) -> str:
    """Return what is wrong with one line, or nothing."""
    try:
        event = json.loads(line)
        is_canonical = isinstance(event, dict) and event_line(event) == line
    except (ValueError, RecursionError, rfc8785.CanonicalizationError):
        is_canonical = False
    if not is_canonical or event.keys() != NAMES:
        return "this is not an event in canonical JSON"
    if event["hash"] != event_hash(event):
        return "the hash is not that of this event"
    if event["index"] != index:
        return f"the index is {event['index']}"
    if event["previous"] != previous:
        return "this does not follow on the event before"
    return ""


def _against(checkpoint: Checkpoint, hashes: list[bytes]) -> Fault | None:
    """Compare a log with what a checkpoint says of its begin."""
    if checkpoint.size > len(hashes):
        return Fault(
            len(hashes),
            f"a checkpoint knows {checkpoint.size} events, here are {len(hashes)}",
        )
    if merkle.root(hashes[: checkpoint.size]) != checkpoint.root:
        return Fault(
            checkpoint.size,
            f"the first {checkpoint.size} events are not those of a checkpoint",
        )
    return None
