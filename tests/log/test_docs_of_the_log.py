"""The page about the logbook names all that a line can hold."""

from pathlib import Path

from pb.log.types import BODIES

TEXT = (Path(__file__).parents[2] / "docs/log.md").read_text(encoding="utf-8")


def test_every_kind_of_line_and_its_body_is_described() -> None:
    for type_, names in BODIES.items():
        assert f"`{type_}`" in TEXT
        for name in names:
            assert f"`{name}`" in TEXT, (type_, name)
