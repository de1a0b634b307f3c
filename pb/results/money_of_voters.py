"""The money of a plan's supporters: step by step, and where it went."""

from flask_babel import gettext as _
from flask_babel import ngettext

from pb.results.chart import step_chart
from pb.results.story import Case, Picture, Row, Spending

MOST = 5  # plans named where the money went


def picture(case: Case) -> Picture | None:
    """Return the money of the plan's supporters step by step."""
    t, money, cost = case.teller, case.plan.money, case.line.cost
    shared = [s for s in case.result.steps if s.phase == "equal-shares"]
    is_bought = case.line.step is not None and case.line.step.phase == "equal-shares"
    shown = money[:-1] if is_bought else money
    if not shown:
        return None
    first, last = t.roughly(shown[0]), t.roughly(shown[-1])
    return Picture(
        heading=str(_("Het geld van de kiezers van dit plan, stap voor stap")),
        sentences=_about_picture(case, len(shown) - 1, is_bought=is_bought),
        chart=step_chart(shown, cost),
        title=str(_("Geld van de kiezers van dit plan bij elke stap")),
        conclusion=str(
            _(
                "Het geld gaat van %(first)s naar %(last)s. Het plan kost %(cost)s.",
                first=first,
                last=last,
                cost=t.amount(cost),
            )
        ),
        enough=str(_("genoeg geld voor dit plan")),
        too_little=str(_("te weinig geld")),
        goal=str(_("kosten van dit plan: %(cost)s", cost=t.amount(cost))),
        begin=str(_("Begin")),
        end=_end(len(shown) - 1, is_bought=is_bought),
        columns=(str(_("Betaald door deze kiezers")), str(_("Nog over"))),
        rows=[
            Row(
                number,
                t.name(step.project),
                t.roughly(money[number - 1] - money[number]),
                t.roughly(money[number]),
            )
            for number, step in enumerate(shared[: len(money) - 1], start=1)
        ],
    )


def _end(steps: int, *, is_bought: bool) -> str:
    if is_bought:
        return str(_("Dit plan gekozen"))
    return str(_("Na plan %(number)s", number=steps)) if steps else ""


def _about_picture(case: Case, steps: int, *, is_bought: bool) -> list[str]:
    sentences = [
        str(_("Elke staaf is één stap. Bij elke stap is één plan gekozen.")),
        str(
            _(
                "Kiezers van dit plan betaalden daaraan mee als zij ook op dat plan"
                " stemden."
            )
        ),
    ]
    if is_bought:
        last = ngettext(
            "Vóór dit plan is %(num)s ander plan gekozen. Daarna was er nog genoeg"
            " over.",
            "Vóór dit plan zijn %(num)s andere plannen gekozen. Daarna was er nog"
            " genoeg over.",
            steps,
        )
        first = _("Dit plan kwam als eerste aan de beurt.")
        return [*sentences, str(last if steps else first)]
    short = [n for n, held in enumerate(case.plan.money) if held < case.line.cost]
    if short and short[0]:
        words = ngettext(
            "Na %(num)s plan hadden zij samen minder dan %(cost)s.",
            "Na %(num)s plannen hadden zij samen minder dan %(cost)s.",
            short[0],
            cost=case.teller.amount(case.line.cost),
        )
        sentences.append(str(words))
    return sentences


def spending(case: Case) -> Spending | None:
    """Return where the money of the plan's supporters went; nothing if nowhere."""
    t, money = case.teller, case.plan.money
    shared = [s for s in case.result.steps if s.phase == "equal-shares"]
    if len(money) < 2:
        return None
    paid = [
        (money[at] - money[at + 1], t.name(step.project))
        for at, step in enumerate(shared[: len(money) - 1])
        if money[at] > money[at + 1]
    ]
    if not paid:
        return None
    paid.sort(key=lambda each: -each[0])
    rows = [(name, t.roughly(amount)) for amount, name in paid[:MOST]]
    rest = paid[MOST:]
    if rest:
        name = ngettext("%(num)s ander plan", "%(num)s andere plannen", len(rest))
        rows.append((str(name), t.roughly(sum(amount for amount, _n in rest))))
    mean = round(case.plan.choices / max(case.line.votes, 1))
    sentence = ngettext(
        "Deze kiezers kozen gemiddeld %(num)s plan.",
        "Deze kiezers kozen gemiddeld %(num)s plannen.",
        mean,
    )
    return Spending(str(sentence), rows, t.roughly(money[-1]))
