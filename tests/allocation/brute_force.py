"""Each rule once more, written from its description, ballot by ballot.

Nothing of the library is used but its data: no grouping of ballots, no shortcut, no
solver. Only for elections small enough to try everything.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, pairwise

from allocation import Instance, Options

Ballots = list[dict[str, Fraction]]


@dataclass
class Found:
    """What a rule selects, in order, and what who paid."""

    winners: list[str]
    endowment: Fraction | None = None
    increments: int | None = None
    prices: list[Fraction] = field(default_factory=list)


class BruteForce:
    """One election, to be counted by every rule."""

    def __init__(
        self, instance: Instance, options: Options, order: Sequence[str]
    ) -> None:
        self.options = options
        self.budget = instance.budget_limit
        self.cost = {p.id: p.cost for p in instance.projects}
        self.category = {p.id: p.category for p in instance.projects}
        self.ballots: Ballots = [
            {id_: Fraction(w) for id_, w in group.weights.items()}
            for group in instance.ballots
            for _ in range(group.count)
        ]
        self.order = [id_ for id_ in order if self._takes_part(id_)]

    def score(self, id_: str) -> Fraction:
        """Return the sum of the weights of a project."""
        return sum(
            (ballot.get(id_, Fraction(0)) for ballot in self.ballots), Fraction(0)
        )

    def spent(self, ids: Iterable[str]) -> int:
        """Return what projects cost together."""
        return sum(self.cost[id_] for id_ in ids)

    def count(self) -> Found:
        """Return the outcome of the rule and its completion."""
        found = {
            "greedy": self._greedy_rule,
            "equal-shares": self._equal_shares_rule,
            "phragmen": self._phragmen_rule,
            "knapsack": self._knapsack_rule,
        }[self.options.rule]()
        completion = self.options.completion_in_force
        is_free = not self.options.caps_bind_completion
        if completion == "knapsack":
            by_votes = self.options.utility == "cardinality"
            found.winners += self._best(found.winners, by_votes, no_caps=is_free)
        if completion in ("utilitarian", "add1u"):
            found.winners = self._greedily(found.winners, no_caps=is_free)
        if self.options.leftover == "next-fit":
            found.winners = self._greedily(found.winners, no_caps=is_free)
        return found

    def _takes_part(self, id_: str) -> bool:
        least = self.options.min_score
        needed = Fraction(least.value)
        if least.is_percentage:
            needed = needed * len(self.ballots) / 100
        score = self.score(id_)
        return score > 0 and self.cost[id_] <= self.budget and score >= needed

    def _blocked(self, id_: str, funded: Sequence[str], no_caps: bool = False) -> bool:
        for group in self.options.groups:
            inside = [x for x in funded if x in group.project_ids]
            if id_ in group.project_ids and len(inside) >= group.at_most:
                return True
        cap = self.options.caps.get(self.category[id_])
        if no_caps or cap is None:
            return False
        same = [x for x in funded if self.category[x] == self.category[id_]]
        return self.spent(same) + self.cost[id_] > cap

    def _open(self, funded: Sequence[str], no_caps: bool = False) -> list[str]:
        return [
            id_
            for id_ in self.order
            if id_ not in funded and not self._blocked(id_, funded, no_caps)
        ]

    def _free(self) -> list[str]:
        funded: list[str] = []
        for id_ in self.order:
            if self.cost[id_] == 0 and not self._blocked(id_, funded):
                funded.append(id_)
        return funded

    def _greedy_rule(self) -> Found:
        return Found(self._greedily(self._free(), skip=self.options.skip))

    def _greedily(
        self, funded: list[str], *, no_caps: bool = False, skip: bool = True
    ) -> list[str]:
        """Return `funded` with each further project that fits, best first."""
        funded = list(funded)
        waiting = [x for x in self.order if x not in funded and self.cost[x] > 0]

        def merit(id_: str) -> Fraction:
            by_cost = self.options.utility == "cardinality"
            return self.score(id_) / (self.cost[id_] if by_cost else 1)

        while waiting:
            best = max(map(merit, waiting))
            first = next(id_ for id_ in waiting if merit(id_) == best)
            waiting.remove(first)
            if self._blocked(first, funded, no_caps):
                continue
            if self.spent(funded) + self.cost[first] <= self.budget:
                funded.append(first)
            elif not skip:
                break
        return funded

    def _equal_shares_rule(self) -> Found:
        share = Fraction(self.budget, len(self.ballots))
        found = self._run(share)
        if self.options.completion_in_force not in ("add1", "add1u"):
            found.increments = 0
            return found
        increments = 0
        while True:
            found.increments = increments
            waiting = self._open(found.winners)
            left = self.budget - self.spent(found.winners)
            if self.options.add1_stop == "exhaustive":
                waiting = [id_ for id_ in waiting if self.cost[id_] <= left]
            following = self._run(share + (increments + 1) * self.options.increment)
            if not waiting or self.spent(following.winners) > self.budget:
                return found
            found, increments = following, increments + 1

    def _run(self, endowment: Fraction) -> Found:
        found = Found(self._free(), endowment)
        money = [endowment] * len(self.ballots)
        while True:
            prices = {
                id_: price
                for id_ in self._open(found.winners)
                if (price := self._price(id_, money)) is not None
            }
            by_cost = self.options.utility == "cost"
            keys = {x: q / self.cost[x] if by_cost else q for x, q in prices.items()}
            if not keys:
                return found
            best = min(keys.values())
            chosen = next(id_ for id_ in self.order if keys.get(id_) == best)
            for voter, ballot in enumerate(self.ballots):
                paid = min(money[voter], prices[chosen] * ballot.get(chosen, 0))
                money[voter] -= paid
            found.winners.append(chosen)
            found.prices.append(prices[chosen])

    def _price(self, id_: str, money: Sequence[Fraction]) -> Fraction | None:
        """Return the smallest q with sum of min(money, q * weight) = cost."""
        cost = self.cost[id_]
        purses = [
            (has, ballot[id_])
            for has, ballot in zip(money, self.ballots, strict=True)
            if id_ in ballot
        ]

        def raised(q: Fraction) -> Fraction:
            return sum((min(has, q * w) for has, w in purses), Fraction(0))

        # Between two of these prices what is raised grows in proportion.
        bends = sorted({Fraction(0), *(has / w for has, w in purses)})
        for low, high in pairwise(bends):
            if raised(high) >= cost:
                slope = (raised(high) - raised(low)) / (high - low)
                return low + (cost - raised(low)) / slope
        return None

    def _phragmen_rule(self) -> Found:
        found = Found(self._free())
        since = [Fraction(0)] * len(self.ballots)
        while waiting := self._open(found.winners):
            moments = {}
            for id_ in waiting:
                mine = [t for t, b in zip(since, self.ballots, strict=True) if id_ in b]
                moments[id_] = (self.cost[id_] + sum(mine)) / Fraction(len(mine))
            now = min(moments.values())
            tied = [id_ for id_ in waiting if moments[id_] == now]
            left = self.budget - self.spent(found.winners)
            if any(self.cost[id_] > left for id_ in tied):
                break
            found.winners.append(tied[0])
            for voter, ballot in enumerate(self.ballots):
                if tied[0] in ballot:
                    since[voter] = now
        return found

    def _knapsack_rule(self) -> Found:
        free = self._free()
        chosen = self._best(free, self.options.objective == "votes")
        return Found([id_ for id_ in self.order if id_ in {*free, *chosen}])

    def _best(
        self, funded: list[str], by_votes: bool, *, no_caps: bool = False
    ) -> list[str]:
        """Return the best choice beside `funded`, of all the first in tie order."""
        waiting = [x for x in self._open(funded, no_caps) if self.cost[x] > 0]
        best, best_key = [], None
        for size in range(len(waiting) + 1):
            for choice in map(list, combinations(waiting, size)):
                if not self._may_have(funded, choice, no_caps):
                    continue
                value = sum(
                    self.score(id_) * (1 if by_votes else self.cost[id_])
                    for id_ in choice
                )
                key = (value, [id_ in choice for id_ in waiting])
                if best_key is None or key > best_key:
                    best, best_key = choice, key
        return best

    def _may_have(self, funded: list[str], choice: list[str], no_caps: bool) -> bool:
        together = [*funded, *choice]
        if self.spent(together) > self.budget:
            return False
        for group in self.options.groups:
            inside = [id_ for id_ in together if id_ in group.project_ids]
            if len(inside) > group.at_most and any(id_ in choice for id_ in inside):
                return False
        caps = {} if no_caps else self.options.caps
        for category, cap in caps.items():
            inside = [id_ for id_ in together if self.category[id_] == category]
            if self.spent(inside) > cap and any(id_ in choice for id_ in inside):
                return False
        return True
