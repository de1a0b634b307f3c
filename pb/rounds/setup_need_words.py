"""The needs of a round until it is frozen, in words."""

from flask_babel import lazy_gettext as _l

from pb.rounds.checks import Need
from pb.rounds.need_kind import DESK, NeedWords

DETAILS = "rounds.details"
QUEUE = "projects.queue"
CHECK_PLANS = _l("Naar de plannen")
FILL_IN = _l("Vul de data in")
SETUP_NEEDS: dict[Need, NeedWords] = {
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
        DESK,
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
    Need.LETTER_PRINTABLE: NeedWords(
        _l("Alles op de brief kan worden afgedrukt"),
        _l(
            "Deze tekens kunnen niet op een brief worden afgedrukt: %(names)s."
            " Haal ze uit de naam van de ronde of van de wijk."
        ),
        DETAILS,
        _l("Naar de gegevens van de ronde"),
    ),
}
