"""Residents' texts: a small part of Markdown, as safe HTML."""

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a"}
# A resident's text has no headings (the page has its own), pictures or HTML.
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
    ["image", "heading", "lheading", "html_block", "html_inline", "hr", "code"]
)


def _name_hosts(state: StateCore) -> None:
    """Say behind each link where it leads: its words may name another address."""
    for block in state.tokens:
        if block.children:
            block.children = list(_with_hosts(block.children))


def _with_hosts(tokens: Sequence[Token]) -> Iterator[Token]:
    href = words = ""
    for token in tokens:
        yield token
        if token.type == "link_open":
            href, words = str(token.attrGet("href") or ""), ""
        elif token.type == "link_close" and words not in {href, _host_of(href)}:
            yield Token("text", "", 0, content=f" ({_host_of(href)})")
        else:
            words += token.content


def _host_of(href: str) -> str:
    """Return the host of a web address, or all of another one."""
    try:
        return urlsplit(href).hostname or href.removeprefix("mailto:")
    except ValueError:
        return href


_markdown.core.ruler.push("hosts", _name_hosts)


def markdown(text: str) -> Markup:
    """Return a resident's text as safe HTML.

    Two walls: the parser passes no HTML on, and an allow-list cleans what it made.
    """
    return Markup(  # noqa: S704  # cleaned on the next line
        nh3.clean(
            _markdown.render(text),
            tags=TAGS,
            attributes={"a": {"href"}, "*": set()},
            url_schemes={"http", "https", "mailto"},
            link_rel="nofollow noopener noreferrer",
        )
    )
