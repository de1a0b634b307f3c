"""Why a plan did or did not get money where the best combination is chosen."""

from fractions import Fraction

from flask_babel import gettext as _

from pb.results.story import Bar, Bars, Case, Story, Verdict
from pb.results.tried import tell_tried


def tell_combination(case: Case, story: Story) -> None:
    """Tell of a plan where the best combination is chosen."""
    story.lead.append(
        str(
            _(
                "De regel zoekt de plannen die samen in het budget passen en samen de"
                " meeste %(votes)s hebben.",
                votes=case.votes_word,
            )
        )
    )
    if case.line.is_funded:
        story.lead.append(str(_("Dit plan hoort bij die beste combinatie.")))
        story.bars = _share(case)
        return
    story.lead.append(str(_("Dit plan hoort daar niet bij.")))
    if case.plan.loss:
        number = case.teller.count(case.plan.loss)
        words = _("Zoveel is de beste combinatie mét dit plan minder waard.")
        story.turning = str(_("Hoe dichtbij was het?"))
        story.verdicts.append(Verdict(number, str(words)))
        story.bars = _with_and_without(case)
    tell_tried(case, story)


def _goes_by_votes(case: Case) -> bool:
    """Say whether a combination is worth its votes, and not its votes times cost."""
    return case.result.objective != "votes-cost"


def _value(case: Case) -> Fraction:
    return sum((line.score for line in case.result.funded), start=Fraction())


def _with_and_without(case: Case) -> Bars | None:
    """Return what the best combinations are worth, without the plan and with it."""
    loss = case.plan.loss
    if loss is None or not _goes_by_votes(case):
        return None
    best, count = _value(case), case.teller.count
    return Bars(
        heading=str(_("De beste combinatie, zonder en met dit plan")),
        sentence=str(
            _(
                "Met dit plan erbij moeten andere plannen eruit. Dan zijn er samen"
                " minder %(votes)s.",
                votes=case.votes_word,
            )
        ),
        columns=(str(_("Combinatie")), case.votes_word.capitalize()),
        rows=[
            Bar(str(_("De gekozen plannen")), count(best), int(best), 1),
            Bar(
                str(_("De beste combinatie mét dit plan")),
                count(best - loss),
                int(best - loss),
                3,
            ),
        ],
    )


def _share(case: Case) -> Bars | None:
    """Return the part of the plan in the money and in the votes of the combination."""
    value, cost = _value(case), case.result.cost
    if not value or not cost or not _goes_by_votes(case):
        return None
    money, votes = Fraction(case.line.cost, cost), case.line.score / value
    return Bars(
        heading=str(_("Het deel van dit plan in de combinatie")),
        sentence=str(
            _(
                "Hoe meer %(votes)s een plan meebrengt voor zijn geld, hoe eerder het"
                " in de combinatie past.",
                votes=case.votes_word,
            )
        ),
        columns=(str(_("Deel van de gekozen plannen")), str(_("Deel"))),
        rows=[
            Bar(str(_("Van het geld")), _percent(money), int(money * 1000), 3),
            Bar(
                str(_("Van de %(votes)s", votes=case.votes_word)),
                _percent(votes),
                int(votes * 1000),
                1,
            ),
        ],
    )


def _percent(part: Fraction) -> str:
    return f"{round(part * 100)}%"
