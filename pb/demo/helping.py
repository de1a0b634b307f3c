"""Helpers, places and wishes of the demo: people and buildings are invented."""

from datetime import timedelta

from sqlalchemy import select

from pb.community import broker
from pb.community.models import Place, PlaceContact
from pb.community.offers import Offered, store_offer, today
from pb.community.places import save_place
from pb.demo.plan import CROOSWIJK, OOST, RUBROEK, WEST
from pb.demo.rounds import Maker
from pb.projects.models import Project
from pb.projects.plan_models import PlanNeed

# Plan, what it looks for, and in which words.
NEEDS = (
    ("Een dak op de picknickplaats", "skills", "Iemand die kan timmeren en rekenen"),
    ("Een dak op de picknickplaats", "hands", "Tien paar handen op een zaterdag"),
    ("Tweede leven voor de telefooncel", "materials", "Een oude projector en een doek"),
    ("Schaduw op het schoolplein", "hands", "Ouders die bomen water geven, overdag"),
    ("Rolstoelpad naar het strandje", "skills", "Iemand die een bouwtekening leest"),
    ("Avondwandeling met een gids", "skills", "Een verteller die de wijk goed kent"),
    ("Studio voor eigen muziek", "place", "Een kelder of zaal voor de avond"),
    ("Fietsreparatie door leerlingen", "materials", "Oude fietsen en gereedschap"),
    ("Droomkamer om te gamen", "place", "Een ruimte met stroom, in het weekend"),
)
# Kind, title, more, area, theme, times, name.
OFFERS = (
    ("skills", "Ik timmer al dertig jaar", "Ook trappen en daken. Gereedschap heb ik.",
     WEST, "", "weekend", "Gerrit"),
    ("skills", "Bouwtekeningen maken en lezen", "Ik was opzichter.", "", "", "evening",
     "Hatice"),
    ("skills", "Vertellen over de wijk", "Vijftig jaar Crooswijk, veel verhalen.", "",
     "", "evening weekend", "Cor"),
    ("skills", "Boekhouding voor een groep", "", RUBROEK, "", "evening", "Priya"),
    ("hands", "Op zaterdag kan ik sjouwen", "Ik neem mijn zonen mee.", WEST, "",
     "weekend", "Milan"),
    ("hands", "Planten en bomen water geven", "Elke ochtend, ik ben met pensioen.",
     CROOSWIJK, "groen", "workday", "Ans"),
    ("hands", "Koffie schenken en praten", "", "", "ontmoeten", "workday evening",
     "Dolores"),
    ("materials", "Een projector en een scherm", "Te leen, als er iemand bij blijft.",
     RUBROEK, "", "evening weekend", "Ruud"),
    ("materials", "Twintig klapstoelen", "", "", "", "", "Soraya"),
    ("place", "Een zaal met stroom", "Boven onze winkel, zestig vierkante meter.",
     CROOSWIJK, "", "weekend evening", "Firma Bos"),
)  # fmt: skip
# Name, address, area, what, hours, price, people, access, whom to call.
PLACES = (
    ("Huis van de Wijk De Linde", "Lindeplein 4", RUBROEK,
     "Grote zaal, keuken en een kleine kamer. Buiten een plein.",
     "elke dag van 9 tot 22 uur", "gratis voor bewoners", 80,
     "step-free lift toilet transport", "Ria Molenaar"),
    ("De Kapel aan de Singel", "Singelkade 12", CROOSWIJK,
     "Hoge zaal met een goede klank. Piano.", "avond en weekend", "€\u00a015 per avond",
     120, "step-free hearing", "koster Evert"),
    ("Speeltuin Het Nest", "Nestweg 1", CROOSWIJK, "Clubhuis met een tuin.",
     "doordeweeks tot 18 uur", "gratis", 30, "step-free toilet transport", "Shirley"),
    ("Sporthal West, kantine", "Sportlaan 90", WEST, "Kantine met tafels en scherm.",
     "niet tijdens wedstrijden", "drankjes betaalt u zelf", 60, "lift toilet", "Ton"),
    ("Bibliotheek Oost, leeszaal", "Plaslaan 7", OOST,
     "Stille zaal, computers en een kast vol spellen.", "ma t/m za van 10 tot 20 uur",
     "gratis", 25, "step-free lift toilet hearing transport", "Noor"),
    ("De Werkplaats", "Ambachtstraat 33", RUBROEK,
     "Werkbanken, zagen en een lastafel. Met een begeleider.", "dinsdag en zaterdag",
     "materiaal betaalt u zelf", 12, "", "Wim"),
)  # fmt: skip


def help_each_other(maker: Maker) -> None:
    """Make wishes, offers and places, and bring some together."""
    needs = _wishes(maker)
    for number, offer in enumerate(OFFERS):
        _offer(maker, number, *offer)
    for place in PLACES:
        _place(maker, *place)
    maker.session.commit()
    for number, need_id in enumerate(needs[:3]):
        _introduce(maker, need_id, answers=number)


def _wishes(maker: Maker) -> list[int]:
    titles = {title for title, _kind, _text in NEEDS}
    rows = maker.session.scalars(select(Project).where(Project.title.in_(titles)))
    plans = {project.title: project.id for project in rows}
    needs = []
    for title, kind, text in NEEDS:
        if title in plans:
            known = {"project_id": plans[title], "kind": kind}
            need = maker.session.scalar(select(PlanNeed).filter_by(**known))
            if need is None:
                need = PlanNeed(**known, description=text)
                maker.session.add(need)
            maker.session.flush()
            needs.append(need.id)
    return needs


def _offer(maker: Maker, number: int, *parts: str) -> None:
    kind, title, details, area, theme, times, name = parts
    offered = Offered(
        kind=kind,
        title=title,
        details=details,
        area=area,
        theme=theme,
        times=times.split(),
        name=name,
        email=f"{name.split()[-1].lower()}@helpers.example",
        phone="" if number % 3 else "010 000 00 00",
    )
    store_offer(
        maker.session,
        offered,
        submission_id=f"{number:032x}",
        now=maker.now - timedelta(days=40 - number),
        is_confirmed=title != "Twintig klapstoelen",
    )


def _place(maker: Maker, *parts: object) -> None:
    names = ("name", "address", "area", "what", "hours", "price", "capacity", "access")
    place = Place(**dict(zip(names, parts[:-1], strict=True)), is_shown=True)
    contact = PlaceContact(name=str(parts[-1]), phone="010 000 00 00")
    save_place(maker.session, place, contact, day=today(maker.now) - timedelta(days=9))


def _introduce(maker: Maker, need_id: int, *, answers: int) -> None:
    """Ask the best helper of a wish; the first said yes, the second not yet."""
    sought = broker.find_sought(maker.session, need_id)
    if sought is None:
        return
    offers = broker.open_offers(maker.session, maker.now)
    fitting = broker.candidates(sought, offers)
    if not fitting:
        return
    at = maker.now - timedelta(days=6 - answers)
    row, _words = broker.propose(
        maker.session, sought, fitting[0], staff_id=maker.staff_id, now=at
    )
    sides = {0: broker.SIDES, 1: ("helper",)}.get(answers, ())
    for side in sides:
        broker.answer(maker.session, row.id, side, is_yes=True, now=at)
    maker.session.commit()
