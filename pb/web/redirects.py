"""Where a visitor may be sent on to: only to an address of our own."""

import re

# No control characters, no spaces, no backslash: browsers drop or turn these.
LOCAL_PATH = re.compile(r"/(?!/)[^\x00-\x20\x7f\\]*")


def local_path(target: str | None, *, otherwise: str = "/") -> str:
    """Return `target` when it is a path on this site, else `otherwise`."""
    if target and LOCAL_PATH.fullmatch(target):
        return target
    return otherwise
