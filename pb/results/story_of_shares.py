"""Why a plan did or did not get money where voters paid from equal shares."""

from collections.abc import Iterator
from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import ngettext

from exports.result import CountStep
from pb.results.money_of_voters import picture, spending
from pb.results.story import Case, Story, Verdict


def tell_bought(case: Case, story: Story, step: CountStep) -> None:
    """Tell of a plan that its supporters paid together."""
    t, plan = case.teller, case.plan
    story.lead.append(
        str(_("De kiezers van dit plan hadden samen genoeg geld om het te betalen."))
    )
    if step.money_before is not None:
        before = t.roughly(step.money_before)
        words = str(_("hadden de kiezers samen toen het plan aan de beurt was"))
        story.facts.append((before, words))
    if step.payment is not None:
        words = (
            _("ten hoogste per punt") if t.has_points else _("ten hoogste per kiezer")
        )
        story.facts.append((t.amount(step.payment), str(words)))
    story.picture = picture(case)
    story.support = list(_support(case, step))
    if plan.runner_up is not None:
        story.verdicts.append(_runner_up(case, step, *plan.runner_up))
    story.turning = str(_("Hoe zeker was dat?"))


def _runner_up(case: Case, step: CountStep, id_: str, votes: Fraction) -> Verdict:
    """Return how close the next plan was."""
    t = case.teller
    if step.tied_with:
        words = _(
            "Het stond precies gelijk met ‘%(name)s’. De volgorde die vooraf vastlag,"
            " besliste.",
            name=t.name(step.tied_with[0]),
        )
        return Verdict(str(_("Precies gelijk")), str(words))
    words = _(
        "Het volgende plan was toen ‘%(name)s’. Dat had %(votes)s steun die meetelde.",
        name=t.name(id_),
        votes=t.support(votes),
    )
    ours = t.support(step.effective_votes or votes)
    fact = _("%(ours)s tegen %(theirs)s", ours=ours, theirs=t.support(votes))
    return Verdict(str(fact), str(words))


def _support(case: Case, step: CountStep) -> Iterator[str]:
    """Yield how many votes counted, and the sum."""
    t, votes = case.teller, step.effective_votes
    if votes is None or step.payment is None:
        return
    poor = step.payers_all_they_had or 0
    yield str(
        ngettext(
            "%(num)s kiezer koos dit plan.",
            "%(count)s kiezers kozen dit plan.",
            case.line.votes,
            count=t.count(case.line.votes),
        )
    )
    if poor:
        yield str(
            ngettext(
                "%(num)s van hen had al veel aan andere plannen betaald en gaf alles"
                " wat over was.",
                "%(count)s van hen hadden al veel aan andere plannen betaald en gaven"
                " alles wat over was.",
                poor,
                count=t.count(poor),
            )
        )
        if not t.has_points:
            yield str(
                _(
                    "Daarom telt hun steun als %(votes)s volle stemmen.",
                    votes=t.support(votes),
                )
            )
    else:
        yield str(_("Zij konden allemaal hun hele deel betalen."))
    sum_ = _(
        "De rekensom: %(cost)s : %(votes)s = %(payment)s.",
        cost=t.amount(case.line.cost),
        votes=t.support(votes),
        payment=t.amount(step.payment),
    )
    yield str(sum_)


def tell_completed(case: Case, story: Story) -> None:
    """Tell of a plan that was paid from what was left."""
    t, plan = case.teller, case.plan
    if plan.missing is not None:
        story.lead.append(
            str(
                _(
                    "De kiezers van dit plan kwamen samen %(missing)s tekort.",
                    missing=t.whole(plan.missing, case.line.cost),
                )
            )
        )
    story.lead.append(
        str(
            _(
                "Na het samen betalen was er nog geld over. Van alle plannen die nog"
                " pasten, had dit plan toen de meeste %(votes)s. Daarom kreeg het dat"
                " geld.",
                votes=case.votes_word,
            )
        )
    )
    if plan.left_at_turn is not None:
        words = str(_("was er nog over toen het plan aan de beurt was"))
        story.facts.append((t.amount(plan.left_at_turn), words))
    story.picture = picture(case)
    story.spending = spending(case)
    story.caveats.append(
        str(
            _(
                "Dit geld komt uit de hele pot. Ook kiezers die dit plan niet kozen,"
                " betalen er dus aan mee."
            )
        )
    )


