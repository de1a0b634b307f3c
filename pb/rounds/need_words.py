"""What an act needs, in words: what is asked, what is in the way, where to mend it."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import LazyString, get_locale, gettext
from flask_babel import lazy_gettext as _l

from pb.formatting import number
from pb.rounds.checks import Check, Need
from pb.rounds.models import BudgetRound


@dataclass(frozen=True, slots=True)
class NeedWords:
    """A need: what is asked, what is in the way, and where to mend it."""

    title: LazyString
    todo: LazyString  # with %(count)s and %(names)s
    endpoint: str = ""
    link: LazyString | str = ""
    anchor: str | None = None
    has_count: bool = False  # whether to say how many there are, once it is met


DETAILS = "rounds.details"
QUEUE = "projects.queue"
CHECK_PLANS = _l("Naar de plannen")
FILL_IN = _l("Vul de data in")
NEEDS: dict[Need, NeedWords] = {
    Need.COLLECTING_DATES: NeedWords(
        _l("Data voor het indienen"),
        _l("Vul in wanneer bewoners plannen kunnen indienen."),
        DETAILS,
        FILL_IN,
    ),
    Need.COLLECTING_ENDS_LATER: NeedWords(
        _l("Bewoners hebben nog tijd om in te dienen"),
        _l("De laatste dag van indienen is al voorbij. Kies een latere dag."),
        DETAILS,
        FILL_IN,
    ),
    Need.DATES_LOOKED_AT: NeedWords(
        _l("De data zijn nagekeken"),
        _l(
            "De data komen van een eerdere ronde. Kijk ze na en bewaar ze, of druk op"
            " “De data kloppen”."
        ),
        DETAILS,
        _l("Kijk de data na"),
    ),
    Need.CONTESTS: NeedWords(
        _l("Potten met geld"),
        _l("Er is nog geen pot met geld. Voeg er een toe."),
        "rounds.new_contest",
        _l("Voeg een pot toe"),
        has_count=True,
    ),
    Need.COLLECTING_IS_OVER: NeedWords(
        _l("Het indienen is voorbij"),
        _l("Bewoners kunnen nog plannen indienen. Wacht tot dat voorbij is."),
        DETAILS,
        _l("Bekijk de data"),
    ),
    Need.PLANS_CHECKED: NeedWords(
        _l("Alle plannen zijn nagekeken"),
        _l("Nog na te kijken: %(count)s."),
        QUEUE,
        CHECK_PLANS,
    ),
    Need.PLANS_COMPLETE: NeedWords(
        _l("Elk haalbaar plan heeft kosten en een pot"),
        _l("Haalbare plannen zonder kosten of pot: %(count)s."),
        QUEUE,
        CHECK_PLANS,
    ),
    Need.PLANS_FEASIBLE: NeedWords(
        _l("Er zijn plannen die kunnen"),
        _l("Nog geen enkel plan is haalbaar verklaard."),
        QUEUE,
        CHECK_PLANS,
        has_count=True,
    ),
    Need.PLANS_SUPPORTED: NeedWords(
        _l("Elk plan voor de lijst heeft genoeg steun"),
        _l("Plannen met te weinig steun: %(count)s. Dit zijn: %(names)s."),
        "talk.short_of_support",
        _l("Beslis over deze plannen"),
    ),
    Need.REFUSALS_FINAL: NeedWords(
        _l("Over geen enkele afwijzing loopt nog een bezwaar"),
        _l(
            "Bij deze plannen loopt de tijd voor bezwaar nog, of is over een bezwaar"
            " niet besloten, of is het plan nog niet opnieuw nagekeken: %(names)s."
        ),
        "projects.queue",
        _l("Naar de plannen"),
    ),
    Need.PLANS_LISTED: NeedWords(
        _l("Er staan plannen op de stemlijst"),
        _l("Er staan geen plannen op de stemlijst."),
        QUEUE,
        CHECK_PLANS,
    ),
    Need.VOTING_DATES: NeedWords(
        _l("Data voor het stemmen"),
        _l("Vul in wanneer het stemmen begint en eindigt."),
        DETAILS,
        FILL_IN,
    ),
    Need.VOTING_BEGINS_LATER: NeedWords(
        _l("Het stemmen begint later dan nu"),
        _l("De begintijd van het stemmen is al voorbij. Kies een latere tijd."),
        DETAILS,
        FILL_IN,
    ),
    Need.VOTING_AFTER_COLLECTING: NeedWords(
        _l("Het stemmen begint na het indienen"),
        _l("Het stemmen begint nu vóór het einde van het indienen."),
        DETAILS,
        FILL_IN,
    ),
    Need.AREAS: NeedWords(
        _l("Wijken"),
        _l("Er is nog geen wijk. Stemcodes horen bij een wijk. Voeg er een toe."),
        "rounds.new_area",
        _l("Voeg een wijk toe"),
        has_count=True,
    ),
    Need.EVERY_AREA_VOTES: NeedWords(
        _l("In elke wijk is er iets om op te stemmen"),
        _l("Deze wijken hebben geen pot: %(names)s."),
        "rounds.new_contest",
        _l("Voeg een pot toe"),
    ),
    Need.EVERY_CONTEST_HAS_PLANS: NeedWords(
        _l("Elke pot heeft plannen op de stemlijst"),
        _l("Geen plannen op de stemlijst van: %(names)s."),
        QUEUE,
        CHECK_PLANS,
    ),
    Need.PLANS_FIT: NeedWords(
        _l("Elk plan past in zijn pot"),
        _l("Deze plannen kosten meer dan hun pot: %(names)s."),
        QUEUE,
        CHECK_PLANS,
    ),
    Need.BALLOTS_POSSIBLE: NeedWords(
        _l("Elk stembiljet kan worden ingevuld en geteld"),
        _l(
            "Bij deze potten passen de grenzen van het stembiljet niet bij de regel of"
            " bij de plannen op de lijst: %(names)s. Verander de pot."
        ),
        "rounds.desk",
        _l("Naar de potten"),
        "potten",
    ),
    Need.COUNTABLE: NeedWords(
        _l("Elke pot kan worden geteld"),
        _l(
            "Te groot om te tellen: %(names)s. Een pot heeft ten hoogste 500 plannen en"
            " tien miljard euro."
        ),
        QUEUE,
        CHECK_PLANS,
    ),
    Need.TIE_ORDER: NeedWords(
        _l("Loting voor een gelijke stand"),
        _l("De volgorde is nog niet geloot, of er kwamen plannen bij."),
        "rounds.tie_order",
        _l("Naar de loting"),
    ),
    Need.KEY_MADE: NeedWords(
        _l("De sleutel van de stembus is gemaakt"),
        _l("Stembiljetten gaan op slot. Kies drie sleutelhouders en maak de sleutel."),
        "rounds.desk",
        _l("Naar de stembus"),
        "stembus",
    ),
    Need.KEY_TESTED: NeedWords(
        _l("De sleutel is geprobeerd"),
        _l("Twee sleutelhouders openen samen een proefbiljet met hun wachtzin."),
        "rounds.desk",
        _l("Naar de stembus"),
        "stembus",
    ),
    Need.LETTER_PRINTABLE: NeedWords(
        _l("Alles op de brief kan worden afgedrukt"),
        _l(
            "Deze tekens kunnen niet op een brief worden afgedrukt: %(names)s."
            " Haal ze uit de naam van de ronde of van de wijk."
        ),
        DETAILS,
        _l("Naar de gegevens van de ronde"),
    ),
    Need.CODES: NeedWords(
        _l("Er zijn stemcodes uitgegeven"),
        _l("Niemand heeft een stemcode. Geef eerst stemcodes uit."),
        "rounds.desk",
        _l("Naar de stemcodes"),
        "codes",
    ),
    Need.DATABASE_SAFE: NeedWords(
        _l("De database bewaart stemmen veilig"),
        _l(
            "De database belooft niet dat elke stem bewaard blijft: %(names)s. Vraag"
            " wie het systeem beheert dit eerst te herstellen."
        ),
    ),
    Need.VOTING_NOT_OVER: NeedWords(
        _l("De sluitingstijd is nog niet voorbij"),
        _l(
            "De sluitingstijd is voorbij. Deze ronde kan niet meer open."
            " Maak een nieuwe ronde."
        ),
        "rounds.new",
        _l("Maak een nieuwe ronde"),
    ),
    Need.VOTING_IS_OVER: NeedWords(
        _l("De sluitingstijd is voorbij"),
        _l("De sluitingstijd is nog niet voorbij. Sluiten kan pas daarna."),
    ),
    Need.VOTE_GOES_ON: NeedWords(
        _l("Het stemmen is nog niet voorbij"),
        _l(
            "De sluitingstijd is voorbij. Stilleggen, hervatten en verlengen kan niet"
            " meer. Sluit de stemming."
        ),
    ),
    Need.NOT_PAUSED: NeedWords(
        _l("Het stemmen ligt niet stil"),
        _l("Het stemmen ligt al stil. Er is niets veranderd."),
    ),
    Need.PAUSED: NeedWords(
        _l("Het stemmen ligt stil"),
        _l("Het stemmen ligt niet stil. Er valt niets te hervatten."),
    ),
    Need.RESULT_STANDS: NeedWords(
        _l("De uitslag geldt"),
        _l("De uitslag is ingetrokken. Tel opnieuw en stel een nieuwe versie vast."),
        "rounds.desk",
        _l("Naar de uitslag"),
        "uitslag",
    ),
    Need.KEY_GONE: NeedWords(
        _l("De sleutel van de stembus is vernietigd"),
        _l(
            "De sleutel van de stembus is er nog. Vernietig hem met twee personen, als"
            " de tijd voor bezwaar voorbij is."
        ),
        "rounds.desk",
        _l("Naar de stembus"),
        "stembus",
    ),
    Need.PAPER_DONE: NeedWords(
        _l("Alle stapels met papieren biljetten zijn klaar"),
        _l("Stapels die nog niet klaar zijn: %(count)s. Voer ze eerst in."),
        "paper.overview",
        _l("Naar de stapels"),
    ),
}
Item = tuple[bool, str, str, str, str]


def checklist(budget_round: BudgetRound, checks: list[Check]) -> list[Item]:
    """Return the needs for the macro of that name; links where there is work."""
    return [_item(budget_round, check) for check in checks]


def _item(budget_round: BudgetRound, check: Check) -> Item:
    words = NEEDS[check.need]
    if check.is_met:
        detail = gettext("Aantal: %(count)s", count=_count(check))
        detail = detail if words.has_count else ""
        return (True, str(words.title), detail, "", "")
    href = ""
    if words.endpoint:
        slug = None if words.endpoint == "rounds.new" else budget_round.slug
        href = url_for(words.endpoint, slug=slug, _anchor=words.anchor)
    return (False, str(words.title), todo(check), href, str(words.link))


def todo(check: Check) -> str:
    """Return what is in the way, in a sentence."""
    names = ", ".join(check.names)
    return str(NEEDS[check.need].todo) % {"count": _count(check), "names": names}


def _count(check: Check) -> str:
    return number(check.count, locale=str(get_locale() or "nl"))
