"""Why a plan did or did not get money where voters paid from equal shares."""

from collections.abc import Iterator
from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import ngettext

from exports.result import CountStep
from pb.formatting import decimal
from pb.results.money_of_voters import picture, spending
from pb.results.story import Case, Story, Verdict
from pb.results.studied import Outbid
from pb.results.ties import tie_words
from pb.results.tried import tell_enough
from pb.results.words import Teller


def tell_bought(case: Case, story: Story, step: CountStep) -> None:
    """Tell of a plan that its supporters paid together."""
    t, plan = case.teller, case.plan
    story.lead.append(
        str(_("De kiezers van dit plan hadden samen genoeg geld om het te betalen."))
    )
    story.lead.extend(_went_first(case, step))
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
        story.turning = str(_("Hoe zeker was dat?"))
        story.verdicts.append(_runner_up(case, step, *plan.runner_up))
    elif _was_alone(case, step):
        story.turning = str(_("Hoe zeker was dat?"))
        words = _("Van geen ander plan hadden de kiezers toen samen genoeg geld.")
        story.verdicts.append(Verdict(str(_("Geen ander plan")), str(words)))
    story.caveats.extend(_imagined(case))


def _went_first(case: Case, step: CountStep) -> Iterator[str]:
    """Say what the plan had more of than the others that could be paid then."""
    if case.plan.runner_up is None or case.goes_by_price or step.tied_with:
        return
    yield str(
        _(
            "Er waren toen meer plannen die betaald konden worden. Dit plan had daarvan"
            " de meeste steun die meetelde."
        )
    )


def _was_alone(case: Case, step: CountStep) -> bool:
    """Say whether no other plan could be paid in this step."""
    shared = [s.project for s in case.result.steps if s.phase == "equal-shares"]
    beside = case.studied.contenders
    return len(beside) == len(shared) and not beside[shared.index(step.project)]


def _runner_up(case: Case, step: CountStep, id_: str, votes: Fraction) -> Verdict:
    """Return how close the next plan was."""
    t = case.teller
    if step.tied_with:
        return Verdict(
            str(_("Precies gelijk")), tie_words(case, step.tied_with[0], step)
        )
    if case.goes_by_price:
        words = _(
            "Het volgende plan was toen ‘%(name)s’. Dat kostte per kiezer meer.",
            name=t.name(id_),
        )
        return Verdict(str(_("Per kiezer het goedkoopst")), str(words))
    ours, theirs = _side_by_side(t, step.effective_votes or votes, votes)
    words = _(
        "Het volgende plan was toen ‘%(name)s’. Dat had %(votes)s steun die meetelde.",
        name=t.name(id_),
        votes=theirs,
    )
    fact = _("%(ours)s tegen %(theirs)s", ours=ours, theirs=theirs)
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
    is_whole = votes.denominator == 1
    told = _("De rekensom: %(cost)s : %(votes)s = %(payment)s.")
    roughly = _("De rekensom: %(cost)s : %(votes)s is ongeveer %(payment)s.")
    yield str(told if is_whole else roughly) % {
        "cost": t.amount(case.line.cost),
        "votes": decimal(votes, 0 if is_whole else 2, locale=t.locale),
        "payment": t.amount(step.payment),
    }


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
    story.lead.append(_why_completed(case))
    if plan.left_at_turn is not None:
        words = str(_("was er nog over toen het plan aan de beurt was"))
        story.facts.append((t.amount(plan.left_at_turn), words))
    story.picture = picture(case)
    story.spending = spending(case)
    story.caveats.append(
        str(
            _(
                "Dit geld komt uit de hele pot, dus niet alleen uit het deel van wie"
                " dit plan koos. Niemand betaalt zelf iets."
            )
        )
    )


