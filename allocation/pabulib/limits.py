"""The limits that META declares, as options of a rule."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from allocation.model import MinScore, Options
from allocation.pabulib.numbers import NotANumber, read_hundredths, read_number
from allocation.pabulib.parsed import FileWarning, ParsedFile, Place

NO_SKIP = ("greedy-no-skip", "greedy-custom")


@dataclass(frozen=True, slots=True)
class DeclaredLimits:
    """What a file says about the count that was held."""

    min_score: MinScore = field(default_factory=MinScore)
    caps: Mapping[str, int] = field(default_factory=dict)  # category -> hundredths
    caps_bind_completion: bool = True
    skip: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """The limits that are there at all, in words."""
        there = {
            "a minimum score": self.min_score.value > 0,
            "a cap per category": bool(self.caps),
            "stopping at the first project that does not fit": not self.skip,
        }
        return tuple(name for name, is_there in there.items() if is_there)


def declared_limits(parsed: ParsedFile) -> DeclaredLimits:
    """Return the limits of a file.

    Raises:
        UnreadableFile: A limit is there that cannot be understood.
    """
    meta = parsed.meta
    return DeclaredLimits(
        min_score=_min_score(parsed),
        caps=_caps(parsed),
        caps_bind_completion=not meta.get("leftover_budget"),
        skip=meta.get("rule", "").lower() not in NO_SKIP,
    )


def apply_limits(
    options: Options, limits: DeclaredLimits, *, keep: Container[str] = ()
) -> Options:
    """Return `options` with the limits that a file declares.

    Args:
        options: Of any rule; only greedy is told whether to skip.
        limits: Of the file.
        keep: Names of options that were chosen on purpose and stay.

    Returns:
        The options to count with.
    """
    declared = {
        "min_score": limits.min_score,
        "caps": limits.caps,
        "caps_bind_completion": limits.caps_bind_completion,
    }
    if options.rule == "greedy":
        declared["skip"] = limits.skip
    applied: dict[str, Any] = {k: v for k, v in declared.items() if k not in keep}
    return replace(options, limits="declared", **applied)


def limits_warning(parsed: ParsedFile) -> FileWarning | None:
    """Return what to say when the declared limits are not applied."""
    try:
        names = declared_limits(parsed).names
    except ValueError:
        names = ("limits that could not be understood",)
    if not names:
        return None
    text = f"META declares {', '.join(names)}; not applied (--limits declared does)"
    return FileWarning("limits_not_applied", text)


def _min_score(parsed: ParsedFile) -> MinScore:
    value = parsed.meta.get("min_project_score_threshold", "")
    try:
        return MinScore(Fraction(read_number(value))) if value else MinScore()
    except NotANumber as error:
        raise Place(parsed.name).refuse(
            f"min_project_score_threshold {error}", "correct it"
        ) from None


def _caps(parsed: ParsedFile) -> dict[str, int]:
    amounts = parsed.meta.get("budget_per_category", "")
    if not amounts:
        return {}
    categories = parsed.meta.get("categories", "").split(",")
    try:
        caps = [read_hundredths(amount) for amount in amounts.split(",")]
        return dict(zip((name.strip() for name in categories), caps, strict=True))
    except ValueError:
        raise Place(parsed.name).refuse(
            "budget_per_category is not an amount for each of categories",
            "correct META, or count without --limits declared",
        ) from None
