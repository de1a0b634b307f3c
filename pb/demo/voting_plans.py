"""The plans of the round that is open for voting."""

from pb.demo.plan import CROOSWIJK, DISTRICT, OOST, RUBROEK, WEST, Plan

VOTING_PLANS = (
    Plan(
        "Geveltuinen in de hele straat",
        "groen",
        4_800,
        RUBROEK,
        "de straten achter het buurthuis",
        "Wij halen langs veertig huizen de tegels weg en planten er groen voor terug."
        " Bewoners verzorgen hun eigen stuk. De planten kunnen tegen droogte.",
        appeal=1.4,
    ),
    Plan(
        "Speelplek met water en zand",
        "jeugd",
        18_500,
        RUBROEK,
        "het plein bij de school",
        "Een pomp, een geul en een zandbak. Kinderen van 2 tot 10 kunnen er bouwen en"
        " spetteren. Er komt een bank in de schaduw voor wie meekomt.",
        appeal=1.3,
    ),
    Plan(
        "Samen eten op donderdag",
        "ontmoeten",
        6_200,
        RUBROEK,
        "de keuken van het buurthuis",
        "Een jaar lang koken buren elke week voor veertig mensen. Wie wil, kookt mee."
        " Eten kost twee euro. Niemand hoeft alleen te eten.",
    ),
    Plan(
        "Veilig oversteken bij de tramhalte",
        "veilig",
        11_900,
        RUBROEK,
        "de halte aan de drukke weg",
        "Betere verlichting, een geschilderd zebrapad en een lage heg, zodat kinderen"
        " niet zomaar de weg op lopen.",
        asked=9_000,
    ),
    Plan(
        "Buurtmoestuin met kas",
        "groen",
        9_600,
        CROOSWIJK,
        "het lege veld naast de flat",
        "Dertig bakken op hoogte, ook voor wie niet kan bukken. In de kas trekken wij"
        " jonge planten op voor de hele wijk.",
        appeal=1.2,
    ),
    Plan(
        "Sportkooi krijgt licht en nieuwe vloer",
        "sport",
        21_000,
        CROOSWIJK,
        "de sportkooi aan de singel",
        "De vloer is glad en na vijf uur is het donker. Met een zachte vloer en zuinige"
        " lampen kan er ook in de winter worden gevoetbald.",
        appeal=1.3,
    ),
    Plan(
        "Repaircafé elke zaterdag",
        "duurzaam",
        3_400,
        CROOSWIJK,
        "de werkplaats in de oude winkel",
        "Vrijwilligers helpen met het maken van lampen, fietsen en kleren. Het geld is"
        " voor gereedschap en onderdelen.",
    ),
    Plan(
        "Muurschildering over de geschiedenis van de wijk",
        "cultuur",
        7_500,
        CROOSWIJK,
        "de blinde muur bij de markt",
        "Een kunstenaar maakt samen met leerlingen een schildering over werk en leven"
        " in Crooswijk. Oudere bewoners vertellen de verhalen.",
        appeal=0.9,
    ),
    Plan(
        "Bankjes om even te rusten",
        "zorg",
        5_100,
        CROOSWIJK,
        "langs de looproute naar de winkels",
        "Zes banken met leuningen, om de honderdvijftig meter. Zo kan iedereen die"
        " slecht loopt toch zelf boodschappen doen.",
        appeal=1.5,
    ),
    Plan(
        "Fietsenstalling onder de bomen",
        "straat",
        14_200,
        WEST,
        "de hoek bij het plantsoen",
        "Plaats voor zestig fietsen. De stoep wordt weer vrij voor kinderwagens en"
        " rollators. De bomen blijven staan.",
    ),
    Plan(
        "Kinderboekenkast op elke hoek",
        "cultuur",
        2_600,
        WEST,
        "tien plekken in de wijk",
        "Kleine kasten waaruit iedereen boeken mag lenen en ruilen. Kinderen maken de"
        " kasten zelf in de werkplaats.",
        appeal=1.1,
    ),
    Plan(
        "Pluktuin voor bijen en buren",
        "groen",
        8_300,
        WEST,
        "de strook langs het spoor",
        "Wij zaaien bloemen en planten fruitstruiken. Bijen vinden er eten en buren"
        " mogen plukken. Een pad van houtsnippers maakt de tuin bereikbaar.",
        appeal=1.2,
    ),
    Plan(
        "Huiswerkplek met hulp",
        "jeugd",
        12_000,
        WEST,
        "een lokaal in de bibliotheek",
        "Vier middagen per week kunnen leerlingen rustig werken. Studenten helpen met"
        " rekenen, taal en plannen.",
        appeal=1.1,
    ),
    Plan(
        "Jeu-de-boulesbaan met tafel",
        "sport",
        6_900,
        OOST,
        "het grasveld aan de plas",
        "Twee banen, een tafel en een kast met ballen. De club van bewoners houdt de"
        " baan bij en geeft elke maand een middag voor beginners.",
    ),
    Plan(
        "Stille steiger aan het water",
        "groen",
        16_400,
        OOST,
        "de oever van de plas",
        "Een houten steiger zonder boten, om te zitten en te kijken. Ook met een"
        " rolstoel te bereiken.",
        appeal=1.2,
    ),
    Plan(
        "Regentonnen voor honderd huizen",
        "duurzaam",
        7_800,
        OOST,
        "achtertuinen en binnenplaatsen",
        "Bij een bui loopt de straat onder. Met honderd tonnen vangen wij het water op"
        " en gebruiken wij het in de tuin.",
    ),
    Plan(
        "Koffie aan de deur",
        "zorg",
        4_200,
        OOST,
        "thuis bij bewoners",
        "Vrijwilligers gaan langs bij bewoners van boven de tachtig die weinig buiten"
        " komen. Zij brengen koffie en tijd.",
        appeal=1.2,
    ),
    Plan(
        "Zomerfestival op drie pleinen",
        "cultuur",
        24_000,
        DISTRICT,
        "een plein in elke wijk",
        "Muziek, dans en eten van de buurt, op drie zaterdagen in juli. Amateurs en"
        " beroepsmuzikanten staan naast elkaar.",
        appeal=1.2,
    ),
    Plan(
        "Openbare toiletten bij de speelplekken",
        "straat",
        38_000,
        DISTRICT,
        "twee parken",
        "Twee schone toiletten die overdag open zijn, met een verschoontafel. Ouders,"
        " ouderen en sporters vragen er al jaren om.",
        appeal=1.3,
    ),
    Plan(
        "Zwemles voor wie het niet kan betalen",
        "jeugd",
        27_500,
        DISTRICT,
        "het zwembad",
        "Honderd kinderen halen hun diploma. Ook volwassenen die nooit hebben leren"
        " zwemmen kunnen meedoen, in een eigen groep.",
        appeal=1.5,
    ),
    Plan(
        "Deelbakfietsen van de buurt",
        "duurzaam",
        19_800,
        DISTRICT,
        "vier plekken, in elke wijk een",
        "Vier elektrische bakfietsen die iedereen voor weinig geld kan lenen. Bewoners"
        " beheren ze samen.",
    ),
    Plan(
        "Lichtjes op donkere paden",
        "veilig",
        31_000,
        DISTRICT,
        "de paden door het park",
        "Lage lampen die aangaan als er iemand loopt. Dat is veiliger en de dieren"
        " hebben er geen last van.",
        asked=22_000,
        appeal=1.1,
    ),
)
