"""The documentation speaks of what is there."""

import re
from dataclasses import fields
from importlib import import_module
from pathlib import Path

import pytest

from pb.commands.main import COMMANDS
from pb.site.settings import SiteSettings

ROOT = Path(__file__).parent.parent
PAGES = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "allocation/*.md", "bench/*.md")
    for path in ROOT.glob(pattern)
)
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    missing = [link for link in LINK.findall(text) if not (page.parent / link).exists()]
    assert not missing


def test_every_setting_is_described() -> None:
    code = (ROOT / "pb/config.py").read_text(encoding="utf-8")
    described = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    for name in set(re.findall(r"\"(BUURTGELD_[A-Z_]+|PORT|WEB_CONCURRENCY)\"", code)):
        assert name in described or name == "BUURTGELD_DEBUG", name
    for field in fields(SiteSettings):
        assert f"`BUURTGELD_SITE_{field.name.upper()}`" in described, field.name


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    module, name = COMMANDS[command]
    found = getattr(import_module(module), name)

    assert found.help


def test_every_dependency_has_its_reason() -> None:
    described = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    for name in ("requirements.in",):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            package = re.split(r"[\[<>=]", line)[0].strip()
            if package and not package.startswith("#"):
                assert package in described, package


def test_decisions_are_numbered_without_gap() -> None:
    numbers = sorted(int(path.name[:4]) for path in ROOT.glob("docs/adr/*.md"))

    assert numbers == list(range(1, len(numbers) + 1))
