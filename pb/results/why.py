"""The story of one plan, from a stored result: for page, letter and mail."""

from collections.abc import Callable

from flask_babel import gettext as _

from pb.results.story import (
    Case,
    Story,
    Verdict,
    other_rules,
    question,
    surprising,
)
from pb.results.story_of_orders import TELLERS
from pb.results.story_of_shares import tell_bought, tell_completed, tell_not_bought
from pb.results.ties import told_ties


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
        story.lead.extend(told_ties(case))
    if case.is_partial:
        story.lead.append(case.teller.why_not(case.line))
    if case.plan.is_hidden:
        story.caveats.append(_too_few())
    if not case.is_small:
        _beside_other_rules(case, story)
    return story


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
