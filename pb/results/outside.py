"""How a program of others is set to count as we did: the tool of equalshares.net.

Its labels are those of the tool, to the letter, in the order of its page. It counts
approvals with utility "cost" and knows no limits beside the budget.
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from exports.result import ContestResult

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
    if completion is None:
        return []
    return [
        ("Completion method", completion),
        *(_of_increments(result) if completion.startswith("Add1") else ()),
        ("Numerical accuracy", "Use exact fractions"),
    ]


def _of_increments(result: ContestResult) -> list[tuple[str, str]]:
    stops_early = result.options.get("add1_stop") == "exhaustive"
    increment = f"{result.increment / 100:.2f}".removesuffix(".00")
    return [
        ("Stop process when exhaustive", str(_("aan") if stops_early else _("uit"))),
        ("Use integral endowments", str(_("uit"))),
        ("Budget increment", increment),
    ]
