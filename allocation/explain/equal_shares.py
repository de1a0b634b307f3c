"""Why equal shares bought a project, or did not."""

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from allocation.contest import Contest
from allocation.explain.history import PHASE, State, states_of
from allocation.explain.quantities import Bought, Comparison, NotBought, Rival
from allocation.model import Outcome, Project
from allocation.purses import Mask

WITH_POINTS = ("cumulative", "scoring", "ordinal")  # vote types


@dataclass(slots=True)
class _Trace:
    """What is noted about one project along the run."""

    project: Project
    money: list[Fraction] = field(default_factory=list)  # per state
    payments: list[Fraction | None] = field(default_factory=list)  # per state
    fundable_at_cost: int = 0

    def effective_votes(self, state: int) -> Fraction | None:
        """Return cost / payment in a state; None where it could not be bought."""
        payment = self.payments[state]
        return None if payment is None else self.project.cost / payment


@dataclass(frozen=True, slots=True)
class RunExplained:
    """The explanations of one run, by project id."""

    bought: dict[str, Bought]
    not_bought: dict[str, NotBought]


def explain_run(contest: Contest, outcome: Outcome) -> RunExplained:
    """Explain every project that costs money and took part.

    Args:
        contest: n ballots over m projects.
        outcome: Of equal shares in this contest.

    Returns:
        An explanation per project bought, and per project not bought and not
        blocked.

    Raises:
        NotComputed: The weights are too large for sums of floats.
    """
    traces = {p.id: _Trace(p) for p in contest.candidates if p.cost > 0}
    bought: dict[str, Bought] = {}
    blocked: set[str] = set()
    for state in states_of(contest, outcome):
        waiting = [t for t in traces.values() if t.project.id not in bought]
        for trace in waiting:
            if state.funding.is_blocked(trace.project):
                blocked.add(trace.project.id)
            _note(trace, state, is_open=trace.project.id not in blocked)
        if state.following is not None:
            bought[state.following.project] = _bought(state, waiting, outcome)
    purchases = [step.project for step in outcome.steps if step.phase == PHASE]
    left = [t for id_, t in traces.items() if id_ not in bought and id_ not in blocked]
    not_bought = {t.project.id: _not_bought(t, outcome, purchases) for t in left}
    return RunExplained(bought, not_bought)


def _note(trace: _Trace, state: State, *, is_open: bool) -> None:
    trace.money.append(state.money_of(trace.project))
    payment = None
    if is_open and trace.money[-1] >= trace.project.cost:
        payment = state.payment_for(trace.project)
        if payment is not None:
            payment *= state.contest.instance.support.scale
    trace.payments.append(payment)
    if is_open:
        at_cost = _fundable_at_cost(trace.project, state, trace.money[-1])
        trace.fundable_at_cost = max(trace.fundable_at_cost, at_cost)


def _bought(state: State, waiting: list[_Trace], outcome: Outcome) -> Bought:
    """Return the explanation of the purchase that follows `state`."""
    step = state.following
    if step is None or step.effective_vote_count is None or step.payment is None:
        raise ValueError("no purchase follows this state")
    runner_up = _runner_up(state, waiting, step.project)
    return Bought(
        step=outcome.steps.index(step) + 1,
        effective_votes=step.effective_vote_count,
        price=step.payment,
        payers_full=step.payers_full or 0,
        payers_all_they_had=step.payers_all_they_had or 0,
        supporters_money_before=step.supporters_money_before or Fraction(0),
        supporters_money_after=step.supporters_money_after or Fraction(0),
        runner_up=None if runner_up is None else runner_up.project.id,
        runner_up_effective_votes=None
        if runner_up is None
        else runner_up.effective_votes(-1),
        by_points=state.contest.instance.vote_type in WITH_POINTS,
    )


