"""A short hash of what is stored, to notice what somebody else changed since."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


class ChangedMeanwhile(Exception):
    """A colleague stored something else since the page was shown."""


def fingerprint_of(stored: Mapping[str, Any]) -> str:
    """Return a short hash of these values, whatever their order."""
    text = json.dumps(stored, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def check_seen(seen: str | None, stored: Mapping[str, Any]) -> None:
    """Refuse to replace what nobody who replaces it has seen.

    Whoever calls this holds what is stored until the commit: without that, it can
    change between this look and what is stored next.

    Args:
        seen: The fingerprint on the page; None or empty where there was no page.
        stored: What is stored now.

    Raises:
        ChangedMeanwhile: The page showed something else.
    """
    if seen and seen != fingerprint_of(stored):
        raise ChangedMeanwhile