def _why_completed(case: Case) -> str:
    if case.result.completion == "knapsack":
        return str(
            _(
                "Na het samen betalen was er nog geld over. Dit plan hoort bij de beste"
                " combinatie van wat nog paste. Daarom kreeg het dat geld."
            )
        )
    return str(
        _(
            "Na het samen betalen was er nog geld over. Van alle plannen die nog"
            " pasten, had dit plan toen de meeste %(votes)s. Daarom kreeg het dat"
            " geld.",
            votes=case.teller.ranked_by,
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
    story.lead.extend(_counted_for_less(case))
    story.facts.append((t.amount(left), str(_("hadden de kiezers aan het eind over"))))
    story.facts.append((t.amount(missing), str(_("kwamen zij tekort"))))
    story.picture = picture(case)
    story.spending = spending(case)
    tell_enough(case, story)
    story.caveats.extend(_imagined(case))


def _imagined(case: Case) -> Iterator[str]:
    """Say that nobody pays, and where all shares are more than there is in the pot."""
    t, result = case.teller, case.result
    if (result.endowment or 0) * result.ballots <= result.budget:
        yield str(_("Dit is rekengeld. Niemand betaalt zelf iets."))
    else:
        yield str(
            _(
                "Dit is rekengeld. In gedachten kreeg elke kiezer %(share)s. Samen is"
                " dat meer dan de %(budget)s in de pot: zo kan er meer van op.",
                share=t.amount(result.endowment or 0),
                budget=t.amount(result.budget),
            )
        )


def _why(case: Case) -> str:
    plan = case.plan
    if plan.outbid is None:
        return str(
            _(
                "De kiezers van dit plan hadden samen nooit genoeg geld om het te"
                " betalen."
            )
        )
    return _outbid(case, plan.outbid)


def _outbid(case: Case, last: Outbid) -> str:
    """Say when its voters last had enough, and which plan went first then."""
    t = case.teller
    told = {"step": last.step, "name": t.name(last.project)}
    if case.goes_by_price:
        return str(
            _(
                "Toen stap %(step)s begon, hadden de kiezers samen nog genoeg geld."
                " Maar toen ging ‘%(name)s’ voor: dat kostte per kiezer minder, of"
                " precies evenveel. Daarna hadden zij te weinig over.",
                **told,
            )
        )
    if _was_tied(case, last.project):
        return str(
            _(
                "Toen stap %(step)s begon, hadden de kiezers samen nog genoeg geld."
                " Maar toen stond dit plan precies gelijk met ‘%(name)s’. De"
                " vastgelegde volgorde besliste. Daarna hadden zij te weinig over.",
                **told,
            )
        )
    its, ours = _side_by_side(t, last.its_votes, last.votes)
    return str(
        _(
            "Toen stap %(step)s begon, hadden de kiezers samen nog genoeg geld. Maar"
            " toen had ‘%(name)s’ meer steun die meetelde: %(its)s tegen %(ours)s."
            " Daarna hadden zij te weinig over.",
            its=its,
            ours=ours,
            **told,
        )
    )


def _counted_for_less(case: Case) -> Iterator[str]:
    """Say why the support was less than the votes, where the page tells both."""
    last = case.plan.outbid
    if last is None or case.goes_by_price or _was_tied(case, last.project):
        return
    if round(last.votes) < case.line.score:
        yield str(
            _(
                "Voor die steun telden kiezers minder mee als zij hun deel niet meer"
                " helemaal konden betalen."
            )
        )


def _was_tied(case: Case, winner: str) -> bool:
    """Say whether the drawn order chose this winner over the plan."""
    steps = (step for step in case.result.steps if step.project == winner)
    return any(case.line.id in step.tied_with for step in steps)


def _side_by_side(t: Teller, one: Fraction, other: Fraction) -> tuple[str, str]:
    """Return two numbers of votes; with decimals where they would look the same."""
    told = t.support(one), t.support(other)
    if told[0] != told[1]:
        return told
    return decimal(one, 2, locale=t.locale), decimal(other, 2, locale=t.locale)
