"""A short hash of what is stored, to notice what somebody else changed since."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def fingerprint_of(stored: Mapping[str, Any]) -> str:
    """Return a short hash of these values, whatever their order."""
    text = json.dumps(stored, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
