"""Where a page may send someone after logging in: only to a page of the desk."""

import re

LONGEST = 500
# Plain path segments and a plain query: nothing that a browser reads differently.
PAGE_OF_THE_DESK = re.compile(
    r"/beheer(/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)*(\?[A-Za-z0-9_.~=&%+-]*)?"
)


def page_of_the_desk(address: str | None) -> str | None:
    """Return `address` when it is a local page under /beheer, else None."""
    if not address or len(address) > LONGEST:
        return None
    return address if PAGE_OF_THE_DESK.fullmatch(address) else None
