"""Every address that leads somewhere, followed from page to page."""

import csv
import io
import json
from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import urldefrag, urlsplit

import openpyxl
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

from exports.table import MARK
from tests.html_tree import Element, parse
from tests.projects.test_hostile_texts import dangers

INSIDE = "a script inside the page"
MOST_OF_A_KIND = 3  # addresses of one page
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")  # full width


class Walk:
    """What was found behind the links of a site."""

    def __init__(self, browser: FlaskClient) -> None:
        self.browser = browser
        self.seen: set[str] = set()
        self.endpoints: Counter[str] = Counter()
        self.faults: list[str] = []
        self.kinds: Counter[str] = Counter()

    def follow(self, *begins: str) -> None:
        """Ask for these addresses, and for all that they lead to."""
        waiting = deque(begins)
        while waiting:
            address = urldefrag(waiting.popleft())[0]
            if address in self.seen or not self._is_wanted(address):
                continue
            self.seen.add(address)
            waiting.extend(self._ask(address))

    def _is_wanted(self, address: str) -> bool:
        parts = urlsplit(address)
        if parts.netloc or parts.scheme or not parts.path.startswith("/"):
            return False
        adapter = self.browser.application.url_map.bind("localhost")
        try:
            endpoint, _values = adapter.match(parts.path, method="GET")
        except (HTTPException, RequestRedirect):
            return False
        self.endpoints[endpoint] += 1
        return endpoint != "static" and self.endpoints[endpoint] <= MOST_OF_A_KIND

    def _ask(self, address: str) -> Iterator[str]:
        with self.browser.application.app_context():
            response = self.browser.get(address)
        if response.status_code in {301, 302, 303}:
            return iter([response.location])
        if response.status_code >= 500:
            self.faults.append(f"{address}: {response.status_code}")
        self.kinds[response.mimetype or ""] += 1
        self.faults += [f"{address}: {each}" for each in faults_of(response)]
        if response.mimetype != "text/html":
            response.close()  # a file
            return iter([])
        root = parse(response.text).root
        found = [a["href"] for a in root.all("a")] + [i["src"] for i in root.all("img")]
        return iter(found)


def faults_of(response: TestResponse) -> list[str]:
    """Return what in an answer could run, by the kind of file that it says it is."""
    if response.headers.get("X-Content-Type-Options") != "nosniff":
        return ["may be taken for another kind of file"]
    check = CHECKS.get(response.mimetype or "")
    return [] if check is None else check(response)


def _page(response: TestResponse) -> list[str]:
    found = [fault for fault in dangers(response.text) if not _is_own_picture(fault)]
    scripts = [e for e in parse(response.text).root.all("script") if not e["src"]]
    if all(_is_data(script) for script in scripts):  # for search engines: not run
        found = [fault for fault in found if fault != INSIDE]
    return found


def _is_data(script: Element) -> bool:
    """Say whether a script is whole data: what ends it too early breaks it."""
    text = "".join(part for part in script.children if isinstance(part, str))
    try:
        json.loads(text)
    except ValueError:
        return False
    return script["type"] == "application/ld+json"


def _is_own_picture(fault: str) -> bool:
    is_only_there = fault.endswith("> img")  # and acts on nothing
    return is_only_there and fault.startswith('<img src="/') and "//" not in fault


def _drawing(response: TestResponse) -> list[str]:
    text = response.text.lower()
    signs = ("<script", "javascript:", "onload=", "onbegin=", "<foreignobject", "<img")
    return [sign for sign in signs if sign in text]


def _data(response: TestResponse) -> list[str]:
    json.loads(response.text)
    return ["<"] if "<script" in response.text.lower() and _is_page(response) else []


def _is_page(response: TestResponse) -> bool:
    return "html" in (response.mimetype or "")


def _table(response: TestResponse) -> list[str]:
    text = response.text.removeprefix(MARK)
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    rows = csv.reader(io.StringIO(text), delimiter=delimiter)
    return [f"formula {c!r}" for row in rows for c in row if _is_formula(c)]


def _is_formula(cell: str) -> bool:
    is_number = cell.removeprefix("-").replace(",", "").replace(".", "").isdigit()
    return cell.startswith(FORMULA) and not is_number


def _workbook(response: TestResponse) -> list[str]:
    book = openpyxl.load_workbook(io.BytesIO(response.data))
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
    return [f"formula {cell.value!r}" for cell in cells if cell.data_type == "f"]


def _document(response: TestResponse) -> list[str]:
    signs = (b"/JavaScript", b"/JS ", b"/Launch", b"/OpenAction")
    return [str(sign) for sign in signs if sign in response.data]


CHECKS = {
    "text/html": _page,
    "image/svg+xml": _drawing,
    "application/json": _data,
    "application/geo+json": _data,
    "text/csv": _table,
    "application/pdf": _document,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _workbook,
}
