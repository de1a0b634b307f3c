"""What speaks for a rule and against it, as the numbers of one result say."""

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import ngettext

from exports.result import ContestResult
from pb.results.studied import RuleNumbers

EXEMPT = ("blocked", "below_minimum")  # plans that the promise is not about


def rule_words(rule: str) -> str:
    """Return what residents call a rule."""
    names = {
        "equal-shares": _("Gelijke delen"),
        "greedy": _("Meeste stemmen eerst"),
        "knapsack": _("De beste combinatie"),
        "phragmen": _("Om de beurt sparen"),
    }
    return str(names[rule])


def remarks(
    result: ContestResult, ours: RuleNumbers, other: RuleNumbers
) -> Iterator[str]:
    """Yield what the numbers say for and against the rule, whichever way they go.

    Args:
        result: Of the contest.
        ours: What it brings.
        other: What the first other rule would have brought.
    """
    if set(ours.winners) == set(other.winners):
        name = rule_words(other.rule)
        yield str(_("Met ‘%(rule)s’ waren dezelfde plannen gekozen.", rule=name))
        return
    yield from _by_nature_for(result)
    yield from _by_numbers(ours, other)
    yield from _by_nature_against(result)


def _by_nature_for(result: ContestResult) -> Iterator[str]:
    if not result.is_shared:
        yield str(_("Vóór deze regel: hij is makkelijk uit te leggen."))
    elif not any(line.reason in EXEMPT for line in result.projects):
        yield str(
            _(
                "Vóór deze regel: elke stem verdeelt evenveel geld. Geen groep kiezers"
                " had aan het eind nog genoeg voor een plan dat niet is gekozen."
            )
        )


def _by_nature_against(result: ContestResult) -> Iterator[str]:
    if result.is_shared:
        yield str(
            _(
                "Tegen deze regel: hij is moeilijker uit te leggen. En een plan met"
                " meer stemmen kan verliezen van een plan met minder."
            )
        )
    else:
        yield str(
            _("Tegen deze regel: geen enkele groep is zeker van een deel van het geld.")
        )


def _by_numbers(ours: RuleNumbers, other: RuleNumbers) -> Iterator[str]:
    if ours.without < other.without:
        yield str(
            ngettext(
                "Vóór deze regel: %(num)s kiezer minder staat met lege handen.",
                "Vóór deze regel: %(num)s kiezers minder staan met lege handen.",
                other.without - ours.without,
            )
        )
    if ours.without > other.without:
        yield str(
            ngettext(
                "Tegen deze regel: %(num)s kiezer meer staat met lege handen.",
                "Tegen deze regel: %(num)s kiezers meer staan met lege handen.",
                ours.without - other.without,
            )
        )
    if ours.value < other.value:
        yield str(
            _(
                "Tegen deze regel: de eigen keuzes die doorgaan zijn samen minder geld"
                " waard. Dure plannen met veel stemmen vallen eerder af."
            )
        )
    if other.more > other.fewer:
        yield str(
            _(
                "Tegen deze regel: meer kiezers zagen met ‘%(rule)s’ méér eigen keuzes"
                " doorgaan dan minder.",
                rule=rule_words(other.rule),
            )
        )
    if len(ours.winners) < len(other.winners):
        yield str(_("Tegen deze regel: er gaan minder plannen door."))
