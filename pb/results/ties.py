"""What is said of plans that stood exactly equal: on the pages of both."""

from collections.abc import Iterator

from flask_babel import gettext as _

from exports.result import CountStep
from pb.results.rivals import is_idle, rivals
from pb.results.story import Case


def told_ties(case: Case) -> Iterator[str]:
    """Yield which tie the order decided, where the rule's own words don't say it.

    A plan that voters paid for together has the tie among the signs of how close it
    was; one that they could have paid for tells of the last step in which they could.
    """
    step, outbid = case.line.step, case.plan.outbid
    if step is not None and step.phase != "equal-shares" and step.tied_with:
        yield tie_words(case, _rival(case, step), step)
    lost = [s for s in case.result.steps if case.line.id in s.tied_with]
    if lost and (outbid is None or lost[-1].project != outbid.project):
        yield tie_words(case, lost[-1].project, lost[-1])
    if same := _tied_for_the_rest(case):
        yield tie_words(case, same[0])


def tie_words(case: Case, other: str, step: CountStep | None = None) -> str:
    """Say that the order decided, and whether it mattered for either plan.

    Args:
        case: One of the two plans.
        other: The other one.
        step: In which one of them was chosen; None for what was left in the end.
    """
    rival, name = case.result.project(other), case.teller.name(other)
    equal = str(_("Het stond precies gelijk met ‘%(name)s’.", name=name))
    if case.line.is_funded and rival.is_funded:
        words = _(
            "De vastgelegde volgorde besliste welk plan eerst ging. Allebei kregen zij"
            " geld."
        )
    elif step is not None and is_idle(case.result, step, rival):
        words = _("Dat maakte niets uit: dat andere plan paste niet in de pot.")
    elif step is not None and is_idle(case.result, step, case.line):
        words = _("Dat maakte niets uit: dit plan paste niet in de pot.")
    else:
        words = _("De vastgelegde volgorde besliste.")
    return f"{equal} {words}"


def _rival(case: Case, step: CountStep) -> str:
    """Return with which plan the one of this step stood equal, best one that fits."""
    return next(iter(rivals(case.result, step)), step.tied_with[0])


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
