"""What is said about an outcome, as parts of its JSON document.

Explanations, what the voters got, the comparison with greedy, and certificates.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from allocation.add1 import budget_share
from allocation.amounts import decimal_text, money_text, rational
from allocation.certificate import (
    check_ejr_plus,
    check_price_system,
    exempt_projects,
    price_system_of,
)
from allocation.contest import make_contest
from allocation.explain.areas import Areas, AreaShare
from allocation.explain.overall import Balance, Spread, against_greedy, overall
from allocation.explain.quantities import (
    Bought,
    Explanation,
    InOrder,
    NotBought,
    Rerun,
    Waiting,
)
from allocation.explain.whole import limits_of
from allocation.model import Instance, Outcome

Part = dict[str, Any]


def explanation_part(said: Explanation) -> Part:
    """Return an explanation; only what applies to the project is in it."""
    part: Part = {}
    if said.bought is not None:
        part |= _bought(said.bought)
    if said.not_bought is not None:
        part |= _not_bought(said.not_bought)
    if said.greedy is not None:
        part |= _in_order(said.greedy)
    if said.knapsack is not None:
        loss = said.knapsack.loss
        part |= {"loss": None if loss is None else decimal_text(loss)}
    if said.phragmen is not None:
        part |= _waiting(said.phragmen)
    if said.completion is not None:
        part |= {"completion": _in_order(said.completion)}
    if said.rerun is not None:
        part |= {"rerun": _rerun(said.rerun)}
    return part


def _rerun(said: Rerun) -> Part:
    return {
        "cost": money_text(said.cost),
        "new_voters": said.new_voters,
        "added_approvals": {
            "friendly": said.added_friendly,
            "unfriendly": said.added_unfriendly,
        },
    }


def _bought(said: Bought) -> Part:
    runner_up = None
    if said.runner_up is not None:
        votes = rational(said.runner_up_effective_votes)
        runner_up = {"project": said.runner_up, "effective_votes": votes}
    return {
        "step": said.step,
        "effective_votes": rational(said.effective_votes),
        "price": _money(said.price),
        "payers_full": said.payers_full,
        "payers_all_they_had": said.payers_all_they_had,
        "supporters_money_before": _money(said.supporters_money_before),
        "supporters_money_after": _money(said.supporters_money_after),
        "runner_up": runner_up,
    }


def _not_bought(said: NotBought) -> Part:
    return {
        "money_left": _money(said.money_left),
        "missing": _money(said.missing),
        "rivals": [
            {"project": rival.project, "amount": _money(rival.amount)}
            for rival in said.rivals
        ],
        "unaffordable_from": said.unaffordable_from,
        "outbid": [
            {
                "step": other.step,
                "effective_votes": rational(other.effective_votes),
                "project": other.project,
                "its_effective_votes": rational(other.its_effective_votes),
            }
            for other in said.outbid
        ],
        "fundable_at_cost": money_text(said.fundable_at_cost),
        "cost_cut": money_text(said.cost_cut),
        "extra_supporters_enough": said.extra_supporters_enough,
    }


def _in_order(said: InOrder) -> Part:
    votes = said.extra_votes
    return {
        "place": said.place,
        "money_left_at_turn": money_text(said.money_left_at_turn),
        "missing": money_text(said.missing),
        "fundable_at_cost": money_text(said.fundable_at_cost),
        "extra_votes": None if votes is None else decimal_text(votes),
    }


def _waiting(said: Waiting) -> Part:
    return {"moment": _money(said.moment), "stopped_at": _money(said.stopped_at)}


def overall_part(
    instance: Instance, outcome: Outcome, areas: Areas | None = None
) -> Part | None:
    """Return what the voters got, in each area if known; None without ballots."""
    said = overall(instance, outcome, areas)
    if said is None:
        return None
    return {
        "voters": said.voters,
        "voters_with_funded": said.voters_with_funded,
        "percentage_with_funded": rational(
            Fraction(said.voters_with_funded * 100, said.voters)
        ),
        "funded_per_voter": _spread(said.funded_per_voter, unit=1),
        "money_share": _spread(said.money_share, unit=100),
        "share_of_least_tenth": rational(said.share_of_least_tenth),
        "by_area": None if said.by_area is None else list(map(_area, said.by_area)),
    }


def _area(said: AreaShare) -> Part:
    return {
        "area": said.name,
        "voters": said.voters,
        "voters_with_funded": said.voters_with_funded,
        "money_share": _money(said.money_share),
        "proportional_share": _money(said.proportional_share),
    }


def against_greedy_part(instance: Instance, outcome: Outcome) -> Part:
    """Return how the outcome differs from greedy on the same ballots."""
    said = against_greedy(instance, outcome)
    return {
        "only_here": list(said.only_here),
        "only_greedy": list(said.only_greedy),
        "by_funded_projects": _balance(said.by_funded_projects),
        "by_money_share": _balance(said.by_money_share),
        "voters_with_none": said.voters_with_none,
        "voters_with_none_under_greedy": said.voters_with_none_under_greedy,
    }


def certificates_part(
    instance: Instance, outcome: Outcome, notes: Iterable[str] = ()
) -> Part:
    """Return what was checked about an outcome, and what was not.

    Args:
        instance: What was counted.
        outcome: Of `instance`.
        notes: Of further checks.
    """
    exempt = exempt_projects(outcome)
    passed_over = {r.project.id for r in outcome.projects if r.reason is not None}
    utility = outcome.options.utility
    violation = check_ejr_plus(
        instance, outcome.winners, utility=utility, exempt=passed_over
    )
    system = price_system_of(instance, outcome)
    price_system = None
    if system is not None and outcome.endowment is not None:
        price_system = {
            "holds": check_price_system(instance, system, exempt=exempt) is None,
            "endowment": _money(outcome.endowment),
            "covers": list(system.payments),
        }
    return {
        "price_system": price_system,
        "ejr_plus": {
            "holds": violation is None,
            "violation": violation
            and {"project": violation.project, "voters": violation.voters},
        },
        "notes": [*_notes(instance, outcome), *notes],
    }


def _notes(instance: Instance, outcome: Outcome) -> Iterator[str]:
    paid = {step.project for step in outcome.steps if step.phase == "equal-shares"}
    if outcome.endowment is None:
        yield "No price system: equal shares did not decide this outcome."
    else:
        contest = make_contest(instance, outcome.options, outcome.tie_order)
        if outcome.endowment > budget_share(contest):
            yield "The endowment is more than the budget share of a ballot."
        others = [id_ for id_ in outcome.winners if id_ not in paid]
        if others:
            yield f"Not covered, funded in another way: {', '.join(others)}."
    exempt = [r.project.id for r in outcome.projects if r.reason is not None]
    if exempt:
        yield f"Not looked at, took no part or blocked: {', '.join(exempt)}."
    yield from limits_of(outcome, language="en")
    yield "EJR+ up to one project says nothing of voters who agree on no project."


def _spread(said: Spread, *, unit: int) -> Part:
    quarter, half, three_quarters = said.quantiles
    return {
        "mean": rational(said.mean / unit),
        "quarter": rational(quarter / unit),
        "half": rational(half / unit),
        "three_quarters": rational(three_quarters / unit),
    }


def _balance(said: Balance) -> Part:
    return {"more": said.more, "equal": said.equal, "fewer": said.fewer}


def _money(hundredths: Fraction | None) -> dict[str, str] | None:
    return None if hundredths is None else rational(hundredths / 100)
