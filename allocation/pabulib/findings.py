"""Counted warnings: one per kind, however many lines are concerned."""

from dataclasses import dataclass, field

from allocation.pabulib.parsed import FileWarning


@dataclass(slots=True)
class Findings:
    """What was odd while a file was read."""

    _counts: dict[tuple[str, str], int] = field(default_factory=dict)
    _first_lines: dict[tuple[str, str], int | None] = field(default_factory=dict)

    def note(self, code: str, text: str, *, line: int | None, times: int = 1) -> None:
        """Count an oddity; the lowest line of its kind is kept."""
        kind = (code, text)
        self._counts[kind] = self._counts.get(kind, 0) + times
        first = self._first_lines.get(kind, line)
        if line is not None and (first is None or line < first):
            first = line
        self._first_lines[kind] = first

    def warnings(self) -> tuple[FileWarning, ...]:
        """Return a warning per kind, in order of line."""
        found = [
            FileWarning(code, _counted(text, count), self._first_lines[code, text])
            for (code, text), count in self._counts.items()
        ]
        return tuple(sorted(found, key=lambda w: (w.line or 0, w.code, w.text)))


def _counted(text: str, count: int) -> str:
    return text if count == 1 else f"{text} ({count} times; the first is given)"
