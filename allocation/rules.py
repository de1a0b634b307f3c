"""The one entry point: an instance and its options in, an outcome out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from allocation.add1 import add_per_voter, budget_share
from allocation.bounds import Bounds
from allocation.climb import add_per_voter_skipping
from allocation.completion import (
    complete_greedily,
    greedy_outcome,
    partial_funding,
    prefers_greedy,
)
from allocation.contest import Contest, make_contest
from allocation.fast import Engine
from allocation.funding import Funding, fund_free_projects
from allocation.greedy import fund_greedily
from allocation.model import (
    Instance,
    Note,
    Options,
    Outcome,
    ProgressListener,
    ProjectResult,
    Rule,
    Screening,
    Status,
    Step,
    Value,
)
from allocation.phragmen import phragmen

SMALL_PART = Fraction(5, 100)  # of the budget share; a larger increment is coarse


@dataclass(frozen=True, slots=True)
class Count:
    """What a rule did, before the money left is dealt with."""

    funding: Funding
    steps: tuple[Step, ...]
    endowment: Fraction | None = None
    increments: int | None = None
    value: Value | None = None
    notes: tuple[Note, ...] = ()
    screening: Screening | None = None


def allocate(
    instance: Instance,
    options: Options | None = None,
    tie_order: Sequence[str] | None = None,
    *,
    progress: ProgressListener | None = None,
    bounds: Bounds | None = None,
) -> Outcome:
    """Compute the allocation that `options` defines for `instance`.

    Args:
        instance: n ballots over m projects. Without ballots nothing is funded.
        options: What was fixed before the vote; the defaults of `Options` if None.
        tie_order: All m project ids; among tied projects the first is selected.
            `default_tie_order(instance)` if None.
        progress: Told now and then how far the computation is.
        bounds: The largest election that is counted; any size if None.

    Returns:
        At most m winners. No order of ballots or projects and no voter id has
        an influence on it.

    Raises:
        CannotAllocate: The budget limit is not positive, `tie_order` does not
            list every project exactly once, a ballot names an unknown project,
            or an option does not exist for this rule or vote type.
        NotComputed: `progress` stopped the computation, the election is beyond
            `bounds`, or no answer could be confirmed. There is no partial answer.
    """
    if bounds is not None:
        bounds.check(instance)
    contest = make_contest(instance, options or Options(), tie_order)
    counted = RULES[contest.options.rule](contest, progress)
    completed = _compare(contest, _complete(contest, counted, progress))
    return _outcome(contest, counted, _spend_leftover(contest, completed))


def _count_greedy(contest: Contest, _progress: ProgressListener | None) -> Count:
    funding, free = fund_free_projects(contest)
    options = contest.options
    steps = fund_greedily(contest, funding, utility=options.utility, skip=options.skip)
    return Count(funding, free + steps)


def _count_phragmen(contest: Contest, _progress: ProgressListener | None) -> Count:
    funding, free = fund_free_projects(contest)
    return Count(funding, free + phragmen(contest, funding))


def _count_knapsack(contest: Contest, progress: ProgressListener | None) -> Count:
    # Loading the solvers takes longer than most counts that do without them.
    from allocation.knapsack import fund_best_choice, value_of

    funding, free = fund_free_projects(contest)
    objective = contest.options.objective
    _, proof = fund_best_choice(contest, funding, objective, progress=progress)
    return Count(funding, free, value=value_of(contest, funding, proof))


def _count_equal_shares(contest: Contest, progress: ProgressListener | None) -> Count:
    if contest.instance.ballot_count == 0:
        return Count(fund_free_projects(contest)[0], ())
    engine = Engine(contest)
    if contest.options.completion_in_force not in ("add1", "add1u"):
        run, increments = engine.run(budget_share(contest)), 0
    elif engine.can_run:
        run, increments = add_per_voter_skipping(contest, engine, progress)
    else:
        run, increments = add_per_voter(contest, engine.run, progress)
    return Count(
        run.funding,
        run.steps,
        run.endowment,
        increments,
        notes=_notes_on_increment(contest),
        screening=engine.screening,
    )


RULES: Mapping[Rule, Callable[[Contest, ProgressListener | None], Count]] = {
    "equal-shares": _count_equal_shares,
    "greedy": _count_greedy,
    "knapsack": _count_knapsack,
    "phragmen": _count_phragmen,
}


def _notes_on_increment(contest: Contest) -> tuple[Note, ...]:
    """Warn of an increment that is coarse beside the budget share."""
    increment = contest.options.increment
    uses_it = contest.options.completion_in_force in ("add1", "add1u")
    if not uses_it or increment <= SMALL_PART * budget_share(contest):
        return ()
    smaller = max(1, int(SMALL_PART * budget_share(contest)))
    text = (
        f"the increment is more than 5% of the budget share; {smaller} or less (in"
        " the smallest unit of money) would be finer. The outcome depends on it"
    )
    return (Note("coarse_increment", text),)


def _complete(
    contest: Contest, count: Count, progress: ProgressListener | None
) -> Count:
    """Spend the money left on further projects, where the options say so."""
    options = contest.options
    funding, steps = count.funding, count.steps
    if options.completion_in_force == "knapsack":
        from allocation.knapsack import complete_by_knapsack

        funding, more = complete_by_knapsack(contest, funding, progress)
        steps += more
    if options.completion_in_force in ("utilitarian", "add1u"):
        funding, more = complete_greedily(contest, funding)
        steps += more
    return replace(count, funding=funding, steps=steps)


def _spend_leftover(contest: Contest, count: Count) -> Count:
    """Let next-fit fund what still fits; the other policies fund nothing."""
    if contest.options.leftover != "next-fit":
        return count
    funding, steps = complete_greedily(contest, count.funding)
    return replace(count, funding=funding, steps=count.steps + steps)


def _compare(contest: Contest, count: Count) -> Count:
    """Take the greedy outcome instead, where more voters prefer it."""
    if contest.options.comparison == "none":
        return count
    greedy, steps = greedy_outcome(contest)
    if not prefers_greedy(contest, count.funding.funded, greedy):
        text = "the comparison step kept the outcome of equal shares"
        return replace(count, notes=(*count.notes, Note("comparison_kept", text)))
    text = (
        "more voters named more projects of the greedy outcome, so the comparison"
        " step made that the result; the guarantees of equal shares do not hold"
    )
    return Count(greedy, steps, notes=(*count.notes, Note("comparison_greedy", text)))


def _outcome(contest: Contest, counted: Count, completed: Count) -> Outcome:
    """Put the outcome together from what the rule and the later steps did."""
    funding = completed.funding
    wants_partial = contest.options.leftover == "partial"
    return Outcome(
        options=contest.options,
        tie_order=contest.tie_order,
        winners=_winners(contest, funding),
        cost=contest.instance.budget_limit - funding.left,
        left=funding.left,
        steps=completed.steps,
        projects=_project_results(contest, counted, completed),
        endowment=completed.endowment,
        increments=completed.increments,
        partial=partial_funding(contest, funding) if wants_partial else None,
        value=completed.value,
        notes=completed.notes,
        screening=completed.screening,
    )


def _winners(contest: Contest, funding: Funding) -> tuple[str, ...]:
    """Return the winners in order of selection; a knapsack has only tie order."""
    if contest.options.rule == "knapsack":
        return tuple(sorted(funding.funded, key=contest.rank.__getitem__))
    return tuple(funding.funded)


def _project_results(
    contest: Contest, counted: Count, completed: Count
) -> tuple[ProjectResult, ...]:
    instance = contest.instance
    places = {step.project: i for i, step in enumerate(completed.steps, start=1)}
    results = []
    for id_ in contest.tie_order:
        project = instance.projects_by_id[id_]
        status: Status = "not_funded"
        reason = contest.ineligible.get(id_)
        if reason is not None:
            status = "ineligible"
        elif id_ in completed.funding.funded:
            status = "funded"
        elif any(c.funding.is_blocked(project) for c in (counted, completed)):
            reason = "blocked"
        results.append(
            ProjectResult(
                project,
                instance.votes[id_],
                instance.scores[id_],
                status,
                reason,
                places.get(id_),
            )
        )
    return tuple(results)
