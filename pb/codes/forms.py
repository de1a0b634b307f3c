"""How many letters for each area: read from the form, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _

from pb.codes.letter_text import LANGUAGES
from pb.codes.printing import Wish
from pb.codes.service import AreaTally

MOST = 200_000  # codes in one area at once


@dataclass(slots=True)
class IssueForm:
    """What was typed, by area."""

    typed: dict[int, str] = field(default_factory=dict)
    mistakes: dict[int, str] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)  # the areas not skipped
    language: str = "nl"
    large: bool = False

    def wish(self) -> Wish:
        """Return which letters are asked for."""
        return Wish(self.counts, self.language, self.large)


def read_issue_form(values: Mapping[str, str], areas: Sequence[AreaTally]) -> IssueForm:
    """Read the number for each area; empty means 0."""
    form = IssueForm(language=read_language(values), large=is_large(values))
    for area in areas:
        form.typed[area.area_id] = values.get(f"count-{area.area_id}", "").strip()
        count, mistake = _read_count(form.typed[area.area_id], area)
        if mistake:
            form.mistakes[area.area_id] = mistake
        elif count:
            form.counts[area.area_id] = count
    if areas and not form.counts and not form.mistakes:
        form.mistakes[areas[0].area_id] = _("Vul bij minstens één wijk een getal in.")
    return form


def read_language(values: Mapping[str, str]) -> str:
    """Return the language of the letters: Dutch, unless another was chosen."""
    chosen = values.get("language", "nl")
    return chosen if chosen in LANGUAGES else "nl"


def is_large(values: Mapping[str, str]) -> bool:
    """Say whether large print was chosen."""
    return values.get("size") == "large"


def _read_count(text: str, area: AreaTally) -> tuple[int, str]:
    digits = text.replace(".", "").replace("\u00a0", "").replace(" ", "") or "0"
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        return 0, _("Vul een getal in, bijvoorbeeld 250.")
    count = int(digits)
    if count > MOST:
        return 0, _("Vul ten hoogste 200.000 in.")
    # Where nobody filled in the number of residents, there is nothing to compare.
    if area.letters_sent and count > area.missing:
        return 0, _(
            "In %(area)s zijn nog %(missing)s bewoners zonder code. Meer codes dan"
            " bewoners kan niet.",
            area=area.name,
            missing=area.missing,
        )
    return count, ""
