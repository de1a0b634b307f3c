"""Every text of a page is there in English too, with the same values in it."""

import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from flask_babel import force_locale, gettext

from pb.web.languages import LANGUAGES
from tests.pages import PageClient

ROOT = Path(__file__).parent.parent
METHODS = [("templates/**.html", "jinja2"), ("**.py", "python")]
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "_n": (1, 2),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|<[^>]+>")


def texts() -> set[str]:
    """Return the Dutch texts in code and templates, plural forms by their first."""
    found = set()
    for _file, _line, message, _comments, _context in extract_from_dir(
        ROOT / "pb", METHODS, keywords=KEYWORDS
    ):
        found.add(message if isinstance(message, str) else message[0])
    assert len(found) > 100
    return found


@pytest.fixture(scope="module", params=[code for code in LANGUAGES if code != "nl"])
def catalog(request: pytest.FixtureRequest) -> Catalog:
    path = ROOT / f"pb/translations/{request.param}/LC_MESSAGES/messages.po"
    return read_po(io.BytesIO(path.read_bytes()), locale=request.param)


def forms(message: Message) -> list[str]:
    string = message.string or ""
    return [string] if isinstance(string, str) else list(string)


def first_id(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def test_is_complete(catalog: Catalog) -> None:
    translated = {
        first_id(message)
        for message in catalog
        if message.id and all(forms(message)) and not message.fuzzy
    }

    assert texts() - translated == set(), "run: make translations"


def test_keeps_no_text_that_is_gone(catalog: Catalog) -> None:
    known = {first_id(message) for message in catalog if message.id}

    assert known - texts() == set(), "run: make translations"


def test_has_the_same_values_in_every_sentence(catalog: Catalog) -> None:
    for message in catalog:
        if not message.id:
            continue
        dutch = message.id if isinstance(message.id, str) else message.id[-1]
        for form in forms(message)[-1:]:
            assert sorted(PLACEHOLDER.findall(form)) == sorted(
                PLACEHOLDER.findall(dutch)
            ), dutch


def test_is_compiled_and_used(client: PageClient, catalog: Catalog) -> None:
    newest = next(
        m for m in catalog if isinstance(m.id, str) and m.id and "%" not in m.id
    )

    with client.application.test_request_context(), force_locale(str(catalog.locale)):
        assert gettext(newest.id) == newest.string
