"""How the money of a contest is divided, in plain words.

The same sentences stand on the public page, beside the choices of the form, and in
the question what a choice changes. Amounts are named by whoever shows them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import LazyString, gettext, ngettext
from flask_babel import lazy_gettext as _l

from pb.formatting import money, number
from pb.rounds.ballot_limits import complete_limits
from pb.rounds.models import Contest
from pb.rounds.rule_options import complete_options


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a form: its name, and what it brings about."""

    value: str
    name: LazyString
    consequence: LazyString


VOTE_TYPES = (
    Choice(
        "approval",
        _l("Plannen aankruisen"),
        _l("Bewoners kruisen aan wat zij goed vinden. Dit is het eenvoudigst."),
    ),
    Choice(
        "choose-1",
        _l("Eén plan kiezen"),
        _l(
            "Stemmen raken verdeeld over plannen die op elkaar lijken. Zo’n plan kan"
            " daardoor verliezen."
        ),
    ),
    Choice(
        "cumulative",
        _l("Punten verdelen"),
        _l(
            "Bewoners laten zien hoe graag zij een plan willen. Zij moeten wel rekenen."
        ),
    ),
    Choice(
        "ordinal",
        _l("Plannen op volgorde zetten"),
        _l(
            "Het eerste plan telt het zwaarst, elk volgend plan één punt minder. Bij"
            " veel plannen is dit lastig."
        ),
    ),
)
RULES = (
    Choice(
        "equal-shares",
        _l("Gelijke delen"),
        _l(
            "Elke stem heeft evenveel geld te verdelen. Ook een kleinere groep"
            " bewoners kan zo een plan krijgen."
        ),
    ),
    Choice(
        "greedy",
        _l("Meeste stemmen eerst"),
        _l(
            "Het plan met de meeste stemmen krijgt geld, dan het volgende dat past."
            " Een kleinere groep kan met lege handen staan."
        ),
    ),
)
UTILITIES = (
    Choice(
        "cost",
        _l("Een plan telt naar zijn kosten"),
        _l(
            "Het plan met de meeste steun die meetelt gaat voor. Grote en kleine"
            " plannen maken evenveel kans."
        ),
    ),
    Choice(
        "cardinality",
        _l("Elk plan telt even zwaar"),
        _l(
            "Het plan dat per kiezer het minst kost gaat voor. Er komen meer kleine"
            " plannen."
        ),
    ),
)
COMPLETIONS = (
    Choice(
        "add1u",
        _l("Delen verhogen, daarna de meeste stemmen"),
        _l("Er blijft zo weinig mogelijk geld over. Dit raden wij aan."),
    ),
    Choice(
        "add1",
        _l("Alleen de delen verhogen"),
        _l("Iedereen krijgt in gedachten iets meer. Er kan geld overblijven."),
    ),
    Choice(
        "utilitarian",
        _l("Alleen de meeste stemmen"),
        _l("Het geld dat over is, gaat naar plannen met de meeste stemmen."),
    ),
    Choice(
        "none",
        _l("Niets doen"),
        _l("Het geld dat over is, wordt niet uitgegeven. Dat kan veel zijn."),
    ),
)
STOPS = (
    Choice(
        "overspend",
        _l("Tot het geld op zou zijn"),
        _l("Wij verhogen tot er meer nodig zou zijn dan er is. Dit is gebruikelijk."),
    ),
    Choice(
        "exhaustive",
        _l("Tot er niets meer past"),
        _l("Wij stoppen zodra geen enkel ander plan nog past."),
    ),
)
LEFTOVERS = (
    Choice(
        "keep",
        _l("Het geld blijft over"),
        _l("De deelgemeente houdt het voor een volgende ronde."),
    ),
    Choice(
        "next-fit",
        _l("Naar het volgende plan dat past"),
        _l("Er blijft minder geld over."),
    ),
    Choice(
        "partial",
        _l("Als deel voor het volgende plan"),
        _l("Dat plan krijgt te weinig om het helemaal uit te voeren."),
    ),
)


def rule_name(contest: Contest) -> str:
    """Return what residents call the rule of a contest."""
    names = {choice.value: choice.name for choice in RULES}
    other = {
        "phragmen": gettext("Om de beurt sparen"),
        "knapsack": gettext("De beste combinatie"),
    }
    return str(names.get(contest.rule) or other.get(contest.rule, contest.rule))


def explain_rule(contest: Contest, currency: str, locale: str) -> list[str]:
    """Return how the money of a contest is divided, in short sentences."""
    options = complete_options(contest.rule_options)
    step = money(options["increment"], currency, locale=locale)
    sentences = {
        "equal-shares": lambda: _equal_shares(contest, step),
        "greedy": lambda: _greedy(skips=options["skip"]),
        "phragmen": _phragmen,
        "knapsack": _knapsack,
    }[contest.rule]()
    if options["min_score"] not in {"0", "0%"}:
        sentences.append(_minimum(options["min_score"], locale))
    if options["comparison"] == "funded-votes":
        sentences.append(
            gettext(
                "Daarna vergelijken wij met “meeste stemmen eerst”. Als meer kiezers"
                " daarmee beter af zijn, geldt die uitslag."
            )
        )
    return [*sentences, *_leftover(options["leftover"])]


