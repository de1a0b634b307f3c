"""What counting again brought, as it is told: only what was tried.

A number stands here with the change that was made for it. Where the worker had no time
for it, or has not been there yet, nothing of it is said.
"""

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import ngettext

from pb.results.story import Case, Story, Verdict
from pb.results.trying import COST, NAMES, VOTERS, WEIGHT, WHOLE


def tell_enough(case: Case, story: Story) -> None:
    """Tell what was enough; where nobody tried, what was missing in this count."""
    if case.tried:
        tell_tried(case, story)
        return
    story.turning = str(_("Hoeveel scheelde het in deze telling?"))
    story.verdicts.extend(_in_this_count(case))
    story.caveats.append(
        str(
            _(
                "Deze getallen gelden in deze telling. Wij telden er niet opnieuw voor."
                " Met andere kosten of meer stemmen begint iedereen met een ander"
                " bedrag, en dan kan een nieuwe telling anders uitkomen. Tellen wij"
                " later nog opnieuw, dan staat het hier."
            )
        )
    )


def tell_tried(case: Case, story: Story) -> None:
    """Tell what was enough, and what was not, when the ballots were counted again."""
    told = {COST: _cheaper, VOTERS: _voters, NAMES: _names}
    verdicts = [
        tell(case, case.tried[name])
        for name, tell in told.items()
        if name in case.tried
    ]
    if verdicts:
        story.turning = story.turning or str(_("Wat had er anders moeten zijn?"))
        story.verdicts.extend(verdicts)
        story.caveats.append(_caveat(case))


def _in_this_count(case: Case) -> Iterator[Verdict]:
    """Yield what the amounts of this count say, and nothing of another one."""
    t, plan, cost = case.teller, case.plan, case.line.cost
    # With growing shares a lower price means other shares: then it is not so.
    has_same_shares = not (case.result.completion or "").startswith("add1")
    if has_same_shares and cost - (plan.missing or 0) < plan.enough_cost:
        price = t.amount(plan.enough_cost // 100 * 100 or plan.enough_cost)
        words = _(
            "Bij die prijs had het plan een eerdere stap van deze telling gewonnen, met"
            " het geld dat elke kiezer toen had. Met die prijs is niet opnieuw geteld."
        )
        fact = _("Ten hoogste %(price)s", price=price)
        yield Verdict(str(fact), str(words))
    if plan.enough_voters:
        voters = plan.enough_voters
        words = ngettext(
            "In deze telling had een kiezer %(share)s. Wat er aan het eind ontbrak, is"
            " niet meer dan het geld van %(num)s kiezer.",
            "In deze telling had een kiezer %(share)s. Wat er aan het eind ontbrak, is"
            " niet meer dan het geld van %(count)s kiezers.",
            voters,
            share=t.amount(case.result.endowment or 0),
            count=t.count(voters),
        )
        fact = ngettext(
            "Het geld van %(num)s kiezer te weinig",
            "Het geld van %(count)s kiezers te weinig",
            voters,
            count=t.count(voters),
        )
        yield Verdict(str(fact), str(words))


def _caveat(case: Case) -> str:
    """Return how these numbers were found, and what they do not promise."""
    told = _(
        "Waar ‘wij telden opnieuw’ staat, zijn alle stemmen nog eens geteld, elke keer"
        " met één verandering. Een ander plan kan dan afvallen. U kunt dat nadoen met"
        " de bestanden bij de uitslag."
    )
    if case.result.rule == "knapsack":
        return str(told)
    more = _(
        "Wij probeerden niet elke verandering. Misschien is een kleinere ook genoeg,"
        " want meer %(votes)s of een lagere prijs helpen bij deze regel niet altijd.",
        votes=case.votes_word,
    )
    return f"{told} {more}"


def _given(case: Case) -> str:
    """Say how many points the ballots gave that were added; nothing without points."""
    points = case.tried.get(WEIGHT)
    if not points:
        return ""
    words = ngettext(
        "Elk gaf het %(num)s punt.",
        "Elk gaf het %(count)s punten.",
        points,
        count=case.teller.count(points),
    )
    return f" {words}"


def _cheaper(case: Case, enough: int | None) -> Verdict:
    t, cost = case.teller, case.line.cost
    if not enough:
        words = _(
            "Wij telden opnieuw met lagere prijzen, tot %(price)s. Het werd niet"
            " gekozen.",
            price=t.amount(WHOLE),
        )
        return Verdict(str(_("Niet met een lagere prijs")), str(words))
    words = _(
        "Wij telden opnieuw met een prijs van %(price)s: dan wordt het plan gekozen."
        " Met %(more)s niet.",
        price=t.amount(enough),
        more=t.amount(min(enough + WHOLE, cost)),
    )
    fact = _("%(amount)s goedkoper", amount=t.amount(cost - enough))
    return Verdict(str(fact), str(words))


def _voters(case: Case, enough: int | None) -> Verdict:
    t = case.teller
    if enough is None:
        words = _(
            "Wij telden opnieuw met 1, 2, 4 en zo verder tot %(count)s kiezers erbij"
            " die alleen dit plan kozen. Het werd niet gekozen.",
            count=t.count(case.result.ballots),
        )
        return Verdict(str(_("Niet met meer kiezers")), str(words))
    fact = ngettext(
        "%(num)s kiezer erbij", "%(count)s kiezers erbij", enough, count=t.count(enough)
    )
    if enough == 1:
        words = _(
            "Wij telden opnieuw met één kiezer erbij die alleen dit plan koos, en"
            " evenveel geld in de pot: dan wordt het plan gekozen."
        )
    else:
        words = _(
            "Wij telden opnieuw met %(count)s kiezers erbij die alleen dit plan kozen,"
            " en evenveel geld in de pot: dan wordt het plan gekozen. Met één minder"
            " niet.",
            count=t.count(enough),
        )
    return Verdict(str(fact), f"{words}{_given(case)}")


def _names(case: Case, enough: int | None) -> Verdict:
    t = case.teller
    if enough is None:
        words = _(
            "Wij telden opnieuw met steeds meer kiezers die dit plan ook kozen, tot"
            " allemaal. Het werd niet gekozen."
        )
        return Verdict(str(_("Niet met de stemmen van anderen")), str(words))
    fact = ngettext(
        "%(num)s stem van een ander",
        "%(count)s stemmen van anderen",
        enough,
        count=t.count(enough),
    )
    if enough == 1:
        words = _(
            "Wij telden opnieuw alsof de kiezer met het meeste geld over dit plan ook"
            " had gekozen: dan wordt het plan gekozen."
        )
    else:
        words = _(
            "Wij telden opnieuw alsof %(count)s andere kiezers dit plan ook hadden"
            " gekozen, te beginnen bij wie het meeste geld over had: dan wordt het plan"
            " gekozen. Met één minder niet.",
            count=t.count(enough),
        )
    return Verdict(str(fact), f"{words}{_given(case)}")