def tell_not_bought(case: Case, story: Story) -> None:
    """Tell of a plan that its supporters could not pay together."""
    t, plan = case.teller, case.plan
    if plan.missing is None:
        return
    missing = t.whole_cents(plan.missing, case.line.cost)
    left = case.line.cost - missing
    story.lead.append(_why(case))
    story.facts.append((t.amount(left), str(_("hadden de kiezers aan het eind over"))))
    story.facts.append((t.amount(missing), str(_("kwamen zij tekort"))))
    story.picture = picture(case)
    story.spending = spending(case)
    story.turning = str(_("Wat had er anders moeten zijn?"))
    story.verdicts.extend(_enough(case))
    story.caveats.append(
        str(
            _(
                "Wij rekenden dit uit met de bedragen van deze telling. Met andere"
                " kosten of meer stemmen begint iedereen met een ander bedrag. Dan kan"
                " het ook anders lopen. Meer stemmen helpen bij deze regel niet altijd."
            )
        )
    )


def _why(case: Case) -> str:
    plan, t = case.plan, case.teller
    if plan.outbid is None:
        return str(
            _(
                "De kiezers van dit plan hadden samen nooit genoeg geld om het te"
                " betalen."
            )
        )
    last = plan.outbid
    if last.votes == last.its_votes:
        return str(
            _(
                "Tot en met stap %(step)s hadden de kiezers samen genoeg geld. Maar"
                " toen stond dit plan precies gelijk met ‘%(name)s’. De volgorde die"
                " vooraf vastlag, besliste. Daarna hadden zij te weinig over.",
                step=last.step,
                name=t.name(last.project),
            )
        )
    return str(
        _(
            "Tot en met stap %(step)s hadden de kiezers samen genoeg geld. Maar toen"
            " had ‘%(name)s’ meer steun die meetelde: %(its)s tegen %(ours)s. Daarna"
            " hadden zij te weinig over.",
            step=last.step,
            name=t.name(last.project),
            its=t.support(last.its_votes),
            ours=t.support(last.votes),
        )
    )


def _enough(case: Case) -> Iterator[Verdict]:
    """Yield what would have been enough."""
    t, plan, cost = case.teller, case.plan, case.line.cost
    if plan.enough_cost:
        cheaper = t.whole(cost - plan.enough_cost, cost)
        price = t.amount(plan.enough_cost // 100 * 100 or plan.enough_cost)
        is_earlier = plan.enough_cost > cost - (plan.missing or 0)
        sentence = (
            _(
                "Bij een prijs van %(price)s was het plan bij een eerdere stap gekozen,"
                " toen de kiezers nog genoeg hadden.",
                price=price,
            )
            if is_earlier
            else _(
                "Bij een prijs van %(price)s hadden de kiezers aan het eind genoeg"
                " gehad.",
                price=price,
            )
        )
        yield Verdict(str(_("%(amount)s goedkoper", amount=cheaper)), str(sentence))
    if plan.enough_voters:
        share = t.amount(case.result.endowment or 0)
        sentence = _(
            "Als zij alleen dit plan kozen en elk ook %(share)s meebrachten, was het"
            " plan zeker gekozen. Een ander plan kan dan afvallen.",
            share=share,
        )
        fact = ngettext(
            "%(num)s kiezer erbij",
            "%(count)s kiezers erbij",
            plan.enough_voters,
            count=t.count(plan.enough_voters),
        )
        yield Verdict(str(fact), str(sentence))
