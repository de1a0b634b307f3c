"""The story of one plan, from a stored result: for page, letter and mail."""

from collections.abc import Callable, Iterator

from flask_babel import gettext as _

from exports.result import CountStep
from pb.results.story import (
    Case,
    Story,
    Verdict,
    other_rules,
    question,
    surprising,
    tie_words,
)
from pb.results.story_of_orders import TELLERS
from pb.results.story_of_shares import tell_bought, tell_completed, tell_not_bought


def tell(case: Case) -> Story:
    """Return why a plan did or did not get money."""
    story = Story(question(case), [case.opening()], case.numbers())
    if case.line.reason is not None:
        story.lead.append(case.teller.why_not(case.line))
        return story
    if not case.is_small:
        story.lead.extend(surprising(case))
    _teller(case)(case, story)
    if not case.is_small:
        story.lead.extend(_ties(case))
    if case.is_partial:
        story.lead.append(case.teller.why_not(case.line))
    if case.plan.is_hidden:
        story.caveats.append(_too_few())
    if not case.is_small:
        _beside_other_rules(case, story)
    return story


def _ties(case: Case) -> Iterator[str]:
    """Yield which tie the order decided, where the rule's own words don't say it.

    A plan that voters paid for together has the tie among the signs of how close it
    was; one that could have been paid tells of the last step in which it could.
    """
    step, outbid = case.line.step, case.plan.outbid
    if step is not None and step.phase != "equal-shares" and step.tied_with:
        yield tie_words(case, step.tied_with[0])
    lost = [s.project for s in case.result.steps if _lost(case, s)]
    if lost and (outbid is None or lost[-1] != outbid.project):
        yield tie_words(case, lost[-1])
    if same := _tied_for_the_rest(case):
        yield tie_words(case, same[0])


def _lost(case: Case, step: CountStep) -> bool:
    """Say whether the plan could be paid in this step, and the order decided."""
    left = step.left_after + case.result.project(step.project).cost
    return case.line.id in step.tied_with and case.line.cost <= left


def _tied_for_the_rest(case: Case) -> list[str]:
    """Return with which plans this one stood equal where one got what was left."""
    if case.result.partial is None:
        return []
    chosen, line = case.result.project(case.result.partial[0]), case.line
    waiting = [p for p in case.result.projects if not p.is_funded and p.reason is None]
    same = [p.id for p in waiting if p.score == chosen.score]
    if line.id not in same or len(same) == 1:
        return []
    return [id_ for id_ in same if id_ != chosen.id] if case.is_partial else [chosen.id]


def _teller(case: Case) -> Callable[[Case, Story], None]:
    step = case.line.step
    if case.is_small:
        return _totals_only
    if step is not None and step.phase == "free":
        return _free
    if not case.result.is_shared:
        # Also where a comparison made the greedy outcome the result.
        return TELLERS.get(case.result.rule, TELLERS["greedy"])
    if step is not None and step.phase == "equal-shares":
        return lambda case, story: tell_bought(case, story, step)
    return tell_completed if case.line.is_funded else tell_not_bought


def _free(_case: Case, story: Story) -> None:
    story.lead.append(str(_("Een plan dat niets kost, krijgt altijd een plaats.")))


def _totals_only(case: Case, story: Story) -> None:
    """Say only what the votes per plan say: fewer than ten people voted."""
    if not case.line.is_funded:
        words = _(
            "De telling koos andere plannen. Er was niet genoeg geld voor alle plannen."
        )
        story.lead.append(str(words))
    story.caveats.append(
        str(
            _(
                "Er stemden minder dan 10 mensen. Daarom maken wij alleen de totalen"
                " openbaar. Meer uitleg zou laten zien wie wat koos."
            )
        )
    )


def _too_few() -> str:
    return str(
        _(
            "Minder dan 10 mensen kozen dit plan. Daarom laten wij niet zien waar hun"
            " geld naartoe ging."
        )
    )


def _beside_other_rules(case: Case, story: Story) -> None:
    verdicts: list[Verdict] = other_rules(case)
    if verdicts and not story.turning:
        story.turning = str(_("En met een andere regel?"))
    story.verdicts.extend(verdicts)


def letter(case: Case, *, place: str) -> list[str]:
    """Return the story as paragraphs, for the letter to who made the plan.

    Args:
        case: The plan, with a teller in the language of the letter.
        place: What the round is called.
    """
    story = tell(case)
    opening = _(
        "Uw plan ‘%(name)s’ stond op de stemlijst van %(place)s. In deze brief leest u"
        " wat er met uw plan gebeurt, en waarom.",
        name=case.line.name or case.line.id,
        place=place,
    )
    paragraphs = [str(opening), _outcome(case), " ".join(story.lead)]
    if story.spending is not None:
        to = ", ".join(f"{name} ({amount})" for name, amount in story.spending.rows)
        if to:
            words = _("Het geld van deze kiezers ging naar: %(plans)s.", plans=to)
            paragraphs.append(str(words))
    if story.support:
        paragraphs.append(" ".join(story.support))
    if story.verdicts:
        facts = " ".join(f"{each.fact}. {each.sentence}" for each in story.verdicts)
        paragraphs.append(f"{story.turning} {facts}")
    paragraphs.extend(story.caveats)
    return [*paragraphs, _last(case)]


def _outcome(case: Case) -> str:
    if case.line.is_funded:
        return str(_("Uw plan krijgt geld."))
    if case.is_partial:
        return str(_("Uw plan krijgt een bijdrage, maar niet het hele bedrag."))
    return str(_("Uw plan krijgt geen geld."))


def _last(case: Case) -> str:
    if case.line.is_funded:
        return str(_("Wij nemen contact met u op over het vervolg."))
    return str(_("U kunt uw plan in een volgende ronde opnieuw indienen."))
