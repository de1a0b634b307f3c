"""Static files: each is there because a page asks for it."""

import re
from pathlib import Path

import pytest

PB = Path(__file__).parents[2] / "pb"
FILES = sorted(
    path for folder in ("css", "js") for path in (PB / "static" / folder).iterdir()
)


@pytest.fixture(scope="module")
def templates() -> str:
    """The text of all pages together."""
    pages = sorted((PB / "templates").rglob("*.html"))
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.name))
def test_every_script_and_stylesheet_is_asked_for(path: Path, templates: str) -> None:
    by_address = f"asset('{path.parent.name}/{path.name}')" in templates
    by_name = re.search(rf'for sheet in \[[^]]*"{path.stem}"', templates)

    assert by_address or by_name
