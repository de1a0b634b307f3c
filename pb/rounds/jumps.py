"""Where the parts of a long page are, for links at its begin."""

import re
from typing import NamedTuple

from markupsafe import Markup

# As the macro `panel` writes its title.
TITLE = re.compile(r'<header><h2 id="([\w-]+)">(.*?)</h2>', re.DOTALL)


class Jump(NamedTuple):
    """One part of a page."""

    place: str
    title: Markup


def jumps_in(html: str) -> list[Jump]:
    """Return the parts of a page in their order; the titles were made safe there."""
    found = TITLE.findall(html)
    return [Jump(place, Markup(title)) for place, title in found]  # noqa: S704
