"""A browser for tests that audits every page it gets.

The checks are those a screen reader, a strict browser and a reader of Dutch would
make. Each yields sentences that say what is wrong and why it matters.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pb.db import db
from tests.html_tree import Element, TreeBuilder, parse

Check = Callable[[Element], Iterator[str]]
FIELDS = ("input", "select", "textarea")
NOT_A_FIELD = frozenset({"hidden", "submit", "button", "reset", "image"})
LINKING = ("aria-describedby", "aria-labelledby", "aria-controls", "for", "list")
LOADING = {"script": "src", "link": "href", "img": "src", "use": "href"}
LOADING |= {"source": "src", "iframe": "src", "object": "data", "embed": "src"}
UNFINISHED = re.compile(r"%\(\w+\)[sd]|\{\{|\}\}|\{%|<lazy|Undefined\b|\bTODO\b|Lorem")
# How WTForms and Flask begin their English sentences.
ENGLISH = re.compile(
    r"This field|Not a valid|Invalid (?:choice|value|input)|Field must|Number must"
    r"|Bad Request|Not Found|Forbidden|The CSRF"
)


class PageClient(FlaskClient):
    """A visitor's browser: fails the test that is shown a faulty page."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app, app.response_class)

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Ask for an address as Flask's client does, and audit the answer.

        The request has a context of its own, as on a server. What the test made is
        committed before it, so that neither waits for the other.
        """
        if has_app_context():
            db.session().commit()
        with self.application.app_context():
            response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and not 300 <= response.status_code < 400:
            found = faults(response.text)
            assert not found, "\n".join([f"{response.request.path}:", *found])
        return response


def tree(response: TestResponse) -> Element:
    """Return the tree of a page, to look things up in."""
    return parse(response.text).root


def faults(html: str) -> list[str]:
    """Return what is wrong with a page, in sentences; nothing for a good page."""
    page = parse(html)
    found = list(page.faults)
    found += _document(page)
    for check in CHECKS:
        found += check(page.root)
    return found


def _document(page: TreeBuilder) -> Iterator[str]:
    if page.declaration != "doctype html":
        yield "no <!doctype html>: browsers fall back to old rules"
    roots = list(page.root.all("html"))
    if len(roots) != 1 or not roots[0]["lang"]:
        yield "<html> has no lang: a screen reader does not know how to speak"
    if len(list(page.root.all("main"))) != 1:
        yield "there is not exactly one <main>: the skip link has no place to go"


def _headings(page: Element) -> Iterator[str]:
    main_headings = [heading.text for heading in page.all("h1")]
    if len(main_headings) != 1:
        yield f"there are {len(main_headings)} h1: {main_headings}; one names the page"
        return
    title = next((_own_text(title) for title in page.all("title")), "")
    if not title.removeprefix("Fout: ").startswith(main_headings[0]):
        yield f"the title {title!r} does not start with the h1 {main_headings[0]!r}"
    last = 0
    for heading in page.all("h1", "h2", "h3", "h4", "h5", "h6"):
        if any(parent["role"] == "alert" for parent in heading.parents()):
            continue  # what went wrong stands above the h1, as the browser jumps to it
        level = int(heading.tag[1])
        if level > last + 1:
            yield f"the heading {heading.text!r} skips from level {last} to {level}"
        if not heading.text:
            yield f"an <{heading.tag}> is empty"
        last = level


def _own_text(element: Element) -> str:
    return "".join(child for child in element.children if isinstance(child, str))


def _ids(page: Element) -> Iterator[str]:
    ids = Counter(element["id"] for element in page.all() if "id" in element)
    for name in sorted(name for name, times in ids.items() if times > 1):
        yield f"the id {name!r} is there {ids[name]} times"
    for element in page.all():
        for attribute in LINKING:
            for name in element[attribute].split():
                if name not in ids:
                    yield f"{element} has {attribute}={name!r}, which does not exist"
        target = element["href"] if element.tag == "a" else ""
        if target.startswith("#") and target[1:] not in ids:
            yield f"the link {target} leads nowhere on this page"


def _forms(page: Element) -> Iterator[str]:
    for form in page.all("form"):
        if not form["action"].startswith("/") or form["action"].startswith("//"):
            yield f"{form} has no action on this site"
        tokens = [field for field in form.all("input") if field["name"] == "csrf_token"]
        if form["method"].lower() == "post" and not any(t["value"] for t in tokens):
            yield f"{form} posts without csrf_token: any site could send it"
        if form["method"].lower() != "post" and tokens:
            yield f"{form} puts its csrf_token into an address"
        if any(parent.tag == "form" for parent in form.parents()):
            yield f"{form} is inside another form"


def _labels(page: Element) -> Iterator[str]:
    labelled = {label["for"] for label in page.all("label") if label.text}
    for field in page.all(*FIELDS):
        if field["type"] in NOT_A_FIELD or field["id"] in labelled:
            continue
        if not _has_name(field) and not any(p.tag == "label" for p in field.parents()):
            yield f"{field} has no label"
    for field in page.all(*FIELDS):
        if field["aria-invalid"] == "true" and not field["aria-describedby"]:
            yield f"{field} is wrong, and nothing tied to it says why"
    for group in page.all("fieldset"):
        if not any(legend.text for legend in group.all("legend")):
            yield f"{group} has no legend: its choices have no question"


def _has_name(element: Element) -> bool:
    return bool(element["aria-label"] or element["aria-labelledby"] or element["title"])


def _names(page: Element) -> Iterator[str]:
    for element in page.all("progress", "meter"):
        if not _has_name(element):
            yield f"{element} has no name: nobody hears what it measures"
    for element in page.all("a", "button", "summary"):
        if not element.text and not _has_name(element):
            yield f"{element} has no text"
        if element.tag == "a" and "href" not in element:
            yield f"{element} has no href: the keyboard can't reach it"


def _pictures(page: Element) -> Iterator[str]:
    for element in page.all("img"):
        if "alt" not in element:
            yield f"{element} has no alt"
    for element in page.all("svg"):
        # A picture with links in it is a group: of an img nobody would reach them.
        is_image = element["role"] in {"img", "group"} and _has_name(element)
        if element["aria-hidden"] != "true" and not is_image:
            yield f"{element} is neither hidden nor a picture with a name"


def _tables(page: Element) -> Iterator[str]:
    for table in page.all("table"):
        if not any(caption.text for caption in table.all("caption")):
            yield f"{table} has no caption"
        for cell in table.all("th"):
            if not cell["scope"]:
                yield f"the head {cell.text!r} of a table has no scope"


def _inline(page: Element) -> Iterator[str]:
    for element in page.all():
        if "style" in element or element.tag == "style":
            yield f"{element} has a style of its own, which the CSP refuses"
        for name in element.attributes:
            if name.startswith("on"):
                yield f"{element} has {name}, which the CSP refuses"
        is_data = element["type"] == "application/ld+json"
        if element.tag == "script" and "src" not in element and not is_data:
            yield "there is a script inside the page, which the CSP refuses"
        if element["href"].strip().lower().startswith(("javascript:", "data:")):
            yield f"{element} runs its address"


def _resources(page: Element) -> Iterator[str]:
    for element in page.all(*LOADING):
        address = element[LOADING[element.tag]]
        is_own = address.startswith("/") and not address.startswith("//")
        is_picture = element.tag == "img" and address.startswith("data:image/")
        if address and not is_own and not is_picture:
            yield f"{element} loads from {address!r}: another site would see the visit"


def _words(page: Element) -> Iterator[str]:
    body = next(page.all("body"), page)
    for found in UNFINISHED.findall(body.text):
        yield f"the text still shows {found!r}"
    for found in re.findall(r"€ \d+", body.text):
        yield f"{found!r} can break over two lines: use the filter euro"
    language = next((html["lang"] for html in page.all("html")), "")
    if language == "nl":
        for found in ENGLISH.findall(body.text):
            yield f"a Dutch page says {found!r}"


def _nesting(page: Element) -> Iterator[str]:
    for element in page.all("a", "button"):
        for parent in element.parents():
            if parent.tag in {"a", "button", "label"}:
                yield f"{element} is inside {parent}: which one is pressed?"
    for element in page.all("p"):
        for child in element.all("div", "p", "ul", "ol", "dl", "table", "form", "h2"):
            yield f"{child} is inside a <p>, which browsers close first"


CHECKS: tuple[Check, ...] = (
    _headings,
    _ids,
    _forms,
    _labels,
    _names,
    _pictures,
    _tables,
    _inline,
    _resources,
    _words,
    _nesting,
)
