"""The manual for staff, from the file that comes with the program."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

MANUAL = Path(__file__).parent.parent.parent / "docs" / "handleiding.md"
FIRST = "De stappen van een ronde"  # before any chapter
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


def read_manual(path: Path = MANUAL) -> tuple[Markup, list[tuple[str, str]]]:
    """Return the manual as HTML without its title, and the place of each chapter.

    Raises:
        OSError: The file did not come with the program.
    """
    tokens = _markdown.parse(path.read_text(encoding="utf-8"))[3:]  # after the title
    chapters = [
        (to_anchor(title.content), title.content)
        for opening, title in itertools.pairwise(tokens)
        if opening.type == "heading_open"
    ]
    made = list(_dressed(tokens, iter(chapters)))
    html = _markdown.renderer.render(made, _markdown.options, {})
    # The text is ours, and the parser passes no HTML on.
    return Markup(html), chapters  # noqa: S704


def to_anchor(title: str) -> str:
    """Return how links in the file name a chapter."""
    return re.sub(r"[^\w -]", "", title.lower()).strip().replace(" ", "-")


def _dressed(
    tokens: list[Token], chapters: Iterator[tuple[str, str]]
) -> Iterator[Token]:
    """Yield what is drawn: with places to link to, and tables that can be heard."""
    place, title = "", FIRST
    for token in tokens:
        if token.type == "heading_open":
            place, title = next(chapters)
            token.attrSet("id", place)
        if token.type == "th_open":
            token.attrSet("scope", "col")
        if token.type == "table_open":
            name = escape(title)
            yield _html(
                f'<div class="scroll" tabindex="0" role="region" aria-label="{name}">'
            )
            token.attrSet("class", "tbl")
        token.children = [*_followed(token.children)] if token.children else None
        yield token
        if token.type == "table_open":
            yield _html(f'<caption class="sr">{name}</caption>')
        if token.type == "table_close":
            yield _html("</div>")


def _html(text: str) -> Token:
    return Token("html_block", "", 0, content=text)


def _followed(children: list[Token]) -> Iterator[Token]:
    """Leave out links to files that are not on the website."""
    is_left_out = False
    for child in children:
        if child.type == "link_open":
            is_left_out = not str(child.attrGet("href")).startswith(("#", "https:"))
        if not (is_left_out and child.type in {"link_open", "link_close"}):
            yield child
