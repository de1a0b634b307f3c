"""How the money of a contest is divided, in plain words.

The same sentences stand on the public page, beside the choices of the form, and in
the question what a choice changes. Amounts are named by whoever shows them.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext, ngettext

from pb.formatting import money, number
from pb.projects.themes import theme_of
from pb.rounds.ballot_limits import complete_limits
from pb.rounds.details import ContestDetails
from pb.rounds.models import Contest
from pb.rounds.rule_choices import RULES
from pb.rounds.rule_options import complete_options

Chosen = Contest | ContestDetails


def rule_name(contest: Chosen) -> str:
    """Return what residents call the rule of a contest."""
    names = {choice.value: choice.name for choice in RULES}
    return str(names.get(contest.rule, contest.rule))


def explain_rule(contest: Chosen, currency: str, locale: str) -> list[str]:
    """Return how the money of a contest is divided, in short sentences."""
    options = complete_options(contest.rule_options)
    step = money(options["increment"], currency, locale=locale)
    sentences = {
        "equal-shares": lambda: _equal_shares(contest, step),
        "greedy": lambda: _greedy(contest, skips=options["skip"]),
        "phragmen": lambda: _phragmen(contest),
        "knapsack": lambda: _knapsack(options["objective"]),
    }[contest.rule]()
    if options["min_score"] not in {"0", "0%"}:
        sentences.append(_minimum(options["min_score"], locale))
    sentences += _caps(options["caps"], currency, locale)
    if options["groups"]:
        sentences.append(
            gettext("Sommige plannen kunnen niet samen geld krijgen. Dat staat erbij.")
        )
    if options["comparison"] == "funded-votes":
        sentences.append(
            gettext(
                "Daarna vergelijken wij met “meeste stemmen eerst”. Als meer kiezers"
                " daarmee beter af zijn, geldt die uitslag."
            )
        )
    return [*sentences, *_leftover(options["leftover"])]


def _caps(caps: Mapping[str, Any], currency: str, locale: str) -> Iterator[str]:
    for theme, most in caps.items():
        found = theme_of(theme)
        yield gettext(
            "Plannen over %(theme)s krijgen samen ten hoogste %(amount)s.",
            theme=str(found.label).lower() if found else theme,
            amount=money(most, currency, locale=locale),
        )


def _equal_shares(contest: Chosen, step: str) -> list[str]:
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
    if contest.completion == "knapsack":
        sentences.append(
            gettext(
                "Is er geld over? Dan zoekt de computer de plannen die daar samen het"
                " best in passen."
            )
        )
    return sentences


def _greedy(contest: Chosen, *, skips: bool) -> list[str]:
    if contest.utility == "cardinality":
        order = [
            gettext("Het plan met de meeste stemmen per euro krijgt als eerste geld."),
            gettext("Daarna komt het plan met de meeste stemmen per euro na dat plan."),
        ]
    else:
        order = [
            gettext("Het plan met de meeste stemmen krijgt als eerste geld."),
            gettext(
                "Daarna kijken wij naar het plan met de meeste stemmen na dat plan."
            ),
        ]
    return [
        *order,
        gettext("Past een plan niet meer in het budget, dan slaan wij het over.")
        if skips
        else gettext("Past een plan niet meer in het budget, dan stoppen wij."),
    ]


def _phragmen(contest: Chosen) -> list[str]:
    sentences = [
        gettext("Elke kiezer spaart in gedachten even snel."),
        gettext("Zodra kiezers samen genoeg hebben voor een plan, krijgt het geld."),
        gettext("Past een plan dan niet meer in het budget, dan stopt het sparen."),
    ]
    if contest.completion == "utilitarian":
        sentences.append(
            gettext(
                "Wat dan nog over is, gaat naar de plannen met de meeste stemmen die"
                " nog passen."
            )
        )
    return sentences


def _knapsack(objective: str) -> list[str]:
    best = (
        gettext(
            "Elke stem telt daarbij zo zwaar als het plan kost. Dure plannen maken zo"
            " evenveel kans."
        )
        if objective == "votes-cost"
        else gettext("Een goedkoop plan maakt daarin sneller kans dan een duur plan.")
    )
    return [
        gettext("Wij zoeken de combinatie van plannen met samen de meeste stemmen."),
        best,
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


def explain_ballot(contest: Chosen, locale: str) -> list[str]:
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


def _ballot_limits(contest: Chosen, locale: str) -> Iterator[str]:
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
