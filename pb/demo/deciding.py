"""Decisions about plans of the demo: a merge, a withdrawal, objections, a draft."""

from datetime import timedelta

from pb.demo.rounds import Maker
from pb.projects.care import decide_objection, object_to_refusal, save_settings
from pb.projects.changes import ask_to_merge, carry_out, give_answer
from pb.projects.drafting import save_draft
from pb.projects.models import Project
from pb.projects.service import withdraw_project
from pb.projects.verdicts import Verdict
from pb.rounds.models import BudgetRound

STAYS, GOES = "Studio voor eigen muziek", "Gitaarles na school"
WITHDRAWN = "Graffitimuur onder de brug"
WAITS = "Fietsreparatie door leerlingen"
OBJECTED, DECIDED = "Feest op de kade tot vier uur", "Zwembad op het dak"
MERGED = "Beide willen muziek voor jongeren. De lessen komen in de studio."
OBJECTION = (
    "Wij willen ook wel om één uur stoppen. Dan blijft er genoeg nacht over. Kijkt u"
    " nog een keer naar de vergunning?"
)
POOL = "Een kleiner zwembad kan het dak misschien wel dragen."
TOO_HEAVY = (
    "De constructeur heeft het nagerekend: ook een klein bad is te zwaar voor dit dak."
    " Een plan voor zwemles kan nog steeds."
)


def decide(maker: Maker, plans: dict[str, Project]) -> None:
    """Let staff and proposers decide about plans of the round that is checked."""
    budget_round = maker.session.get_one(BudgetRound, plans[WAITS].budget_round_id)
    save_settings(
        maker.session, budget_round, releases_together=True, objection_days=14
    )
    _merge(maker, budget_round, plans[STAYS].id, plans[GOES].id)
    plan = plans[WITHDRAWN]
    withdraw_project(
        maker.session,
        budget_round,
        plan.id,
        version=plan.version,
        now=maker.now - timedelta(days=2),
    )
    _draft(maker, budget_round, plans[WAITS])
    _object(maker, budget_round, plans)


def _merge(
    maker: Maker, budget_round: BudgetRound, stays_id: int, goes_id: int
) -> None:
    asked = maker.now - timedelta(hours=20)
    change = ask_to_merge(
        maker.session,
        budget_round,
        stays_id,
        [goes_id],
        MERGED,
        staff_id=maker.staff_id,
        now=asked,
    )
    for hours, number in ((6, stays_id), (14, goes_id)):
        give_answer(
            maker.session,
            change,
            number,
            is_yes=True,
            by_staff=False,
            now=asked + timedelta(hours=hours),
        )
    carry_out(maker.session, budget_round, change, asked + timedelta(hours=15))


def _draft(maker: Maker, budget_round: BudgetRound, plan: Project) -> None:
    """Keep a verdict that becomes public with the others."""
    verdict = Verdict(
        is_feasible=True,
        cost=plan.estimated_cost,
        contest_id=budget_round.contests[0].id,
        public_reason="",
        title=plan.title,
    )
    save_draft(
        maker.session,
        budget_round,
        plan.id,
        verdict,
        version=plan.version,
        staff_id=maker.staff_id,
        now=maker.now - timedelta(hours=2),
    )


def _object(maker: Maker, budget_round: BudgetRound, plans: dict[str, Project]) -> None:
    """Object twice: one objection is decided, the other waits."""
    session, now = maker.session, maker.now
    for title, text, hours in ((DECIDED, POOL, 20), (OBJECTED, OBJECTION, 3)):
        at = now - timedelta(hours=hours)
        object_to_refusal(session, budget_round, plans[title].id, text, at)
    decide_objection(
        session,
        budget_round,
        plans[DECIDED].id,
        is_upheld=False,
        reason=TOO_HEAVY,
        staff_id=maker.staff_id,
        now=now - timedelta(hours=1),
    )
