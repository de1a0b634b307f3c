"""The plans of the round that collects, and of the one that is being checked."""

from pb.demo.plan import CROOSWIJK, DISTRICT, OOST, RUBROEK, WEST, Plan

COLLECTING_PLANS = (
    Plan(
        "Een dak op de picknickplaats",
        "ontmoeten",
        9_000,
        WEST,
        "het veld bij de kinderboerderij",
        "Bij regen gaat elk feest nu niet door. Met een klein dak kunnen wij ook in"
        " april en oktober buiten eten.",
        waits=True,
    ),
    Plan(
        "Tweede leven voor de telefooncel",
        "cultuur",
        1_900,
        RUBROEK,
        "de hoek bij de bakker",
        "In de lege cel maken wij de kleinste bioscoop van de stad: korte films over"
        " de buurt, met een knop om te beginnen.",
        waits=True,
    ),
    Plan(
        "Schaduw op het schoolplein",
        "groen",
        15_000,
        CROOSWIJK,
        "het plein van de basisschool",
        "Op warme dagen is het plein te heet om te spelen. Zes grote bomen en een"
        " doek helpen. Na schooltijd is het plein open voor iedereen.",
        waits=True,
    ),
    Plan(
        "Rolstoelpad naar het strandje",
        "zorg",
        12_500,
        OOST,
        "het strandje aan de plas",
        "Het pad houdt op in het zand. Met een vlonder kan iedereen bij het water"
        " komen, ook met een rolstoel of een kinderwagen.",
        waits=True,
    ),
    Plan(
        "Avondwandeling met een gids",
        "veilig",
        2_400,
        DISTRICT,
        "elke maand een andere wijk",
        "Samen lopen in het donker maakt bekend met de buurt. De gids vertelt, en wij"
        " schrijven op waar het licht beter kan.",
        waits=True,
    ),
)
REVIEWING_PLANS = (
    Plan(
        "Skatebaan van beton",
        "sport",
        28_000,
        DISTRICT,
        "naast het sportpark",
        "Een kom en een paar randen, zonder hek. Jongeren hebben het ontwerp zelf"
        " getekend.",
        asked=20_000,
    ),
    Plan(
        "Studio voor eigen muziek",
        "cultuur",
        16_000,
        DISTRICT,
        "de kelder van het jongerencentrum",
        "Een ruimte met microfoons en een computer. Een begeleider is er drie avonden"
        " per week.",
    ),
    Plan(
        "Gitaarles na school",
        "cultuur",
        3_000,
        DISTRICT,
        "het jongerencentrum",
        "Twee muzikanten uit de buurt geven les aan wie geen les kan betalen. Gitaren"
        " zijn er te leen.",
        waits=True,
    ),
    Plan(
        "Graffitimuur onder de brug",
        "cultuur",
        2_500,
        DISTRICT,
        "de pijlers van de brug",
        "Een muur waar iedereen mag spuiten, met elke maand een thema.",
        waits=True,
    ),
    Plan(
        "Baantjes in de buurt",
        "jeugd",
        9_500,
        DISTRICT,
        "bij winkels en bewoners",
        "Jongeren van 14 tot 18 doen klussen voor ouderen en winkels. Zij leren wat"
        " werken is en verdienen een beetje.",
    ),
    Plan(
        "Gratis menstruatieproducten op school",
        "zorg",
        4_000,
        DISTRICT,
        "vijf scholen",
        "Een kastje in elk toilet. Niemand hoeft te vragen.",
    ),
    Plan(
        "Zwembad op het dak",
        "sport",
        450_000,
        DISTRICT,
        "het dak van de parkeergarage",
        "Een zwembad met uitzicht. Iedereen kan er gratis in.",
        refused=(
            "Het plan kost veel meer dan er in de pot is, en het dak kan het gewicht"
            " niet dragen. Een plan voor zwemles kan wel."
        ),
    ),
    Plan(
        "Feest op de kade tot vier uur",
        "cultuur",
        14_000,
        DISTRICT,
        "de kade",
        "Een nacht lang muziek voor jongeren.",
        refused=(
            "Na middernacht krijgt de kade geen vergunning voor muziek. Een feest tot"
            " elf uur kan wel. De indieners weten dat."
        ),
    ),
    Plan(
        "Krachtapparaten in het park",
        "sport",
        13_000,
        DISTRICT,
        "het park",
        "Acht apparaten om buiten te trainen, met uitleg in plaatjes.",
        waits=True,
    ),
    Plan(
        "Droomkamer om te gamen",
        "jeugd",
        8_000,
        DISTRICT,
        "de bibliotheek",
        "Snelle computers voor wie er thuis geen heeft. Ook voor huiswerk.",
        waits=True,
    ),
    Plan(
        "Regenboogbank",
        "ontmoeten",
        2_200,
        DISTRICT,
        "het plein bij het station",
        "Een bank in alle kleuren, waar iedereen welkom is.",
        waits=True,
    ),
    Plan(
        "Fietsreparatie door leerlingen",
        "duurzaam",
        5_600,
        DISTRICT,
        "de school voor techniek",
        "Leerlingen maken elke vrijdag fietsen van buurtbewoners, met hulp van een"
        " docent.",
        waits=True,
    ),
)
