"""What goes on around the plans of the demo: money, needs, questions, a merge.

All is invented. Nobody gets a mail about it.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pb.demo.deciding import decide
from pb.demo.plain_facts import plain_facts
from pb.demo.rounds import Maker
from pb.projects.care import answer, ask, questions_of
from pb.projects.care_models import HistoryEntry
from pb.projects.changes import ask_to_merge
from pb.projects.facts import Facts, store_facts
from pb.projects.handling import Handling, set_handling
from pb.projects.models import Project
from pb.projects.opinions import Opinion, ask_opinion, give_opinion, opinions_of
from pb.rounds.models import BudgetRound


@dataclass(frozen=True, slots=True)
class Life:
    """What is known of one plan beyond its text; amounts in euros."""

    lines: tuple[tuple[str, int], ...]
    aims: tuple[int, ...]
    values: tuple[str, ...]
    own_effort: str
    needs: dict[str, str] = field(default_factory=dict)
    others: dict[str, int] = field(default_factory=dict)
    for_whom: str = "iedereen in de buurt"
    kind: str = "resident"
    organisation: str = ""
    paid_note: str = ""
    handled_by: str = "Team Groen en Buiten"
    next_step: str = "Wij rekenen de kosten na"

    def facts(self) -> Facts:
        """Return it as the form in steps would store it."""
        return Facts(
            for_whom=self.for_whom,
            aims=self.aims,
            values=self.values,
            lines=tuple((label, euros * 100) for label, euros in self.lines),
            contributions={source: sum_ * 100 for source, sum_ in self.others.items()},
            own_effort=self.own_effort,
            needs=self.needs,
            proposer_kind=self.kind,
            organisation=self.organisation,
            is_paid=bool(self.paid_note),
            paid_note=self.paid_note,
        )


LIVES = {
    "Een dak op de picknickplaats": Life(
        (("Hout en dakplaten", 6_500), ("Aannemer, drie dagen", 3_300), ("Verf", 400)),
        (1, 2),
        ("community",),
        "Wij schilderen zelf en houden de plek schoon.",
        {
            "hands": "Zes mensen op een zaterdag in mei",
            "skills": "Iemand die een bouwtekening kan lezen",
        },
        {"own": 200, "donations": 1_000},
        for_whom="gezinnen uit Kralingen-West",
        kind="street",
        organisation="De picknickgroep",
    ),
    "Tweede leven voor de telefooncel": Life(
        (("Beamer en geluid", 1_400), ("Glas en slot", 800)),
        (2, 5),
        ("community", "economy"),
        "Elke week kiest een andere bewoner de films.",
        {"place": "Een stopcontact in de buurt", "skills": "Een elektricien"},
        {"membership": 300},
        kind="association",
        organisation="Filmhuis op de Hoek",
        handled_by="Team Vergunningen",
        next_step="Wij vragen de eigenaar van de cel of het mag",
    ),
    "Schaduw op het schoolplein": Life(
        (("Zes bomen", 9_000), ("Doek en palen", 5_000), ("Aarde", 1_000)),
        (3, 4),
        ("community", "sustainability"),
        "Leerlingen geven de bomen water. Ouders hangen het doek op.",
        {
            "hands": "Ouders die een ochtend helpen planten",
            "support": "Hulp bij het bestek, tot de zomer",
        },
        for_whom="kinderen van 4 tot 12 jaar",
        kind="other",
        organisation="De ouderraad",
    ),
    "Rolstoelpad naar het strandje": Life(
        (("Vlonder van 40 meter", 11_000), ("Leuning", 3_500)),
        (1, 2),
        ("community",),
        "Wij testen het pad zelf en melden wat kapot is.",
        {"support": "Een medewerker die weet wat mag langs de plas"},
        {"funds": 2_000},
        for_whom="mensen met een rolstoel, rollator of kinderwagen",
    ),
    "Avondwandeling met een gids": Life(
        (("Gids, twaalf avonden", 1_800), ("Lampen en hesjes", 600)),
        (2, 3, 5),
        ("community", "democracy"),
        "Wij maken de route en nodigen mensen uit.",
        {"hands": "Twee mensen die achteraan lopen"},
        kind="enterprise",
        organisation="Buurtonderneming De Lantaarn",
        paid_note="de gids krijgt € 150 per avond".replace("€ ", "€\u00a0"),
        handled_by="Wijkteam Veilig",
    ),
    "Krachtapparaten in het park": Life(
        (("Acht apparaten", 11_500), ("Ondergrond", 1_500)),
        (1, 4),
        ("community",),
        "Twee trainers geven de eerste maand gratis les.",
        {"place": "Een hoek van het park met licht"},
        kind="association",
        organisation="Sterk op Straat",
        next_step="Stadsbeheer zegt of de grond geschikt is",
    ),
    "Fietsreparatie door leerlingen": Life(
        (("Gereedschap", 3_600), ("Onderdelen", 2_500), ("Docent", 1_500)),
        (2, 4),
        ("purchasing", "sustainability"),
        "Leerlingen en de docent doen het werk op vrijdag.",
        {"materials": "Oude fietsen voor onderdelen", "skills": "Een oud-fietsenmaker"},
        {"housing": 2_000},
        kind="cooperative",
        organisation="Fietscoöperatie De Ketting",
        handled_by="Team Onderwijs",
    ),
}
QUESTION = "Hoe breed wordt de vlonder? Een rolstoel heeft 1,20 meter nodig."
ANSWER = "Hij wordt 1,50 meter. Dan kunnen twee mensen elkaar passeren."


def add_life(maker: Maker) -> None:
    """Give the plans that stand in the rounds of this demo their life."""
    session, now = maker.session, maker.now
    plans = {plan.title: plan for plan in session.scalars(select(Project))}
    if not plans.keys() >= LIVES.keys():
        return  # a demo of a few plans only
    for plan in plans.values():
        if plan.title not in LIVES:
            store_facts(session, plan.id, plain_facts(plan))
    for title, life in LIVES.items():
        plan = plans[title]
        store_facts(session, plan.id, life.facts())
        handling = Handling(
            life.handled_by, life.next_step, now + timedelta(days=12), maker.staff_id
        )
        set_handling(session, plan.id, handling, now=now - timedelta(days=1))
    _talk(maker, plans["Rolstoelpad naar het strandje"])
    _judge_together(maker, plans["Krachtapparaten in het park"])
    _ask_to_merge(maker, plans)
    decide(maker, plans)
    _nobody_is_told(session, maker)


def _talk(maker: Maker, plan: Project) -> None:
    asked = maker.now - timedelta(days=2)
    ask(
        maker.session,
        plan.id,
        QUESTION,
        due_at=maker.now + timedelta(days=5),
        staff_id=maker.staff_id,
        now=asked,
    )
    (question,) = questions_of(maker.session, plan.id)
    at = asked + timedelta(hours=20)
    answer(maker.session, plan.id, question.id, ANSWER, now=at)


def _judge_together(maker: Maker, plan: Project) -> None:
    """Ask three departments; two of them have answered."""
    session, due = maker.session, maker.now + timedelta(days=6)
    for name in ("Stadsbeheer", "Sport", "Vastgoed"):
        ask_opinion(session, plan.id, name, due_at=due, now=maker.now)
    beheer, sport, _vastgoed = opinions_of(session, plan.id)
    given = [
        Opinion(
            "conditions",
            {"law": "yes", "land": "yes", "upkeep": "partly"},
            1_420_000,
            60_000,
            "voorjaar",
            "Alleen op de harde ondergrond bij de ingang.",
        ),
        Opinion("yes", {"access": "yes", "time": "yes"}, None, None, "", ""),
    ]
    for row, opinion in zip((beheer, sport), given, strict=True):
        give_opinion(
            session, plan.id, row.id, opinion, staff_id=maker.staff_id, now=maker.now
        )


def _ask_to_merge(maker: Maker, plans: dict[str, Project]) -> None:
    """Ask two proposers whether their plans may go on as one."""
    studio, games = plans["Droomkamer om te gamen"], plans["Regenboogbank"]
    budget_round = maker.session.get_one(BudgetRound, studio.budget_round_id)
    ask_to_merge(
        maker.session,
        budget_round,
        studio.id,
        [games.id],
        "Allebei gaan over een plek waar iedereen welkom is. Samen past het in de pot.",
        staff_id=maker.staff_id,
        now=maker.now - timedelta(days=1),
    )


def _nobody_is_told(session: Session, maker: Maker) -> None:
    session.execute(
        update(HistoryEntry)
        .where(HistoryEntry.told_at.is_(None))
        .values(told_at=maker.now)
    )
    session.commit()
