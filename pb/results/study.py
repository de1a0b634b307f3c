"""What the ballots say of each plan and of other rules: made once, with the count.

Afterwards no page reads the ballots. All numbers are sums over voters, and amounts
are whole cents; `pb.results.studied` reads them and leaves out what would tell of
too few people.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import allocation
from allocation.contest import make_contest
from allocation.explain import explain
from allocation.explain.history import State, states_of
from allocation.explain.quantities import Explanation, NotBought
from allocation.model import Instance, NotComputed, Outcome
from pb.results.comparing import compare_rules
from pb.results.saving import make_saved

FORMAT = 1
CONTENDERS = 4  # plans named beside the one that was chosen in a step
Study = dict[str, Any]  # plain JSON


def make_study(
    instance: Instance,
    outcome: Outcome,
    areas: Mapping[str, tuple[allocation.BallotGroup, ...]],
) -> Study:
    """Return what is told about the result of one contest, beside the result.

    Args:
        instance: The n ballots that were counted.
        outcome: Of `instance`.
        areas: The same ballots by the id of their area, small areas under one key;
            empty where that says nothing.
    """
    try:
        explained = explain(instance, outcome)
        history = _history(instance, outcome) if outcome.endowment is not None else {}
    except NotComputed:  # numbers too large to replay: the result stands all the same
        explained, history = {}, {}
    plans = {id_: _plan(said) for id_, said in explained.items()}
    for id_, money in history.get("money", {}).items():
        plans.setdefault(id_, {})["money"] = money
    saved = (
        make_saved(instance, outcome) if outcome.options.rule == "phragmen" else None
    )
    for id_, held in saved.money.items() if saved else ():
        plans.setdefault(id_, {})["saved"] = held
    for id_, chosen in _choices(instance).items():
        plans.setdefault(id_, {})["choices"] = chosen
    return {
        "format": FORMAT,
        "plans": plans,
        "contenders": history.get("contenders", []),
        "moments": saved.moments if saved else [],
        "rules": compare_rules(instance, outcome, areas),
    }


def _choices(instance: Instance) -> dict[str, int]:
    """Return how many plans the supporters of each plan named, all added up."""
    chosen: dict[str, int] = {}
    for group in instance.ballots:
        for id_ in group.weights:
            chosen[id_] = chosen.get(id_, 0) + group.count * len(group.weights)
    return chosen


def _history(instance: Instance, outcome: Outcome) -> Study:
    """Return the money of every plan's supporters after each purchase.

    A plan that was bought has its history up to and including its own purchase.
    """
    contest = make_contest(instance, outcome.options, outcome.tie_order)
    waiting = {project.id for project in contest.candidates if project.cost > 0}
    money: dict[str, list[int]] = {id_: [] for id_ in sorted(waiting)}
    contenders: list[list[list[str]]] = []
    last = ""
    for state in states_of(contest, outcome):
        for id_ in waiting | ({last} if last else set()):
            project = instance.projects_by_id[id_]
            money[id_].append(_cents(state.money_of(project)))
        if state.following is not None:
            last = state.following.project
            waiting.discard(last)
            contenders.append(_contenders(state, waiting))
    return {"money": money, "contenders": contenders}


def _contenders(state: State, waiting: set[str]) -> list[list[str]]:
    """Return the plans that could be paid too, those with most support first."""
    instance = state.contest.instance
    found: list[tuple[Fraction, int, str, Fraction]] = []
    for id_ in waiting:
        project = instance.projects_by_id[id_]
        if state.funding.is_blocked(project) or state.money_of(project) < project.cost:
            continue
        payment = state.payment_for(project)
        if payment is not None:
            key = state.key(project, payment)
            votes = project.cost / (payment * instance.support.scale)
            found.append((key, state.contest.rank[id_], id_, votes))
    best = sorted(found)[:CONTENDERS]
    return [[id_, _decimal(votes)] for _key, _rank, id_, votes in best]


def _plan(said: Explanation) -> Study:
    plan: Study = {}
    if said.not_bought is not None:
        plan |= _not_bought(said.not_bought)
    bought = said.bought
    if bought is not None and bought.runner_up_effective_votes is not None:
        plan["runner_up"] = [
            bought.runner_up,
            _decimal(bought.runner_up_effective_votes),
        ]
    order = said.greedy or said.completion
    if order is not None:
        plan["place"] = order.place
        plan["left_at_turn"] = order.money_left_at_turn
        plan["short_at_turn"] = order.missing
        plan["extra_votes"] = (
            None if order.extra_votes is None else str(order.extra_votes)
        )
    if said.knapsack is not None:
        plan["loss"] = None if said.knapsack.loss is None else str(said.knapsack.loss)
    if said.phragmen is not None and said.phragmen.moment is not None:
        plan["moment"] = _cents(said.phragmen.moment)
        plan["stopped_at"] = _cents(said.phragmen.stopped_at or Fraction(0))
    return plan


def _not_bought(said: NotBought) -> Study:
    last = said.outbid[-1] if said.outbid else None
    return {
        "missing": -(-said.missing.numerator // said.missing.denominator),
        "enough_cost": said.fundable_at_cost,
        "enough_voters": said.extra_supporters_enough,
        "outbid": None
        if last is None
        else [
            last.step,
            last.project,
            _decimal(last.its_effective_votes),
            _decimal(last.effective_votes),
        ],
    }


def _cents(amount: Fraction) -> int:
    """Return the nearest whole cent, a half upwards."""
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


def _decimal(votes: Fraction) -> str:
    """Return votes with two decimals, as text that a fraction can be read from."""
    return (
        f"{(200 * votes.numerator + votes.denominator) // (2 * votes.denominator)}/100"
    )
