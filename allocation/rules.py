"""The one entry point: an instance and its options in, an outcome out."""

from collections.abc import Sequence

from allocation.model import Instance, Options, Outcome, ProgressListener


def allocate(
    instance: Instance,
    options: Options | None = None,
    tie_order: Sequence[str] | None = None,
    *,
    progress: ProgressListener | None = None,
) -> Outcome:
    """Compute the allocation that `options` defines for `instance`.

    Args:
        instance: n ballots, n > 0, over m projects.
        options: What was fixed before the vote; the defaults of `Options` if None.
        tie_order: All m project ids; among tied projects the first is selected.
            `default_tie_order(instance)` if None.
        progress: Told now and then how far the computation is.

    Returns:
        At most m winners. No order of ballots or projects and no voter id has
        an influence on it.

    Raises:
        CannotAllocate: There are no ballots, the budget limit is not positive,
            `tie_order` does not list every project exactly once, or an option
            does not exist for this rule or vote type.
        NotComputed: `progress` stopped the computation.
    """
    raise NotImplementedError


def default_tie_order(instance: Instance) -> tuple[str, ...]:
    """Return all m project ids: more score first, then cheaper, then by id."""
    scores = instance.scores
    ranked = sorted(instance.projects, key=lambda p: (-scores[p.id], p.cost, p.id))
    return tuple(project.id for project in ranked)
