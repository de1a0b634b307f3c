"""Why a plan did or did not get money where the plan with the most votes goes first."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from flask_babel import gettext as _

from exports.result import CountStep
from pb.results.chart import step_chart
from pb.results.story import Case, Picture, Row, Story, Verdict
from pb.results.story_of_combination import tell_combination
from pb.results.story_of_saving import tell_saving
from pb.results.tried import tell_tried


def tell_in_order(case: Case, story: Story) -> None:
    """Tell of a plan where the plan with the most votes goes first."""
    t, plan = case.teller, case.plan
    if plan.place is None or plan.left_at_turn is None:
        return
    left, is_reached = t.amount(plan.left_at_turn), not t.stopped_before(case.line)
    place = _(
        "Het stond op plaats %(place)s in de volgorde van %(votes)s.",
        place=plan.place,
        votes=t.ranked_by,
    )
    story.lead.append(str(place))
    if case.line.is_funded:
        words = _(
            "Toen het aan de beurt was, was er nog %(left)s. Dat was genoeg.", left=left
        )
    elif plan.short_at_turn and is_reached:
        words = _(
            "Toen het aan de beurt was, was er nog %(left)s. Dat was te weinig.",
            left=left,
        )
    else:
        words = _("De telling stopte al bij een plan dat niet meer paste.")
    story.lead.append(str(words))
    story.facts.append((str(plan.place), str(_("plaats in de volgorde"))))
    if is_reached:
        story.facts.append((left, str(_("was er over op zijn beurt"))))
    story.picture = _pot(case)
    if case.tried:  # the other rule was counted, and this one won the comparison
        tell_tried(case, story)
    elif not case.line.is_funded:
        story.turning = str(_("Wat had er anders moeten zijn?"))
        story.verdicts.extend(_needed(case))


def _needed(case: Case) -> list[Verdict]:
    t, plan = case.teller, case.plan
    verdicts = []
    is_reached = not t.stopped_before(case.line)
    if plan.short_at_turn and plan.left_at_turn and is_reached:
        fact = _("%(amount)s goedkoper", amount=t.amount(plan.short_at_turn))
        words = _("Dan paste het plan nog in de pot op zijn beurt.")
        verdicts.append(Verdict(str(fact), str(words)))
    if plan.extra_votes is None:
        words = _("Ook met alle stemmen paste dit plan niet in de pot.")
        verdicts.append(Verdict(str(_("Niet met stemmen")), str(words)))
    elif plan.extra_votes > 0:
        verdicts.append(_more_votes(case, plan.extra_votes))
    return verdicts


def _more_votes(case: Case, more: Fraction) -> Verdict:
    if more == 1:
        fact = _("1 punt meer") if case.teller.has_points else _("1 stem meer")
        return Verdict(str(fact), str(_("Dan kwam het eerder aan de beurt.")))
    number = case.teller.count(more)
    fact = _("%(count)s %(votes)s meer", count=number, votes=case.votes_word)
    words = _("Dan kwam het eerder aan de beurt. Met één minder niet.")
    return Verdict(str(fact), str(words))


def _pot(case: Case) -> Picture:
    """Return the money in the pot until the plan's turn."""
    t, line, before = case.teller, case.line, _steps_before(case)
    values = [case.result.budget, *(step.left_after for step in before)]
    return Picture(
        heading=str(_("Het geld in de pot, stap voor stap")),
        sentences=_about_pot(len(before), ends=t.stopped_before(line)),
        chart=step_chart(values, line.cost),
        title=str(_("Geld in de pot bij elke stap")),
        conclusion=_conclusion(case, values),
        enough=str(_("genoeg geld voor dit plan")),
        too_little=str(_("te weinig geld")),
        goal=str(_("kosten van dit plan: %(cost)s", cost=t.amount(line.cost))),
        begin=str(_("Begin")),
        end=str(_("Na plan %(number)s", number=len(before))) if before else "",
        columns=(str(_("Kosten")), str(_("Nog over"))),
        rows=_rows(case, before),
    )


def _about_pot(steps: int, *, ends: bool) -> list[str]:
    each = str(_("Elke staaf is één stap. Bij elke stap is één plan gekozen."))
    if ends:
        return [each]
    if not steps:
        words = _("Dit plan kwam als eerste aan de beurt. De staaf is de hele pot.")
        return [str(words)]
    return [
        each,
        str(_("De laatste staaf is wat er over was toen dit plan aan de beurt kwam.")),
    ]


def _steps_before(case: Case) -> list[CountStep]:
    """Return the choices before the plan's turn."""
    line, left = case.line, case.plan.left_at_turn
    steps = [s for s in case.result.steps if s.phase in ("greedy", "completion")]
    before = [s for s in steps if left is not None and s.left_after >= left]
    if line.is_funded and line.step is not None:
        return [s for s in before if s.number < line.step.number]
    return before


def _conclusion(case: Case, values: Sequence[int]) -> str:
    t = case.teller
    return str(
        _(
            "Het geld gaat van %(first)s naar %(last)s. Het plan kost %(cost)s.",
            first=t.amount(values[0]),
            last=t.amount(values[-1]),
            cost=t.amount(case.line.cost),
        )
    )


def _rows(case: Case, steps: Sequence[CountStep]) -> list[Row]:
    t = case.teller
    return [
        Row(
            at,
            t.name(step.project),
            t.amount(case.result.project(step.project).cost),
            t.amount(step.left_after),
        )
        for at, step in enumerate(steps, start=1)
    ]


TELLERS: dict[str, Callable[[Case, Story], None]] = {
    "greedy": tell_in_order,
    "knapsack": tell_combination,
    "phragmen": tell_saving,
}