def _runner_up(state: State, waiting: list[_Trace], bought: str) -> _Trace | None:
    """Return the project with the next best key, the first in tie order of equals."""
    others = [
        (state.key(trace.project, payment), place, trace)
        for place, trace in enumerate(waiting)
        if trace.project.id != bought and (payment := trace.payments[-1]) is not None
    ]
    return min(others, key=lambda other: other[:2])[2] if others else None


def _not_bought(trace: _Trace, outcome: Outcome, purchases: list[str]) -> NotBought:
    cost, money = trace.project.cost, trace.money
    missing = cost - money[-1]
    spent = [
        Rival(id_, before - after)
        for id_, (before, after) in zip(purchases, pairwise(money), strict=True)
        if before != after
    ]
    affordable = [state for state, amount in enumerate(money) if amount >= cost]
    return NotBought(
        money_left=money[-1],
        missing=missing,
        rivals=tuple(
            sorted(spent, key=lambda r: (-r.amount, purchases.index(r.project)))
        ),
        unaffordable_from=len(affordable),
        outbid=tuple(_comparison(trace, outcome, state) for state in affordable),
        fundable_at_cost=trace.fundable_at_cost,
        cost_cut=cost - trace.fundable_at_cost,
        extra_supporters_enough=ceil(missing / (outcome.endowment or Fraction(1))),
    )


def _comparison(trace: _Trace, outcome: Outcome, state: int) -> Comparison:
    purchases = [(n, s) for n, s in enumerate(outcome.steps, 1) if s.phase == PHASE]
    number, step = purchases[state]
    return Comparison(
        step=number,
        effective_votes=trace.effective_votes(state) or Fraction(0),
        project=step.project,
        its_effective_votes=step.effective_vote_count or Fraction(0),
    )


def _fundable_at_cost(project: Project, state: State, money: Fraction) -> int:
    """Return the largest whole cost at which `project` is bought in this state."""
    key = state.key_to_beat
    if key is None:
        return floor(money)
    if state.contest.options.utility == "cost":
        cost = floor(_largest_payment(project, state, key) / key)
    else:
        cost = floor(_paid_at(project, state, key))
    # At the same key the tie order decides, and a little cheaper may be better; but
    # while all supporters can pay in full, the cost does not change the key at all.
    return next((c for c in (cost, cost - 1) if _wins(project, state, c)), 0)


def _wins(project: Project, state: State, cost: int) -> bool:
    """Say whether the project is bought next if it costs `cost`."""
    key, following = state.key_to_beat, state.following
    if cost <= 0 or key is None or following is None:
        return False
    payment = state.payment_for(project, cost)
    if payment is None:
        return False
    rank = state.contest.rank
    ours = (state.key(project, payment, cost), rank[project.id])
    return ours < (key, rank[following.project])


def _paid_at(project: Project, state: State, payment: Fraction) -> Fraction:
    """Return what the supporters pay when one unit of weight pays `payment`."""
    backing = state.backing(project)
    poor = _poor(project, state, payment)
    given = state.purses.sum_of(backing.groups[poor], backing.counts[poor])
    return given + payment * int(backing.mass[~poor].sum())


def _largest_payment(project: Project, state: State, key: Fraction) -> Fraction:
    """Return the largest x with R(x) = x / key, by Newton's method from above.

    R is concave, so at that payment the cost R(x) has exactly the key to beat, and
    at a larger one it has a worse key.
    """
    backing = state.backing(project)
    payment = state.money_of(project) * key
    while payment > 0:
        poor = _poor(project, state, payment)
        given = state.purses.sum_of(backing.groups[poor], backing.counts[poor])
        slope = 1 / key - int(backing.mass[~poor].sum())
        if slope <= 0:
            return payment
        following = given / slope
        if following == payment:
            return payment
        payment = following
    return payment


def _poor(project: Project, state: State, payment: Fraction) -> Mask:
    backing = state.backing(project)
    money = state.purses.approximate[backing.groups]
    return state.purses.poor(
        backing.groups, backing.weights, money=money, payment=payment
    )
