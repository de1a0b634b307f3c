"""Why a plan did or did not get money where voters save until they can pay."""

from flask_babel import gettext as _

from pb.results.chart import step_chart
from pb.results.story import Case, Picture, Row, Story
from pb.results.tried import tell_tried


def tell_saving(case: Case, story: Story) -> None:
    """Tell of a plan where voters save until they can pay."""
    t, plan, step = case.teller, case.plan, case.line.step
    story.lead.append(
        str(
            _(
                "Elke kiezer spaart evenveel. Een plan is gekozen zodra zijn kiezers"
                " samen genoeg hebben."
            )
        )
    )
    story.picture = _picture(case)
    if case.line.is_funded and step is not None and step.phase == "phragmen":
        words = _(
            "Als nummer %(number)s hadden de kiezers van dit plan genoeg.",
            number=step.number,
        )
        story.lead.append(str(words))
        return
    if plan.moment is None or plan.stopped_at is None:
        return
    moment, stopped = t.amount(plan.moment), t.amount(plan.stopped_at)
    words = _(
        "De kiezers van dit plan hadden genoeg gehad bij %(moment)s per kiezer. Het"
        " laatste plan werd gekozen bij %(stopped)s. Daarna was het geld op.",
        moment=moment,
        stopped=stopped,
    )
    story.lead.append(str(words))
    story.facts.append((moment, str(_("per kiezer was nodig"))))
    story.facts.append((stopped, str(_("per kiezer bij het laatste plan"))))
    tell_tried(case, story)


def _picture(case: Case) -> Picture | None:
    """Return what the plan's supporters had saved together at each step."""
    t, saved, cost = case.teller, case.plan.saved, case.line.cost
    if len(saved) < 2:
        return None
    step = case.line.step
    is_bought = step is not None and step.phase == "phragmen"
    end = _("Dit plan gekozen") if is_bought else _("Na plan %(n)s", n=len(saved) - 1)
    return Picture(
        heading=str(_("Wat de kiezers van dit plan samen spaarden, stap voor stap")),
        sentences=_sentences(is_bought=is_bought),
        chart=step_chart(saved, cost),
        title=str(_("Spaargeld van de kiezers van dit plan bij elke stap")),
        conclusion=str(
            _(
                "Aan het eind hadden zij %(last)s. Het plan kost %(cost)s.",
                last=t.roughly(saved[-1]),
                cost=t.amount(cost),
            )
        ),
        enough=str(_("genoeg geld voor dit plan")),
        too_little=str(_("te weinig geld")),
        goal=str(_("kosten van dit plan: %(cost)s", cost=t.amount(cost))),
        begin=str(_("Begin")),
        end=str(end),
        columns=(str(_("Per kiezer gespaard")), str(_("Deze kiezers samen"))),
        rows=_rows(case),
    )


def _sentences(*, is_bought: bool) -> list[str]:
    last = (
        _("Bij de laatste staaf hadden zij precies genoeg voor dit plan.")
        if is_bought
        else _("Zij hadden nooit samen genoeg voordat het tellen stopte.")
    )
    return [
        str(_("Elke staaf is één stap. Bij elke stap is één plan gekozen.")),
        str(
            _(
                "Tussen twee stappen spaart iedereen. Kiezers van dit plan die ook op"
                " het gekozen plan stemden, betaalden daaraan al hun spaargeld."
            )
        ),
        str(last),
    ]


def _rows(case: Case) -> list[Row]:
    t, saved = case.teller, case.plan.saved
    steps = [step for step in case.result.steps if step.phase == "phragmen"]
    seen = zip(steps, case.studied.moments, saved[1:], strict=False)
    return [
        Row(at, t.name(step.project), t.amount(moment), t.roughly(held))
        for at, (step, moment, held) in enumerate(seen, start=1)
    ]
