"""What residents of the demo say about plans, and how many support them."""

from datetime import timedelta

from sqlalchemy import select

from pb.demo.rounds import Maker
from pb.projects.models import Project
from pb.rounds.models import BudgetRound
from pb.rounds.service import find_round
from pb.talk.models import Remark, RemarkReport, RemarkWriter, Support
from pb.talk.settings import Rules, save_rules

ROUND = "buurtbudget-volgend-jaar"
# Plan, kind, name, text, and what the deelgemeente answered.
REMARKS = (
    ("Een dak op de picknickplaats", "for", "Jeroen",
     "Vorig jaar regende ons straatfeest weg. Met een dak was het doorgegaan.", ""),
    ("Een dak op de picknickplaats", "for", "Naima",
     "Ook fijn op warme dagen. Er is daar geen schaduw.", ""),
    ("Een dak op de picknickplaats", "against", "Kees",
     "Ik ben bang dat jongeren er ’s nachts gaan hangen. Wij wonen er vlakbij.", ""),
    ("Een dak op de picknickplaats", "question", "Loes",
     "Komt er ook een plek voor een rolstoel aan de tafel?",
     "Ja. Eén tafel krijgt een vrije kant, zodat een rolstoel eronder past."),
    ("Schaduw op het schoolplein", "for", "Bilal",
     "Mijn dochter speelt in juni binnen omdat het plein te heet is.", ""),
    ("Schaduw op het schoolplein", "idea", "Wilma",
     "Neem bomen die geen plakkerige vruchten laten vallen. Een **es** bijvoorbeeld.",
     ""),
    ("Schaduw op het schoolplein", "against", "Frits",
     "De school kan dit zelf betalen. Dan blijft er geld voor andere plannen.", ""),
    ("Rolstoelpad naar het strandje", "for", "Hennie",
     "Mijn man kan al drie jaar niet meer bij het water komen.", ""),
    ("Rolstoelpad naar het strandje", "question", "Arno",
     "Blijft het pad liggen in de winter?",
     "Dat zoeken wij uit met de beheerder van de plas."),
    ("Avondwandeling met een gids", "idea", "Yusuf",
     "Loop ook eens langs de haven. Daar is het ’s avonds mooi.", ""),
)  # fmt: skip
WAITING = ("Avondwandeling met een gids", "question", "Tineke",
           "Kan mijn hond mee?", "")  # fmt: skip
REPORTED = "Ik ben bang dat"
SUPPORT = {
    "Een dak op de picknickplaats": 31,
    "Schaduw op het schoolplein": 27,
    "Rolstoelpad naar het strandje": 19,
    "Avondwandeling met een gids": 8,
    "Tweede leven voor de telefooncel": 4,
}
NEEDED, NEEDED_IN_AREAS = 25, 20


def talk(maker: Maker) -> None:
    """Let residents talk about the plans that come in now."""
    budget_round = find_round(maker.session, ROUND)
    if budget_round is None:
        return
    by_area = {area.id: NEEDED_IN_AREAS for area in budget_round.areas}
    save_rules(maker.session, budget_round, Rules(True, True, True, NEEDED, by_area))
    plans = {plan.title: plan.id for plan in _plans(maker, budget_round)}
    if not plans.keys() >= SUPPORT.keys():
        return  # a demo of a few plans only
    for number, remark in enumerate(REMARKS):
        _say(maker, plans, number, *remark)
    _say(maker, plans, len(REMARKS), *WAITING, state="waiting")
    for title, count in SUPPORT.items():
        _support(maker, plans[title], count)
    maker.session.commit()


def _support(maker: Maker, project_id: int, count: int) -> None:
    for number in range(count):
        maker.session.add(
            Support(
                project_id=project_id,
                person=f"demo-{number}",
                proof="code" if number % 9 == 0 else "email",
                at=maker.now - timedelta(hours=3 * number),
            )
        )


def _plans(maker: Maker, budget_round: BudgetRound) -> list[Project]:
    own = select(Project).where(Project.budget_round_id == budget_round.id)
    return list(maker.session.scalars(own))


def _say(
    maker: Maker,
    plans: dict[str, int],
    number: int,
    *remark: str,
    state: str = "shown",
) -> None:
    title, kind, name, text, answer = remark
    at = maker.now - timedelta(days=9, hours=-11 * number)
    row = Remark(
        project_id=plans[title],
        submission_id=f"{number:032x}",
        kind=kind,
        text=text,
        written_at=at,
        state=state,
    )
    maker.session.add(row)
    maker.session.flush()
    maker.session.add(RemarkWriter(remark_id=row.id, name=name))
    if text.startswith(REPORTED):
        reason = "Dit gaat over mensen in plaats van over het plan."
        maker.session.add(RemarkReport(remark_id=row.id, reason=reason, at=maker.now))
    if answer:
        _answer(maker, row, number, answer)
    maker.session.flush()


def _answer(maker: Maker, asked: Remark, number: int, text: str) -> None:
    at = asked.written_at + timedelta(days=1)
    maker.session.add(
        Remark(
            project_id=asked.project_id,
            submission_id=f"{number + 100:032x}",
            kind="answer",
            answers_id=asked.id,
            is_staff=True,
            text=text,
            written_at=at,
            state="shown",
            decided_at=at,
            decided_by_id=maker.staff_id,
        )
    )
