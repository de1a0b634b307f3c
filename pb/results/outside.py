"""How a program of others is set to count as we did: the tool of equalshares.net.

Its labels are those of the tool, to the letter, in the order of its page. It counts
approvals with utility "cost", knows no limits beside the budget, and raises shares by
whole units of money only. It knows no drawn order: a tie that its own settings don't
decide ends it with an error, also a tie in a run before the last. Plans that nobody
named or that cost more than the budget take part in it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from exports.result import ContestResult, ProjectLine

# What decides ties there; it is the order of a file of elsewhere here too.
TIES = "Highest vote count, Lowest cost"
RAISING = ("add1", "add1u")
COMPLETIONS = {
    "none": "None",
    "utilitarian": "Utilitarian",
    "add1": "Add1",
    "add1u": "Add1u",
}
# Where something else was chosen, the tool has no such setting.
USUAL: Mapping[str, Any] = {
    "min_score": ("0", 0),
    "leftover": ("keep",),
    "comparison": ("none",),
    "groups": ([],),
    "caps": ({},),
}


def settings_elsewhere(result: ContestResult) -> list[tuple[str, str]]:
    """Return label and value of each setting; nothing where it can't count the same."""
    options = result.options
    if not result.is_shared or result.utility != "cost":
        return []
    if result.vote_type not in {"approval", "choose-1"}:
        return []
    if any(options.get(name, usual[0]) not in usual for name, usual in USUAL.items()):
        return []
    completion = COMPLETIONS.get(result.completion or "none")
    if completion is None or _raises_by_parts(result):
        return []
    return [
        ("Tie-breaking", TIES),
        ("Completion method", completion),
        *(_of_increments(result) if result.completion in RAISING else ()),
        ("Numerical accuracy", "Use exact fractions"),
    ]


def _raises_by_parts(result: ContestResult) -> bool:
    return result.completion in RAISING and result.increment % 100 != 0


def cautions(result: ContestResult, *, is_drawn: bool) -> list[str]:
    """Return in sentences when that tool may come to other plans.

    Args:
        result: Of a contest that it can count.
        is_drawn: Whether lots decide ties here.
    """
    told = [*_about_ties(result)] if is_drawn else []
    if any(_takes_part_there(line) for line in result.projects):
        words = _(
            "Een plan zonder stemmen, een plan dat niets kost of een plan dat meer"
            " kost dan het hele budget telt daar anders mee dan hier. Zo’n plan is er"
            " in deze telling."
        )
        told.append(str(words))
    return told


def _about_ties(result: ContestResult) -> Iterator[str]:
    is_tied = any(step.tied_with for step in result.steps)
    if not is_tied and result.completion not in RAISING:
        return
    order = _(
        "Staan twee plannen precies gelijk? Dat programma kent onze gelote volgorde"
        " niet. Het kiest dan zelf, of het stopt met de melding ‘Tie-breaking failed’."
    )
    here = (
        _("In deze telling was er een gelijke stand: zie ‘Zo is er gerekend’.")
        if is_tied
        else _(
            "Tussen de plannen hierboven was geen gelijke stand. In een rekenronde met"
            " een ander bedrag per kiezer kan die er wel zijn."
        )
    )
    yield f"{order} {here}"


def _takes_part_there(line: ProjectLine) -> bool:
    return line.cost == 0 or line.reason in ("no_votes", "over_budget")


def _of_increments(result: ContestResult) -> list[tuple[str, str]]:
    stops_early = result.options.get("add1_stop") == "exhaustive"
    return [
        ("Stop process when exhaustive", str(_("aan") if stops_early else _("uit"))),
        ("Use integral endowments", str(_("uit"))),
        ("Budget increment", str(result.increment // 100)),
    ]