def _equal_shares(contest: Contest, step: str) -> list[str]:
    sentences = [
        gettext("Wij delen het geld in gedachten gelijk over alle kiezers."),
        gettext("Kiezers betalen samen voor een plan waarop zij stemmen."),
        gettext("Kunnen zij het samen betalen, dan krijgt het plan geld."),
        gettext("Het plan dat per kiezer het minst kost gaat voor.")
        if contest.utility == "cardinality"
        else gettext("Het plan met de meeste steun die meetelt gaat voor."),
        gettext("Zo krijgt ook een kleinere groep bewoners een plan."),
    ]
    if contest.completion in {"add1", "add1u"}:
        sentences.append(
            gettext(
                "Is er geld over? Dan geven wij elke kiezer in gedachten steeds"
                " %(step)s meer, tot er meer nodig zou zijn dan er is.",
                step=step,
            )
        )
    if contest.completion in {"utilitarian", "add1u"}:
        sentences.append(
            gettext(
                "Wat dan nog over is, gaat naar de plannen met de meeste stemmen die"
                " nog passen."
            )
        )
    return sentences


def _greedy(*, skips: bool) -> list[str]:
    return [
        gettext("Het plan met de meeste stemmen krijgt als eerste geld."),
        gettext("Daarna kijken wij naar het plan met de meeste stemmen na dat plan."),
        gettext("Past een plan niet meer in het budget, dan slaan wij het over.")
        if skips
        else gettext("Past een plan niet meer in het budget, dan stoppen wij."),
    ]


def _phragmen() -> list[str]:
    return [
        gettext("Elke kiezer spaart in gedachten even snel."),
        gettext("Zodra kiezers samen genoeg hebben voor een plan, krijgt het geld."),
    ]


def _knapsack() -> list[str]:
    return [
        gettext("Wij zoeken de combinatie van plannen met samen de meeste stemmen."),
    ]


def _minimum(min_score: str, locale: str) -> str:
    written = min_score.replace(".", "," if locale == "nl" else ".")
    if min_score.endswith("%"):
        return str(
            gettext(
                "Een plan doet alleen mee als ten minste %(share)s%% van de kiezers het"
                " koos.",
                share=written.removesuffix("%"),
            )
        )
    return str(
        gettext(
            "Een plan doet alleen mee met ten minste %(votes)s stemmen.",
            votes=written,
        )
    )


def _leftover(leftover: str) -> list[str]:
    if leftover == "next-fit":
        return [
            gettext(
                "Geld dat aan het eind over is, gaat naar het volgende plan dat nog"
                " past."
            )
        ]
    if leftover == "partial":
        return [
            gettext(
                "Geld dat aan het eind over is, is een bijdrage voor het plan met de"
                " meeste stemmen dat niets kreeg."
            )
        ]
    return []


def explain_ballot(contest: Contest, locale: str) -> list[str]:
    """Return what one may choose on the ballot of a contest."""
    kinds = {
        "approval": gettext("U kiest de plannen die u goed vindt."),
        "choose-1": gettext("U kiest één plan."),
        "cumulative": gettext("U verdeelt punten over de plannen."),
        "ordinal": gettext("U zet plannen op volgorde."),
    }
    sentences = [kinds[contest.vote_type], *_ballot_limits(contest, locale)]
    if contest.within_budget:
        sentences.append(gettext("Samen moeten uw plannen in het budget passen."))
    return sentences


def _ballot_limits(contest: Contest, locale: str) -> Iterator[str]:
    """Yield a sentence for every limit of the ballot."""
    limits = complete_limits(contest.ballot_limits)
    if contest.max_choices is not None and contest.vote_type != "choose-1":
        yield ngettext(
            "U mag ten hoogste %(count)s plan kiezen.",
            "U mag ten hoogste %(count)s plannen kiezen.",
            contest.max_choices,
            count=number(contest.max_choices, locale=locale),
        )
    if limits["min_choices"] > 1:
        least = number(limits["min_choices"], locale=locale)
        yield gettext("U kiest ten minste %(count)s plannen, of geen.", count=least)
    if limits["points"] is not None and contest.vote_type == "cumulative":
        points = number(limits["points"], locale=locale)
        yield gettext("U heeft %(count)s punten.", count=points)
    if limits["max_points"] is not None and contest.vote_type == "cumulative":
        points = number(limits["max_points"], locale=locale)
        yield gettext("Eén plan krijgt ten hoogste %(count)s punten.", count=points)
    if limits["max_per_theme"]:
        yield gettext("Voor sommige onderwerpen is er een hoogste aantal plannen.")
