"""Pages of the vote that are the same for all but for a few slots, written once.

Writing a page takes longer than all else in its request, and hundreds of voters may
ask for the same one in the same minute. What is a person's own (their token against
forged forms, their order of the plans, their choices, their receipt) stands in slots:
while a page is written once, holes are in their places, so that nobody's own words
are ever in what is kept.
"""

import re
import secrets
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, g, render_template, request, session
from flask_wtf.csrf import generate_csrf
from markupsafe import escape

from pb.voting.help_device import is_help_device
from pb.web.languages import chosen_language

MOST_KEPT = 64  # configurations times areas times languages times pages
TOKEN = "csrf_token"  # noqa: S105  # where Flask-WTF keeps the one of this request
Slots = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Mould:
    """A page without what is a person's own."""

    parts: tuple[str, ...]
    names: tuple[str, ...]  # of the slots between the parts

    def filled(self, slots: Slots) -> str:
        """Return the page of one person."""
        written = [self.parts[0]]
        for name, part in zip(self.names, self.parts[1:], strict=True):
            written += (escape(slots[name]), part)
        return "".join(written)


def vote_page(
    template: str,
    slots: Slots,
    *,
    same: Hashable = None,
    context: Callable[[], Mapping[str, Any]] = dict,
) -> str:
    """Return a page, as `render_template` would write it.

    Args:
        template: Shows each slot as `slots[name]`.
        slots: What stands in this person's page only; escaped unless it is markup.
        same: Whatever decides what `context` returns.
        context: All else that the template shows: the same for everybody who sees
            this page. Asked when the page is written.
    """
    if request.query_string or "_flashes" in session:
        return render_template(template, slots=slots, **context())
    key = (
        template,
        same,
        request.method,
        request.path,
        chosen_language(),
        is_help_device(),
    )
    moulds: dict[Any, _Mould] = current_app.extensions.setdefault("vote_pages", {})
    mould = moulds.get(key)
    if mould is None:
        if len(moulds) >= MOST_KEPT:
            moulds.clear()
        mould = moulds[key] = _make_mould(template, slots, context())
    return mould.filled({**slots, TOKEN: generate_csrf()})


def _make_mould(template: str, slots: Slots, context: Mapping[str, Any]) -> _Mould:
    """Write a page with holes for what is a person's own."""
    names = {secrets.token_hex(16): name for name in (*slots, TOKEN)}
    holes = {name: hole for hole, name in names.items()}
    token = generate_csrf()
    setattr(g, TOKEN, holes.pop(TOKEN))
    try:
        page = render_template(template, slots=holes, **context)
    finally:
        setattr(g, TOKEN, token)
    pieces = re.split(f"({'|'.join(names)})", page)
    return _Mould(tuple(pieces[::2]), tuple(names[hole] for hole in pieces[1::2]))
