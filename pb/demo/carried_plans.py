"""How the funded plans of the past round went: people and firms are invented."""

from dataclasses import dataclass

from pb.delivery.models import DeliveryState

DONE, BUSY, PLANNED = DeliveryState.DONE, DeliveryState.BUSY, DeliveryState.PLANNED


@dataclass(frozen=True, slots=True)
class Carried:
    """How one plan went. Days count from today: -3 is three days ago."""

    title: str
    state: DeliveryState
    due: int
    steps: tuple[tuple[str, int, int | None], ...] = ()  # promised, done
    paid: tuple[tuple[int, int, str], ...] = ()  # day, euros, what
    accounted: tuple[tuple[int, int, str], ...] = ()
    news: tuple[tuple[int, str], ...] = ()
    waiting: str = ""  # news that nobody read yet
    contact: str = ""
    done: int = 0
    thanks: str = ""
    lesson: str = ""
    moved: tuple[int, str] | None = None  # another day, and why
    more: tuple[int, str] | None = None  # euros that were added, and why


CARRIED = (
    Carried(
        "Boomspiegels vol bloemen",
        DONE,
        due=-40,
        done=-52,
        steps=(
            ("Straten kiezen met bewoners", -250, -255),
            ("Grond en planten kopen", -200, -201),
            ("Honderd boomspiegels planten", -120, -124),
            ("Naambordjes bij de bomen", -60, -52),
        ),
        paid=(
            (-215, 4_000, "Aarde en planten"),
            (-130, 2_150, "Tweede levering planten"),
            (-58, 1_050, "Naambordjes"),
        ),
        accounted=(
            (-190, 4_000, "Bonnen van de kweker"),
            (-50, 3_200, "Bonnen van planten en borden"),
        ),
        news=(
            (-124, "Met **43 buren** zetten wij op één zaterdag de laatste planten."),
            (-52, "Bij elke boom hangt nu een bordje met de naam van de verzorger."),
        ),
        thanks=(
            "Dank aan alle verzorgers, en aan groep 6 die de bordjes verfde."
            " Elke boom heeft nu een vaste buur."
        ),
        lesson=(
            "- Vraag eerst wie er water geeft in juli. Dan is iedereen weg.\n"
            "- Vaste planten overleven een droge zomer, eenjarige niet.\n"
            "- Honderd bomen in één dag lukt met veertig mensen en twee bakfietsen."
        ),
        more=(
            200,
            "De bordjes waren duurder. De rest van de pot betaalt dit.",
        ),
    ),
    Carried(
        "Klimtoren in de speeltuin",
        BUSY,
        due=45,
        steps=(
            ("Ontwerp kiezen met kinderen", -180, -182),
            ("Vergunning", -90, -71),
            ("Oude toren weg", -40, -38),
            ("Nieuwe toren staat", -11, None),
            ("Keuring en opening", 45, None),
        ),
        paid=((-100, 8_000, "Aanbetaling toren"), (-30, 3_600, "Slopen en fundering")),
        accounted=((-80, 8_000, "Factuur van de bouwer"),),
        news=(
            (-38, "De oude toren is weg. Het hout gaat naar de houtwerkplaats."),
            (-6, "De bouwer wacht op palen. Hij komt over twee weken."),
        ),
        waiting="De palen zijn binnen! Zaterdag begint het bouwen.",
        contact="Joke Wiersma",
        moved=(24, "De vergunning duurde drie weken langer dan beloofd."),
    ),
    Carried(
        "Nachtlicht bij het tunneltje",
        BUSY,
        due=80,
        steps=(
            ("Avondschouw met bewoners", -150, -150),
            ("Kleuren kiezen", -60, -63),
            ("Lampen hangen", 35, None),
            ("Spiegel in de bocht", 60, None),
        ),
        paid=((-45, 5_200, "Aanbetaling lampen"),),
        news=((-63, "Blauw bleek te koud. Het wordt warm geel, met één groene boog."),),
        contact="Samir Akkerman",
    ),
    Carried(
        "Vlinderveld langs de singel",
        DONE,
        due=-100,
        done=-110,
        steps=(("Grond losmaken", -210, -212), ("Zaaien", -190, -189)),
        paid=((-195, 5_100, "Zaad, gereedschap en het bord"),),
        accounted=((-95, 5_100, "Bonnen en een verslag met foto's"),),
        news=((-110, "De eerste telling: elf soorten vlinders."),),
        thanks="Dank aan de tuinclub, die elke maand blijft tellen.",
        lesson=(
            "Maai in september en haal het gras weg. Blijft het liggen, dan komt er"
            " volgend jaar geen bloem door."
        ),
    ),
    Carried(
        "Basketbalveld met echte netten",
        BUSY,
        due=20,
        steps=(
            ("Ringen bestellen", -70, -66),
            ("Lijnen schilderen", 6, None),
            ("Toernooi voor de opening", 20, None),
        ),
        paid=((-60, 7_400, "Ringen, borden en netten"),),
        accounted=((-40, 7_400, "Factuur van de leverancier"),),
        contact="Fenna Postma",
    ),
    Carried(
        "Taalcafé op woensdag",
        DONE,
        due=-20,
        done=-18,
        steps=(("Eerste avond", -300, -300), ("Veertig avonden", -20, -18)),
        paid=(
            (-310, 2_300, "Koffie, boeken en zaal, eerste helft"),
            (-160, 2_300, "Tweede helft"),
        ),
        accounted=(
            (-150, 2_280, "Verslag en bonnen, eerste helft"),
            (-15, 2_320, "Verslag en bonnen, tweede helft"),
        ),
        news=((-18, "In een jaar kwamen 212 mensen. Dertien van hen helpen nu zelf."),),
        thanks="Dank aan de bibliotheek voor de zaal, en aan alle taalmaatjes.",
        lesson=(
            "Kinderopvang in dezelfde zaal maakte het verschil. Daarvoor kwamen vooral"
            " mensen zonder kinderen."
        ),
    ),
    Carried(
        "Stoepkrijtdag",
        DONE,
        due=-170,
        done=-172,
        paid=((-180, 1_130, "Krijt en hekken"),),
        accounted=((-160, 1_130, "Bonnen"),),
        thanks="Dank aan twintig straten vol tekenaars.",
        lesson="Vraag de hekken acht weken van tevoren aan. Vier was te laat.",
    ),
    Carried(
        "Hangmatten in het park",
        BUSY,
        due=-25,
        steps=(("Palen in de grond", -60, -44), ("Hangmatten hangen", -25, None)),
        paid=((-50, 1_900, "Palen"),),
        news=((-20, "De eerste hangmat scheurde. Wij zoeken sterker doek."),),
    ),
    Carried(
        "Insectenhotel door scholieren",
        BUSY,
        due=30,
        steps=(("Hout zagen", -14, -14), ("Vijf hotels hangen", 30, None)),
        paid=((-20, 900, "Hout en gereedschap"),),
    ),
    Carried("Speelstraat op zaterdag", PLANNED, due=120),
    Carried("Verhalenbank", PLANNED, due=150, steps=(("Verhalen opnemen", 40, None),)),
    Carried(
        "Warme kamer in de winter",
        BUSY,
        due=130,
        steps=(
            ("Rooster met gastvrouwen en gastheren", -30, -33),
            ("Tweede kachel", -8, None),
            ("Elke dag open tot maart", 130, None),
        ),
        paid=((-28, 3_400, "Soep, koffie en de eerste maand huur"),),
        accounted=((-5, 1_900, "Bonnen van november"),),
        news=(
            (-20, "De deur is open. Op de eerste dag aten **34 mensen** soep."),
            (-4, "De tweede kachel is besteld, maar komt later."),
        ),
        contact="Corrie van Es",
    ),
    Carried(
        "Waterpunten voor mens en hond",
        BUSY,
        due=70,
        steps=(("Plekken kiezen", -90, -88), ("Leiding leggen", 15, None)),
        paid=((-25, 2_600, "Aanbetaling kranen"),),
        contact="Samir Akkerman",
    ),
    Carried(
        "Nieuwe keuken voor de voedselbank",
        BUSY,
        due=60,
        steps=(
            ("Tekening klaar", -120, -118),
            ("Leidingen gelegd", -30, -29),
            ("Keuken geplaatst", 25, None),
        ),
        paid=((-110, 3_000, "Tekening"), (-35, 9_500, "Loodgieter en elektra")),
        accounted=((-90, 3_000, "Factuur"), (-10, 9_500, "Factuur")),
        news=((-29, "Het water loopt. Nu de muren nog."),),
        contact="Bas Hendrikse",
    ),
)
