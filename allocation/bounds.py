"""How large an election may be to be counted at all."""

from dataclasses import dataclass

from allocation.model import Instance, NotComputed


@dataclass(frozen=True, slots=True)
class Bounds:
    """The largest election that is counted; the defaults are those of own rounds.

    With them the sum of all costs stays below 2**50, so that every sum of costs is
    exact in each engine and solver. A file from elsewhere may be larger: reading it
    has limits of its own.
    """

    projects: int = 500
    ballots: int = 200_000
    amount: int = 10**12  # a cost, or the budget limit, in the smallest unit

    def check(self, instance: Instance) -> None:
        """Refuse an election that is larger.

        Args:
            instance: n ballots over m projects.

        Raises:
            NotComputed: It is larger; the text says in what.
        """
        dearest = max((p.cost for p in instance.projects), default=0)
        amount = max(dearest, instance.budget_limit)
        for what, size, most in (
            ("projects", len(instance.projects), self.projects),
            ("ballots", instance.ballot_count, self.ballots),
            ("for the largest amount, in the smallest unit", amount, self.amount),
        ):
            if size > most:
                raise NotComputed(f"too large: {size} {what}, and the most is {most}")
