"""Numbers about so few people that they would tell of somebody: which to hide.

One place for every page and file. It is about how many people took part, by area
or by way of voting; never about votes for a plan, and not about public files of
another city. One list has one total, and that total is public: so beside a small
number others are hidden too, until the small one does not follow from the rest.
A table of areas by ways of voting is never made: it has totals on two sides.
"""

from collections.abc import Sequence

SMALLEST_CELL = 10  # people who may be told apart


def hidden_cells(counts: Sequence[int], wholes: Sequence[int] = ()) -> frozenset[int]:
    """Return the places of the numbers that may not be shown.

    Args:
        counts: How many people did something, per area or way; their sum is public.
        wholes: How many could have, per area, where that is public too; then those
            who did not are hidden in the same way.

    Returns:
        Nothing where no number is small. A zero is not small: it is hidden only
        where nothing else is left to hide a small number with.
    """
    lists = [list(counts)]
    if wholes:
        pairs = zip(counts, wholes, strict=True)
        lists.append([max(whole - count, 0) for count, whole in pairs])
    telling = [numbers for numbers in lists if _small(numbers)]
    hidden = {place for numbers in telling for place in _small(numbers)}
    if not hidden:
        return frozenset()
    others = sorted(
        set(range(len(counts))) - hidden,
        key=lambda place: (counts[place] <= 0, counts[place], place),
    )
    for place in others:
        if all(_is_safe(numbers, hidden) for numbers in telling):
            break
        hidden.add(place)
    return frozenset(hidden)


def shown_cells(counts: Sequence[int], wholes: Sequence[int] = ()) -> list[int | None]:
    """Return the same numbers, with None for what may not be shown."""
    hidden = hidden_cells(counts, wholes)
    return [None if at in hidden else count for at, count in enumerate(counts)]


def _small(numbers: Sequence[int]) -> list[int]:
    return [at for at, number in enumerate(numbers) if 0 < number < SMALLEST_CELL]


def _is_safe(numbers: Sequence[int], hidden: set[int]) -> bool:
    """Say whether each hidden number could be as large as is shown elsewhere.

    What is hidden adds up to a public number. Each of them is at least one, so one
    of n hidden numbers can be large only if there is room beside the others.
    """
    together = sum(numbers[place] for place in hidden)
    return len(hidden) > 1 and together >= SMALLEST_CELL + len(hidden) - 1
