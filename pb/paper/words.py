"""Paper at the desk in words: refusals, mistakes, reasons."""

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from pb.log.paper_words import REASONS
from pb.paper.models import BatchState
from pb.paper.service import PaperRefused, RoundTakesNoPaper, UnknownArea, WrongStep
from pb.paper.sheets import (
    EnteredOtherwise,
    Invalid,
    NoSuchSheet,
    OldPage,
    Outcome,
)
from pb.paper.spending import (
    CodeSpent,
    FewBallots,
    OtherArea,
    SawTheCodes,
    UnknownCode,
    VoteIsPaused,
)
from pb.paper.typed import BreaksLimits, Mistake, Mistyped

STATES: dict[BatchState, tuple[LazyString, str]] = {
    BatchState.SPENDING: (_l("Codes gebruiken"), "live"),
    BatchState.ENTERING: (_l("Biljetten invoeren"), "wait"),
    BatchState.DONE: (_l("Klaar, ligt in de stembus"), "ok"),
}
REFUSALS: dict[type[PaperRefused], LazyString] = {
    RoundTakesNoPaper: _l(
        "Papier invoeren kan nu niet. Het kan vanaf de opening van de stemming tot"
        " een rondebeheerder haar sluit, en niet als de ronde stilligt."
    ),
    UnknownArea: _l("Kies een wijk van deze ronde."),
    WrongStep: _l(
        "Deze stapel is intussen bij een andere stap. Misschien deed een collega dit"
        " al. Ga terug naar de stapel."
    ),
    UnknownCode: _l(
        "Deze code kennen wij niet. Vergelijk elk groepje met de brief. Kijk ook of"
        " het de nieuwste brief is."
    ),
    CodeSpent: _l(
        "Met deze code is al gestemd. Dit biljet telt niet mee. Leg het apart, en niet"
        " in de stapel."
    ),
    FewBallots: _l(
        "Er zijn minder dan tien biljetten. Wie de code zag, kan dan raden welk"
        " biljet van wie is. Wacht liever op meer biljetten. Kan dat niet? Dan zet een"
        " collega die geen code van deze stapel zag, een kruisje."
    ),
    SawTheCodes: _l(
        "In deze stapel zitten minder dan tien biljetten, en u zag codes ervan. Daarom"
        " mag u deze biljetten niet zien. Laat dit doen door collega’s die geen code"
        " van deze stapel gebruikten. Weten wij niet meer wie de codes zag? Dan mag"
        " niemand verder met minder dan tien."
    ),
    VoteIsPaused: _l(
        "Het stemmen ligt stil. Wacht met het gebruiken van codes tot het verder gaat."
        " Biljetten invoeren mag wel."
    ),
    NoSuchSheet: _l(
        "Zoveel biljetten horen er niet in deze stapel te zijn. Zonder gebruikte code"
        " telt een biljet niet mee. Leg het apart."
    ),
    EnteredOtherwise: _l(
        "U voerde dit biljet al in, en toen anders. Wat u eerst invoerde, blijft"
        " staan. Een collega voert het ook in; dan blijkt of het klopt."
    ),
    OldPage: _l(
        "Dit biljet is intussen door twee mensen ingevoerd, en niet gelijk. Neem het"
        " papier erbij en voer het opnieuw in."
    ),
}
MISTAKES: dict[Mistake, LazyString] = {
    Mistake.NOTHING: _l("Typ de nummers van de plannen, of 0 als het biljet leeg is."),
    Mistake.UNREADABLE: _l("“%(part)s” is geen nummer van een plan."),
    Mistake.UNKNOWN: _l("Nummer %(part)s staat niet op dit biljet."),
    Mistake.TWICE: _l("Nummer %(part)s staat er twee keer."),
    Mistake.NO_POINTS: _l("Typ bij plan %(part)s ook de punten, zoals %(part)s:3."),
    Mistake.TWO_WAYS: _l(
        "Gebruik één manier: typ de nummers, of vul de vakjes in, of kies waarom het"
        " biljet ongeldig is."
    ),
    Mistake.NOT_POINTS: _l("Plan %(part)s krijgt geen punten. Typ alleen het nummer."),
}
FAULTS: dict[str, LazyString] = {
    "over_budget": _l("De plannen zijn samen te duur"),
    "too_many": _l("Er zijn te veel plannen gekozen"),
    "too_few": _l("Er zijn te weinig plannen gekozen"),
    "theme_full": _l("Er zijn te veel plannen van één onderwerp gekozen"),
    "too_many_points": _l("Er zijn te veel punten gegeven"),
    "plan_points": _l("Eén plan kreeg te veel punten"),
    "same_place": _l("Twee plannen kregen dezelfde plaats"),
}


def refusal(reason: PaperRefused) -> str:
    """Return why something is refused, and what to do."""
    if isinstance(reason, OtherArea):
        return str(
            _(
                "Deze code hoort bij %(area)s. Hij is niet gebruikt. Leg dit biljet bij"
                " een stapel van die wijk.",
                area=reason.name,
            )
        )
    return str(REFUSALS[type(reason)])


def mistake(reason: Mistyped) -> str:
    """Return what is wrong with what was typed."""
    return str(MISTAKES[reason.mistake]) % {"part": reason.part}


def broken(reason: BreaksLimits) -> str:
    """Return which limit a ballot breaks, and what to do when it really does."""
    fault = reason.faults[0]
    code = f"x{list(Invalid).index(reason.reason) + 1}"
    return str(
        _(
            "%(fault)s in “%(contest)s”. Kijk het papier na. Staat het er echt zo? Dan"
            " is het biljet ongeldig: typ %(code)s.",
            fault=FAULTS[fault.kind],
            contest=fault.contest.title,
            code=code,
        )
    )


def reasons() -> list[tuple[str, str]]:
    """Return the codes of invalid ballots with their reasons."""
    return [
        (f"x{place}", str(REASONS[reason.value]))
        for place, reason in enumerate(Invalid, start=1)
    ]


def entered(outcome: Outcome, number: int) -> tuple[str, str]:
    """Return what came of an entry, and the tone to say it in."""
    if outcome is Outcome.DIFFERS:
        text = _(
            "Biljet %(number)s: u las iets anders dan uw collega. Pak het papier er"
            " samen bij. Daarna voert u het allebei opnieuw in.",
            number=number,
        )
        return str(text), "warn"
    if outcome is Outcome.AGAIN:
        return str(_("Biljet %(number)s was al ingevoerd.", number=number)), ""
    return str(_("Biljet %(number)s is ingevoerd.", number=number)), "ok"
