"""What the voters got and what a rule does not promise, in words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from allocation.amounts import rounded
from allocation.explain.areas import AreaShare
from allocation.explain.overall import AgainstGreedy, Overall
from allocation.explain.sentences import Language
from allocation.model import Outcome, Weight

NL = {
    "having": "{having} van de {voters} stembiljetten ({part}%) noemen ten minste één"
    " gekozen plan.",
    "named": "Op een biljet staan gemiddeld {mean} gekozen plannen; op de helft {half}"
    " of minder.",
    "money": "Wie een plan noemt, deelt in het geld ervan. Dat is gemiddeld {mean} per"
    " biljet en voor de helft {half} of minder. Het tiende deel met het minste heeft"
    " {least}% van het geld.",
    "area": "{area}: {voters} biljetten{having}. Er gaat {money} naar plannen die zij"
    " noemden; naar verhouding is {proportional}.",
    "area_having": ", waarvan {having} met een gekozen plan",
    "no_area": "Zonder wijk",
    "small_areas": "Kleine wijken samen",
    "same": "Meeste stemmen eerst had dezelfde plannen gekozen.",
    "only_greedy": "Meeste stemmen eerst had ook gekozen: {names}.",
    "only_here": "Meeste stemmen eerst had niet gekozen: {names}.",
    "balance": "Bij deze uitslag hebben {more} biljetten meer gekozen plannen dan bij"
    " meeste stemmen eerst en {fewer} minder; {none} hebben er geen, tegen"
    " {none_there}.",
    "add1": "Een lager bedrag of meer stemmen helpen niet altijd: daarmee begint"
    " iedereen met een ander bedrag en kan een plan ook afvallen.",
    "completion": "Wat uit het overgebleven geld is betaald, volgt uit het aantal"
    " stemmen en de kosten. De eigen stemmers betaalden het niet samen.",
    "no_share": "Deze regel belooft geen enkele groep een deel van het geld.",
    "votes": "Deze regel belooft niet dat meer stemmen altijd helpen.",
}
EN = {
    "having": "{having} of {voters} ballots ({part}%) name at least one funded"
    " project.",
    "named": "A ballot names {mean} funded projects on average; half of them {half} or"
    " fewer.",
    "money": "Who names a project shares in its money. That is {mean} a ballot on"
    " average, and {half} or less for half of them. The tenth with least has {least}%"
    " of the money.",
    "area": "{area}: {voters} ballots{having}. {money} goes to projects that they"
    " named; in proportion it would be {proportional}.",
    "area_having": ", {having} with a funded project",
    "no_area": "Without area",
    "small_areas": "Small areas together",
    "same": "Most votes first would have funded the same projects.",
    "only_greedy": "Most votes first would also have funded: {names}.",
    "only_here": "Most votes first would not have funded: {names}.",
    "balance": "With this outcome {more} ballots have more funded projects than with"
    " most votes first and {fewer} have fewer; {none} have none, against"
    " {none_there}.",
    "add1": "A lower cost or more votes do not always help: with them everybody starts"
    " with another amount, and a project may drop out.",
    "completion": "What was paid from the money left follows from votes and costs. Its"
    " own supporters did not pay it together.",
    "no_share": "This rule promises no group a part of the money.",
    "votes": "This rule does not promise that more votes always help.",
}
WORDS: Mapping[Language, Mapping[str, str]] = {"nl": NL, "en": EN}


def sentences_on_whole(
    overall: Overall,
    against: AgainstGreedy,
    names: Mapping[str, str],
    *,
    language: Language = "nl",
    currency: str = "€",
) -> tuple[str, ...]:
    """Return in words what the voters got, also beside greedy.

    Args:
        overall: Of an outcome; its amounts are hundredths of the currency.
        against: Of the same outcome.
        names: Project id -> what to call it.
        language: "nl" or "en".
        currency: Put before amounts.

    Returns:
        Whole sentences. Amounts are rounded to two decimals.
    """
    writer = _Writer(names, language, currency)
    return (*writer.overall(overall), *writer.against(against))


def limits_of(outcome: Outcome, *, language: Language = "nl") -> tuple[str, ...]:
    """Return in words what is not promised about an outcome.

    Args:
        outcome: Of any rule.
        language: "nl" or "en".

    Returns:
        Whole sentences.
    """
    return tuple(WORDS[language][key] for key in _limits(outcome))


def _limits(outcome: Outcome) -> Iterator[str]:
    if any(note.code == "comparison_greedy" for note in outcome.notes):
        yield "no_share"
        return
    if outcome.options.rule in ("greedy", "knapsack"):
        yield "no_share"
    elif outcome.options.completion_in_force in ("add1", "add1u"):
        yield "add1"
    else:
        yield "votes"
    if any(step.phase == "completion" for step in outcome.steps):
        yield "completion"


@dataclass(frozen=True, slots=True)
class _Writer:
    """Fills the sentences of one language."""

    names: Mapping[str, str]
    language: Language
    currency: str

    def overall(self, said: Overall) -> Iterator[str]:
        """Yield what all voters got, and each area."""
        having = said.voters_with_funded
        part = self._number(Fraction(having * 100, said.voters), 1)
        yield self._say("having", having=having, voters=said.voters, part=part)
        named, shared = said.funded_per_voter, said.money_share
        yield self._say(
            "named",
            mean=self._number(named.mean, 2),
            half=self._number(named.quantiles[1], 2),
        )
        yield self._say(
            "money",
            mean=self._money(shared.mean),
            half=self._money(shared.quantiles[1]),
            least=self._number(said.share_of_least_tenth * 100, 1),
        )
        for area in said.by_area or ():
            yield self._area(area)

    def against(self, said: AgainstGreedy) -> Iterator[str]:
        """Yield the comparison with greedy."""
        if not said.only_here and not said.only_greedy:
            yield self._say("same")
            return
        if said.only_greedy:
            yield self._say("only_greedy", names=self._names(said.only_greedy))
        if said.only_here:
            yield self._say("only_here", names=self._names(said.only_here))
        yield self._say(
            "balance",
            more=said.by_funded_projects.more,
            fewer=said.by_funded_projects.fewer,
            none=said.voters_with_none,
            none_there=said.voters_with_none_under_greedy,
        )

    def _area(self, said: AreaShare) -> str:
        known = said.voters_with_funded is not None
        kind = "small_areas" if said.name is None else "no_area"
        return self._say(
            "area",
            area=said.name or self._say(kind),
            voters=said.voters,
            having=self._say("area_having", having=said.voters_with_funded)
            if known
            else "",
            money=self._money(said.money_share),
            proportional=self._money(said.proportional_share),
        )

    def _names(self, ids: Iterable[str]) -> str:
        return ", ".join(self.names.get(id_) or id_ for id_ in ids)

    def _say(self, key: str, **parts: object) -> str:
        return WORDS[self.language][key].format(**parts)

    def _money(self, hundredths: Fraction) -> str:
        return f"{self.currency} {self._decimal(rounded(hundredths / 100, 2))}"

    def _number(self, number: Weight, digits: int) -> str:
        exact = Fraction(number)
        places = 0 if exact.denominator == 1 else digits
        return self._decimal(rounded(exact, places))

    def _decimal(self, text: str) -> str:
        return text.replace(".", ",") if self.language == "nl" else text
