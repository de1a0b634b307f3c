"""Explanations in words, in Dutch and in English."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Literal

from allocation.amounts import rounded
from allocation.explain.quantities import (
    Bought,
    Explanation,
    Forgone,
    InOrder,
    NotBought,
    Rerun,
    Waiting,
)
from allocation.model import Weight

Language = Literal["nl", "en"]

NL = {
    "bought": "Gekozen in stap {step} met {votes} effectieve stemmen. Wie de volle"
    " prijs kon betalen, betaalde {price} (aantal mensen: {full}); wie dat niet kon,"
    " gaf alles wat over was ({poor}).",
    "bought_points": "Gekozen in stap {step} met {votes} effectieve punten. Wie de"
    " volle prijs kon betalen, betaalde {price} voor elk gegeven punt (aantal mensen:"
    " {full}); wie dat niet kon, gaf alles wat over was ({poor}). Wie meer punten gaf,"
    " betaalde dus meer.",
    "runner_up": "Het volgende plan was toen {project} met {votes} effectieve stemmen.",
    "alone": "Geen ander plan kon toen nog worden betaald.",
    "missing": "De mensen die dit plan steunen hadden op het eind samen nog {left}. Dat"
    " is {missing} te weinig.",
    "rivals": "Hun geld ging naar {rivals}.",
    "rival": "{project} ({amount})",
    "never": "Ze hadden nooit genoeg voor dit plan.",
    "until": "Tot en met stap {step} hadden ze samen genoeg, maar had {project} meer"
    " effectieve stemmen ({its} tegen {votes}).",
    "tie": "Tot en met stap {step} hadden ze samen genoeg, maar ging {project} voor bij"
    " een gelijk aantal effectieve stemmen ({votes}).",
    "cost": "Had het plan {cost} gekost, dan was het gekozen als iedereen met hetzelfde"
    " bedrag was begonnen.",
    "supporters": "Met {extra} mensen erbij die alleen dit plan steunen en die"
    " hetzelfde bedrag meebrengen, was het ook gekozen. Een ander plan kan dan"
    " afvallen.",
    "supporters_one": "Met één persoon erbij die alleen dit plan steunt en die"
    " hetzelfde bedrag meebrengt, was het ook gekozen. Een ander plan kan dan"
    " afvallen.",
    "completed": "De mensen die dit plan steunen kwamen {missing} tekort. Het is"
    " betaald uit het geld dat over was, als nummer {place} in de volgorde van wat nog"
    " paste.",
    "placed": "Nummer {place} in de volgorde. Er was toen nog {left}.",
    "funded": "Het plan paste.",
    "short": "Dat was {missing} te weinig.",
    "not_reached": "De telling was al gestopt bij een plan dat niet paste.",
    "votes": "Met {extra} stemmen meer was het gekozen, met één minder niet.",
    "votes_one": "Met één stem meer was het gekozen.",
    "no_votes": "Geen aantal stemmen had geholpen.",
    "loss": "Met dit plan erbij was de best mogelijke uitslag {loss} minder waard.",
    "impossible": "Met dit plan erbij was geen uitslag mogelijk.",
    "rerun_cost": "Met een nieuwe telling: bij een prijs van {cost} was het gekozen,"
    " bij een cent meer niet.",
    "rerun_voters": "Met een nieuwe telling: {extra} extra stembiljetten met alleen dit"
    " plan waren genoeg geweest, en één minder niet. Minder kan toch ook genoeg zijn,"
    " want meer stemmen helpen niet altijd.",
    "rerun_added": "Met een nieuwe telling: als {friendly} bestaande biljetten dit plan"
    " ook hadden genoemd, was dat genoeg geweest; die met het meeste geld over eerst."
    " Gaan die met het minste geld over eerst, dan zijn het er {unfriendly}.",
    "rerun_none": "meer dan er zijn",
    "waiting": "De mensen die dit plan steunen hadden het bedrag bij elkaar gehad op"
    " {moment} per persoon; het laatste plan werd gekocht op {stopped}.",
}
EN = {
    "bought": "Bought in step {step} with {votes} effective votes. Who could pay in"
    " full paid {price} (number of people: {full}); who could not gave all they had"
    " left ({poor}).",
    "bought_points": "Bought in step {step} with {votes} effective points. Who could"
    " pay in full paid {price} for each point given (number of people: {full}); who"
    " could not gave all they had left ({poor}). So who gave more points paid more.",
    "runner_up": "The next project was {project} with {votes} effective votes.",
    "alone": "No other project could be paid at that point.",
    "missing": "In the end the supporters of this project had {left} left together."
    " That is {missing} too little.",
    "rivals": "Their money went to {rivals}.",
    "rival": "{project} ({amount})",
    "never": "They never had enough for this project.",
    "until": "Up to step {step} they had enough together, but {project} had more"
    " effective votes ({its} against {votes}).",
    "tie": "Up to step {step} they had enough together, but {project} went first at an"
    " equal number of effective votes ({votes}).",
    "cost": "At a cost of {cost} it would have been bought, had everybody started with"
    " the same amount as now.",
    "supporters": "With {extra} more people who support only this project, and who"
    " bring the same amount with them, it would have been bought too. Another project"
    " may drop out then.",
    "supporters_one": "With one more person who supports only this project, and who"
    " brings the same amount, it would have been bought too. Another project may drop"
    " out then.",
    "completed": "The supporters of this project were {missing} short. It was paid from"
    " what was left, as number {place} in the order of what still fitted.",
    "placed": "Number {place} in the order. There was {left} left at that point.",
    "funded": "The project fitted.",
    "short": "That was {missing} too little.",
    "not_reached": "The count had stopped at a project that did not fit.",
    "votes": "With {extra} more votes it would have been chosen, with one fewer not.",
    "votes_one": "With one more vote it would have been chosen.",
    "no_votes": "No number of votes would have been enough.",
    "loss": "With this project the best possible outcome is worth {loss} less.",
    "impossible": "With this project no outcome is possible.",
    "rerun_cost": "Counted again: at a cost of {cost} it would have been chosen, at one"
    " cent more not.",
    "rerun_voters": "Counted again: {extra} more ballots with only this project would"
    " have been enough, and one fewer not. Still fewer may be enough all the same, for"
    " more votes do not always help.",
    "rerun_added": "Counted again: {friendly} existing ballots naming this project too"
    " would have been enough, those with most money left first. With those with least"
    " money left first it is {unfriendly}.",
    "rerun_none": "more than there are",
    "waiting": "The supporters of this project would have had its cost at {moment} a"
    " person; the last project was bought at {stopped}.",
}
WORDS: Mapping[Language, Mapping[str, str]] = {"nl": NL, "en": EN}
MOST_RIVALS = 3


def sentences(
    explanation: Explanation,
    names: Mapping[str, str],
    *,
    language: Language = "nl",
    currency: str = "€",
) -> tuple[str, ...]:
    """Return an explanation in words.

    Args:
        explanation: Of one project; its amounts are hundredths of the currency.
        names: Project id -> what to call it.
        language: "nl" or "en".
        currency: Put before amounts.

    Returns:
        Whole sentences. Amounts are rounded to two decimals.
    """
    writer = _Writer(WORDS[language], names, language, currency)
    return tuple(writer.write(explanation))


class _Writer:
    """Fills the sentences of one language."""

    def __init__(
        self,
        words: Mapping[str, str],
        names: Mapping[str, str],
        language: Language,
        currency: str,
    ) -> None:
        self._words = words
        self._names = names
        self._language = language
        self._currency = currency

    def write(self, said: Explanation) -> Iterator[str]:
        """Yield the sentences about one project."""
        if said.bought is not None:
            yield from self._bought(said.bought)
        if said.completion is not None:
            yield self._completed(said.completion, said.not_bought)
        elif said.not_bought is not None:
            yield from self._not_bought(said.not_bought)
        if said.greedy is not None:
            yield from self._greedy(said.greedy)
        if said.knapsack is not None:
            yield self._forgone(said.knapsack)
        if said.phragmen is not None and said.completion is None:
            yield from self._waiting(said.phragmen)
        if said.rerun is not None:
            yield from self._counted_again(said.rerun)

    def _completed(self, said: InOrder, not_bought: NotBought | None) -> str:
        missing = Fraction(0) if not_bought is None else not_bought.missing
        return self._say("completed", missing=self._money(missing), place=said.place)

    def _forgone(self, said: Forgone) -> str:
        if said.loss is None:
            return self._say("impossible")
        return self._say("loss", loss=self._number(said.loss))

    def _counted_again(self, said: Rerun) -> Iterator[str]:
        yield self._say("rerun_cost", cost=self._money(Fraction(said.cost)))
        if said.new_voters is not None:
            yield self._say("rerun_voters", extra=said.new_voters)
        added = said.added_friendly, said.added_unfriendly
        if added != (None, None):
            none = self._say("rerun_none")
            friendly, unfriendly = (none if n is None else n for n in added)
            yield self._say("rerun_added", friendly=friendly, unfriendly=unfriendly)

    def _bought(self, said: Bought) -> Iterator[str]:
        yield self._say(
            "bought_points" if said.by_points else "bought",
            step=said.step,
            votes=self._number(said.effective_votes),
            price=self._money(said.price),
            full=said.payers_full,
            poor=said.payers_all_they_had,
        )
        if said.runner_up is None or said.runner_up_effective_votes is None:
            yield self._say("alone")
        else:
            votes = self._number(said.runner_up_effective_votes)
            yield self._say(
                "runner_up", project=self._name(said.runner_up), votes=votes
            )

    def _not_bought(self, said: NotBought) -> Iterator[str]:
        left, missing = self._money(said.money_left), self._money(said.missing)
        yield self._say("missing", left=left, missing=missing)
        if said.rivals:
            rivals = [
                self._say(
                    "rival", project=self._name(r.project), amount=self._money(r.amount)
                )
                for r in said.rivals[:MOST_RIVALS]
            ]
            yield self._say("rivals", rivals=", ".join(rivals))
        yield self._outbid(said)
        if said.fundable_at_cost > 0:
            yield self._say("cost", cost=self._money(Fraction(said.fundable_at_cost)))
        extra = said.extra_supporters_enough
        yield self._say("supporters" if extra > 1 else "supporters_one", extra=extra)

    def _outbid(self, said: NotBought) -> str:
        if not said.outbid:
            return self._say("never")
        last = said.outbid[-1]
        is_tie = last.effective_votes == last.its_effective_votes
        return self._say(
            "tie" if is_tie else "until",
            step=last.step,
            project=self._name(last.project),
            its=self._number(last.its_effective_votes),
            votes=self._number(last.effective_votes),
        )

    def _greedy(self, said: InOrder) -> Iterator[str]:
        left = self._money(Fraction(said.money_left_at_turn))
        yield self._say("placed", place=said.place, left=left)
        if said.missing > 0:
            yield self._say("short", missing=self._money(Fraction(said.missing)))
        elif said.extra_votes == 0:
            yield self._say("funded")
            return
        else:
            yield self._say("not_reached")
        if said.extra_votes is None:
            yield self._say("no_votes")
        else:
            key = "votes" if said.extra_votes > 1 else "votes_one"
            yield self._say(key, extra=self._number(said.extra_votes))

    def _waiting(self, said: Waiting) -> Iterator[str]:
        if said.moment is not None and said.stopped_at is not None:
            moment, stopped = self._money(said.moment), self._money(said.stopped_at)
            yield self._say("waiting", moment=moment, stopped=stopped)

    def _say(self, key: str, **parts: object) -> str:
        return self._words[key].format(**parts)

    def _name(self, project_id: str) -> str:
        return self._names.get(project_id) or project_id

    def _money(self, hundredths: Fraction) -> str:
        return f"{self._currency} {self._decimal(rounded(hundredths / 100, 2))}"

    def _number(self, number: Weight) -> str:
        exact = Fraction(number)
        if exact.denominator == 1:
            return str(exact.numerator)
        return self._decimal(rounded(exact, 2))

    def _decimal(self, text: str) -> str:
        return text.replace(".", ",") if self._language == "nl" else text
