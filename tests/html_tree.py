"""A small tree of an HTML page, strict about how tags open and close."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta"}
    | {"source", "track", "wbr"}
)
# A no-break space is not white space here: it does not collapse.
WHITE_SPACE = re.compile(r"[ \t\n\r\f]+")
# What a phone or a screen reader does not read as text of the page.
NOT_TEXT = frozenset({"script", "style", "title", "template"})


class Element:
    """One element, with its place in the tree."""

    def __init__(
        self, tag: str, attributes: dict[str, str], parent: "Element | None"
    ) -> None:
        self.tag = tag
        self.attributes = attributes
        self.parent = parent
        self.children: list[Element | str] = []

    def __getitem__(self, name: str) -> str:
        """Return an attribute, empty when it is not there."""
        return self.attributes.get(name, "")

    def __contains__(self, name: str) -> bool:
        return name in self.attributes

    def __str__(self) -> str:
        marks = ("id", "name", "class", "href", "src", "action", "for")
        shown = [f'{name}="{self[name]}"' for name in marks if self[name]]
        return "<" + " ".join([self.tag, *shown[:2]]) + ">"

    def all(self, *tags: str) -> Iterator["Element"]:
        """Yield every element below this one, or those with one of `tags`."""
        # A pile instead of recursion: every page of the suite is walked a dozen times.
        pile: list[Element | str] = self.children[::-1]
        while pile:
            child = pile.pop()
            if isinstance(child, Element):
                if not tags or child.tag in tags:
                    yield child
                pile += reversed(child.children)

    def parents(self) -> Iterator["Element"]:
        """Yield the element this one is in, and so on upwards."""
        if self.parent is not None:
            yield self.parent
            yield from self.parent.parents()

    @property
    def text(self) -> str:
        """Return the text, with white space as a browser shows it."""
        return WHITE_SPACE.sub(" ", "".join(self._pieces())).strip(" ")

    def _pieces(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag not in NOT_TEXT:
                yield from child._pieces()


class TreeBuilder(HTMLParser):
    """Builds the tree and notes what a browser would have to repair."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {}, None)
        self.open = self.root
        self.faults: list[str] = []
        self.declaration = ""

    def handle_decl(self, decl: str) -> None:
        """Note the document type."""
        self.declaration = decl.lower()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        names = [name for name, _value in attrs]
        for name in {name for name in names if names.count(name) > 1}:
            self.faults.append(f"<{tag}> has the attribute {name} twice")
        values = {name: value or "" for name, value in attrs}
        element = Element(tag, values, self.open)
        self.open.children.append(element)
        if tag not in VOID:
            self.open = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Add an element that closes itself, as in SVG."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open = self.open.parent or self.root

    def handle_endtag(self, tag: str) -> None:
        """Close an element; it must be the last one that was opened."""
        if tag in VOID or self.open.tag != tag:
            self.faults.append(f"</{tag}> closes {self.open}")
            return
        self.open = self.open.parent or self.root

    def handle_data(self, data: str) -> None:
        """Add text."""
        self.open.children.append(data)


def parse(html: str) -> TreeBuilder:
    """Read a page; its tree is `.root`, what is wrong with its tags `.faults`."""
    builder = TreeBuilder()
    builder.feed(html)
    builder.close()
    if builder.open is not builder.root:
        builder.faults.append(f"{builder.open} is never closed")
    return builder
