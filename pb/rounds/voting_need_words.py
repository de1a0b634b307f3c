"""The needs of a round once it is frozen, in words."""

from flask_babel import lazy_gettext as _l

from pb.rounds.checks import Need
from pb.rounds.need_kind import DESK, NeedWords

TO_CODES = _l("Naar de stemcodes")
VOTING_NEEDS: dict[Need, NeedWords] = {
    Need.KEY_MADE: NeedWords(
        _l("De sleutel van de stembus is gemaakt"),
        _l("Stembiljetten gaan op slot. Kies drie sleutelhouders en maak de sleutel."),
        DESK,
        _l("Naar de stembus"),
        "stembus",
    ),
    Need.KEY_TESTED: NeedWords(
        _l("De sleutel is geprobeerd"),
        _l("Twee sleutelhouders openen samen een proefbiljet met hun wachtzin."),
        DESK,
        _l("Naar de stembus"),
        "stembus",
    ),
    Need.CODES: NeedWords(
        _l("Er zijn stemcodes uitgegeven"),
        _l("Niemand heeft een stemcode. Geef eerst stemcodes uit."),
        DESK,
        TO_CODES,
        "codes",
    ),
    Need.LETTERS_FETCHED: NeedWords(
        _l("De brieven zijn opgehaald"),
        _l(
            "Brieven die nog niemand ophaalde: %(count)s. Ze zijn voor %(names)s. Wacht"
            " tot ze klaar zijn en haal ze op. Kan dat niet meer? Trek de codes in en"
            " maak nieuwe brieven."
        ),
        DESK,
        TO_CODES,
        "codes",
    ),
    Need.LETTERS_CONFIRMED: NeedWords(
        _l("Alle brieven zijn aangekomen bij wie ze ophaalde"),
        _l(
            "Let op: van deze brieven is de ontvangst niet bevestigd: %(count)s. Ze"
            " zijn voor %(names)s. Typ het controlegetal uit LEESMIJ.txt. Dan weet u"
            " dat er geen brief ontbreekt."
        ),
        DESK,
        TO_CODES,
        "codes",
    ),
    Need.CODES_FOR_ALL: NeedWords(
        _l("Er is een code voor elke brief die u verstuurt"),
        _l(
            "Let op: in deze wijken zijn minder codes dan brieven: %(names)s. Geef de"
            " rest nu uit. Als het stemmen is begonnen, zijn daar twee personen voor"
            " nodig."
        ),
        DESK,
        TO_CODES,
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
        DESK,
        _l("Naar de uitslag"),
        "uitslag",
    ),
    Need.KEY_GONE: NeedWords(
        _l("De sleutel van de stembus is vernietigd"),
        _l(
            "De sleutel van de stembus is er nog. Vernietig hem met twee personen, als"
            " de tijd voor bezwaar voorbij is."
        ),
        DESK,
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
