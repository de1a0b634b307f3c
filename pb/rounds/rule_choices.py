"""The choices of the form of a contest, each with its consequence in one sentence."""

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


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
    Choice(
        "knapsack",
        _l("De beste combinatie"),
        _l(
            "De computer zoekt de plannen die samen passen en samen de meeste stemmen"
            " hebben. Niemand kan dit met de hand narekenen. Zijn er veel plannen en"
            " grenzen? Probeer dan vooraf of het rekenen lukt."
        ),
    ),
    Choice(
        "phragmen",
        _l("Om de beurt sparen"),
        _l(
            "Elke kiezer spaart in gedachten even snel. Een plan krijgt geld zodra"
            " zijn kiezers genoeg hebben. Dit telt geen punten en geen volgorde."
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
        "knapsack",
        _l("Met de beste combinatie"),
        _l(
            "De computer zoekt welke plannen samen het geld dat over is het best"
            " besteden. Dit is moeilijk na te rekenen."
        ),
    ),
    Choice(
        "none",
        _l("Niets doen"),
        _l("Het geld dat over is, wordt niet uitgegeven. Dat kan veel zijn."),
    ),
)
# Of greedy: what it compares.
ORDERS = (
    Choice(
        "cost",
        _l("Het plan met de meeste stemmen"),
        _l("Iedereen kan dit narekenen. Dure plannen hebben er geen nadeel van."),
    ),
    Choice(
        "cardinality",
        _l("Het plan met de meeste stemmen per euro"),
        _l("Goedkope plannen gaan eerder voor. Er komen meer en kleinere plannen."),
    ),
)
# Of knapsack: what is made as large as possible.
OBJECTIVES = (
    Choice(
        "votes",
        _l("Samen de meeste stemmen"),
        _l("Er komen vooral veel goedkope plannen."),
    ),
    Choice(
        "votes-cost",
        _l("Samen de meeste stemmen, elke stem maal de kosten"),
        _l("Een duur plan telt zwaarder. Er blijft weinig geld over."),
    ),
)
# Of saving: what happens once a plan no longer fits.
SAVINGS = (
    Choice(
        "none",
        _l("Niets doen"),
        _l("Zodra een plan niet meer past, stoppen wij. Er blijft geld over."),
    ),
    Choice(
        "utilitarian",
        _l("Naar de meeste stemmen"),
        _l("Het geld dat over is, gaat naar plannen met de meeste stemmen die passen."),
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
SKIPS = (
    Choice(
        "yes",
        _l("Sla het over"),
        _l("Een goedkoper plan met minder stemmen kan nog geld krijgen."),
    ),
    Choice(
        "no",
        _l("Stop daar"),
        _l("Er blijft meer geld over."),
    ),
)
