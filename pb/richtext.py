"""Residents' texts: a small part of Markdown, as safe HTML."""

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a"}
# A resident's text has no headings (the page has its own), pictures or HTML.
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
    ["image", "heading", "lheading", "html_block", "html_inline", "hr", "code"]
)


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
