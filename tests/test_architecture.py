"""The direction of imports: wsgi -> pb -> exports -> allocation, never back."""

import ast
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
STDLIB = frozenset(sys.stdlib_module_names)
# A rule must give the same answer tomorrow, and on every machine.
NOT_REPEATABLE = {"datetime", "random", "secrets", "time", "uuid"}
NO_CLOCK = {"time", "random", "secrets", "uuid", "sqlite3"}
ALLOWED = {
    "allocation": (STDLIB - NOT_REPEATABLE) | {"allocation", "numpy"},
    "exports": (STDLIB - NO_CLOCK) | {"exports", "allocation", "rfc8785", "xlsxwriter"},
}
# The one place where a solver may be asked, and its second opinion.
SOLVERS = {"pulp", "highspy"}
PAGES = re.compile(r"(^|_)(views|forms?)$")
LAYERS = {
    "models.py": {"pb", "sqlalchemy"},
    "service.py": {
        "allocation",
        "argon2",
        "exports",
        "nacl",
        "pb",
        "pyotp",
        "rfc8785",
        "sqlalchemy",
        "structlog",
    },
}


def imported_modules(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} uses a relative import"
            names.add(node.module or "")
    return names


def packages(modules: set[str]) -> set[str]:
    return {module.partition(".")[0] for module in modules}


@pytest.mark.parametrize("part", ALLOWED)
def test_imports_point_one_way(part: str) -> None:
    paths = sorted((ROOT / part).rglob("*.py"))
    assert paths

    for path in paths:
        extra = packages(imported_modules(path)) - ALLOWED[part]
        assert extra <= (SOLVERS if part == "allocation" else set()), path


def test_solvers_are_asked_in_one_module_each() -> None:
    for solver in SOLVERS:
        users = [
            path
            for path in (ROOT / "allocation").rglob("*.py")
            if solver in packages(imported_modules(path))
        ]
        assert len(users) <= 1, users


@pytest.mark.parametrize("kind", LAYERS)
def test_models_and_services_know_no_web(kind: str) -> None:
    paths = sorted(
        path for path in (ROOT / "pb").rglob(kind) if path.parent.name != "pb"
    )
    assert paths

    for path in paths:
        assert packages(imported_modules(path)) <= LAYERS[kind] | STDLIB, path


def test_models_import_only_the_base_and_words() -> None:
    for path in sorted((ROOT / "pb").glob("*/models.py")):
        own = {m for m in imported_modules(path) if m.startswith("pb")}
        assert own <= {"pb.db", "pb.rounds.phases"}, path


def test_no_feature_uses_the_pages_or_forms_of_another() -> None:
    for path in sorted((ROOT / "pb").glob("*/*.py")):
        for module in imported_modules(path):
            parts = module.split(".")
            if parts[0] == "pb" and PAGES.search(parts[-1]) and len(parts) > 2:
                assert parts[1] in {path.parent.name, "web"}, (path, module)


def test_nothing_is_called_utils() -> None:
    vague = {"utils", "util", "helpers", "common", "manager", "misc", "base"}
    names = {
        p.stem
        for part in ("pb", "allocation", "exports")
        for p in (ROOT / part).rglob("*.py")
    }

    assert not names & vague
