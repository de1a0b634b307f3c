"""A result in plain words: each step of the count, and why a plan got no money."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from flask_babel import gettext as _
from flask_babel import ngettext

from exports.figures import Figures
from exports.result import ContestResult, CountStep, ProjectLine
from pb.formatting import decimal, money, number
from pb.projects.themes import theme_of
from pb.results.rivals import rivals

SMALL = 1000  # ballots; below this a tenth of a vote says something
ROUGHLY = 100  # units of money; from here on cents say nothing


@dataclass(frozen=True)
class Teller:
    """Tells about one contest in the visitor's language."""

    result: ContestResult
    figures: Figures
    locale: str
    is_small: bool = False  # so few people voted that only totals are public

    def amount(self, cents: int | Fraction) -> str:
        """Return an amount in the currency of the round, to the nearest cent."""
        whole = int(cents * 2 + 1) // 2 if isinstance(cents, Fraction) else cents
        return money(whole, self.result.currency, locale=self.locale)

    def whole(self, cents: int, at_most: int) -> str:
        """Return an amount that is lacking, upwards to whole units of money."""
        return self.amount(self.whole_cents(cents, at_most))

    def whole_cents(self, cents: int, at_most: int) -> int:
        """Return the same in cents, to go on reckoning with."""
        return _up_to_whole(cents, at_most)

    def rounded(self, cents: int) -> int:
        """Return an amount down to whole units of money, a small one to the cent.

        Downwards, because what is lacking goes upwards: together they are the cost.
        """
        return cents if abs(cents) < 100 * ROUGHLY else cents // 100 * 100

    def roughly(self, cents: int | Fraction) -> str:
        """Return a sum over voters, to whole units of money where it is large."""
        nearest = int(cents * 2 + 1) // 2
        return self.amount(self.rounded(nearest))

    def support(self, votes: Fraction) -> str:
        """Return effective support; with decimals where votes are few."""
        digits = 1 if self.result.ballots < SMALL and votes.denominator != 1 else 0
        if digits and round(votes, 1).denominator == 1:
            digits = 2  # 9,99 is not 10,0
        return decimal(votes, digits, locale=self.locale)

    def count(self, votes: int | Fraction) -> str:
        """Return a number of votes or points."""
        digits = 0 if Fraction(votes).denominator == 1 else 1
        return decimal(votes, digits, locale=self.locale)

    def about(self, line: ProjectLine) -> str:
        """Return theme and area of a plan, as far as they are known."""
        theme = theme_of(line.category)
        words = [str(theme.label) if theme else "", line.area]
        return " · ".join(filter(None, words))

    @property
    def has_points(self) -> bool:
        """Say whether ballots give plans more or less than one another."""
        return self.result.vote_type in {"cumulative", "scoring", "ordinal"}

    @property
    def ranked_by(self) -> str:
        """Return what puts plans in order where they are taken one after another."""
        worth = str(_("punten") if self.has_points else _("stemmen"))
        if self.result.utility != "cardinality":
            return worth
        code = self.result.currency
        unit = str(_("euro")) if code == "EUR" else code
        return str(_("%(votes)s per %(unit)s", votes=worth, unit=unit))

    def why_not(self, line: ProjectLine) -> str:
        """Return in one line why a plan got no money, or not all of it."""
        if line.reason is not None:
            return self._reason(line)
        if self.result.partial and self.result.partial[0] == line.id:
            amount = self.amount(self.result.partial[1])
            return str(
                _(
                    "Krijgt een bijdrage van %(amount)s van het geld dat over was.",
                    amount=amount,
                )
            )
        if self.is_small:
            return str(_("Er was niet genoeg geld voor alle plannen."))
        missing = self.missing(line)
        if missing is None:
            return self._beaten()
        if missing <= 0 or self.stopped_before(line):
            return str(_("Het tellen stopte bij een eerder plan dat niet meer paste."))
        return self._short_of(line, _up_to_whole(missing, line.cost))

    def _short_of(self, line: ProjectLine, missing: int) -> str:
        left = self.amount(line.cost - missing)
        if self.result.is_shared:
            return str(
                _(
                    "Tekort: %(missing)s. De kiezers van dit plan hadden samen nog"
                    " %(left)s.",
                    missing=self.amount(missing),
                    left=left,
                )
            )
        return str(
            _(
                "Tekort: %(missing)s. Er was nog %(left)s toen dit plan aan de beurt"
                " was.",
                missing=self.amount(missing),
                left=left,
            )
        )

    def _beaten(self) -> str:
        if self.result.rule == "phragmen":
            return str(_("Het geld was op voordat de kiezers genoeg hadden gespaard."))
        if self.result.objective == "votes-cost":
            return str(
                _(
                    "De gekozen plannen zijn samen meer waard dan met dit plan erbij."
                    " Elke stem telt zo zwaar als het plan kost."
                )
            )
        return str(
            _("De gekozen plannen hebben samen meer stemmen dan met dit plan erbij.")
        )

    def _reason(self, line: ProjectLine) -> str:
        sentences: dict[str, str] = {
            "no_votes": _("Niemand stemde op dit plan."),
            "over_budget": _(
                "Dit plan kost meer dan het hele budget van %(budget)s.",
                budget=self.amount(self.result.budget),
            ),
            "below_minimum": _("Dit plan haalde het minimum aantal stemmen niet."),
            "blocked": _("Een ander plan van dezelfde groep kreeg al geld."),
            "withdrawn": _("Dit plan deed niet mee met de telling."),
        }
        return sentences[line.reason or "withdrawn"]

    def missing(self, line: ProjectLine) -> int | None:
        """Return how much a plan fell short, in cents; None where that has no sense."""
        if self.result.is_shared:
            return line.cost - self.figures.money_left.get(line.id, 0)
        if self.result.rule in {"knapsack", "phragmen"}:
            return None
        return line.cost - self._left_at_turn(line)

    def stopped_before(self, line: ProjectLine) -> bool:
        """Say whether greedy ended at an earlier plan that did not fit."""
        told, at = self.result.options, self._places[line.id]
        goes_on = told.get("skip", True) or told.get("leftover") == "next-fit"
        open_ = (p for p in self.result.projects if not p.is_funded and not p.reason)
        return not goes_on and any(self._places[p.id] < at for p in open_)

    def _left_at_turn(self, line: ProjectLine) -> int:
        """Return the money left when greedy came to a plan it then passed over."""
        at = self._places[line.id]
        before = (s for s in self.result.steps if self._places[s.project] < at)
        return min((s.left_after for s in before), default=self.result.budget)

    @cached_property
    def _places(self) -> dict[str, int]:
        """Return the place of every plan in the order in which greedy looks."""
        by_cardinality = self.result.utility == "cardinality"

        def worth(line: ProjectLine) -> Fraction:
            return (
                line.score / line.cost if by_cardinality and line.cost else line.score
            )

        ranked = sorted(self.result.projects, key=lambda line: -worth(line))
        return {line.id: place for place, line in enumerate(ranked)}

    @cached_property
    def _lines(self) -> dict[str, ProjectLine]:
        return {line.id: line for line in self.result.projects}

    def name(self, id_: str) -> str:
        """Return the name of a plan; its id where it has none."""
        return self._lines[id_].name or id_

    def step(self, step: CountStep) -> str:
        """Return one selection in short sentences."""
        line = self._lines[step.project]
        sentences = [] if self.is_small else self._chosen(line, step)
        if rivals(self.result, step):
            sentences.append(self._tie(step))
        sentences.append(_("Nog over: %(left)s.", left=self.amount(step.left_after)))
        return " ".join(sentences)

    def _chosen(self, line: ProjectLine, step: CountStep) -> list[str]:
        tellers: dict[str, Callable[[ProjectLine, CountStep], list[str]]] = {
            "free": lambda _line, _step: [_("Dit plan kost niets.")],
            "equal-shares": self._shares,
            "completion": self._completion,
            "greedy": self._greedy,
            "phragmen": self._phragmen,
        }
        return tellers[step.phase](line, step)

    def _shares(self, line: ProjectLine, step: CountStep) -> list[str]:
        payment = self.amount(step.payment or Fraction())
        sentences = [
            ngettext(
                "De %(num)s kiezer van dit plan betaalde %(cost)s.",
                "De %(count)s kiezers van dit plan betaalden samen %(cost)s.",
                line.votes,
                count=number(line.votes, locale=self.locale),
                cost=self.amount(line.cost),
            ),
            _("Dat was ten hoogste %(payment)s per punt.", payment=payment)
            if self.has_points
            else _("Dat was ten hoogste %(payment)s per kiezer.", payment=payment),
        ]
        poor = step.payers_all_they_had or 0
        if poor:
            sentences.append(
                ngettext(
                    "%(num)s van hen had minder over en betaalde dat, of niets.",
                    "%(count)s van hen hadden minder over en betaalden dat, of niets.",
                    poor,
                    count=number(poor, locale=self.locale),
                )
            )
        return sentences

    def _completion(self, _line: ProjectLine, _step: CountStep) -> list[str]:
        if self.result.completion == "knapsack":
            return [
                _("Betaald met het geld dat over was."),
                _("Dit plan hoort bij de beste combinatie van wat nog paste."),
            ]
        return [
            _("Betaald met het geld dat over was."),
            _(
                "Van alles wat nog paste, had dit plan de meeste %(votes)s.",
                votes=self.ranked_by,
            ),
        ]

    def _greedy(self, line: ProjectLine, _step: CountStep) -> list[str]:
        votes, cost = self.count(line.score), self.amount(line.cost)
        if self.has_points:
            return [_("%(votes)s punten. Kosten: %(cost)s.", votes=votes, cost=cost)]
        return [_("%(votes)s stemmen. Kosten: %(cost)s.", votes=votes, cost=cost)]

    def _phragmen(self, line: ProjectLine, _step: CountStep) -> list[str]:
        return [
            _(
                "De %(votes)s kiezers van dit plan hadden als eersten genoeg gespaard.",
                votes=number(line.votes, locale=self.locale),
            )
        ]

    def why_stopped(self) -> str:
        """Return why the shares were not raised once more."""
        others = [line for line in self.result.projects if line.status == "not_funded"]
        if not others:
            return str(_("Toen konden alle plannen worden betaald."))
        if self.result.options["add1_stop"] == "exhaustive":
            return str(_("Toen paste geen ander plan meer in het budget."))
        budget = self.amount(self.result.budget)
        return str(
            _(
                "Bij nog een verhoging zouden de plannen samen meer kosten dan"
                " %(budget)s.",
                budget=budget,
            )
        )

    def _tie(self, step: CountStep) -> str:
        names = ", ".join(map(self.name, rivals(self.result, step)))
        return str(
            _(
                "Dit plan stond precies gelijk met %(names)s. De volgorde die vooraf"
                " vastlag, besliste.",
                names=names,
            )
        )


def _up_to_whole(cents: int, at_most: int) -> int:
    """Return an amount rounded upwards to whole units of money."""
    return min(-(-cents // 100) * 100, at_most)
