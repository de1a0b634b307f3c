"""What an act needs, in words: what is asked, what is in the way, where to mend it."""

from flask import url_for
from flask_babel import get_locale, gettext

from pb.formatting import number
from pb.rounds.checks import Check
from pb.rounds.models import BudgetRound
from pb.rounds.setup_need_words import SETUP_NEEDS
from pb.rounds.voting_need_words import VOTING_NEEDS

NEEDS = SETUP_NEEDS | VOTING_NEEDS
# Met, in the way, or None: unmet, but the act can be done.
Item = tuple[bool | None, str, str, str, str]


def checklist(budget_round: BudgetRound, checks: list[Check]) -> list[Item]:
    """Return the needs for the macro of that name; links where there is work."""
    return [_item(budget_round, check) for check in checks]


def _item(budget_round: BudgetRound, check: Check) -> Item:
    words = NEEDS[check.need]
    if check.is_met:
        detail = gettext("Aantal: %(count)s", count=_count(check))
        detail = detail if words.has_count else ""
        return (True, str(words.title), detail, "", "")
    href = ""
    if words.endpoint:
        slug = None if words.endpoint == "rounds.new" else budget_round.slug
        href = url_for(words.endpoint, slug=slug, _anchor=words.anchor)
    is_ok = None if check.is_advice else False
    return (is_ok, str(words.title), todo(check), href, str(words.link))


def todo(check: Check) -> str:
    """Return what is in the way, in a sentence."""
    names = ", ".join(check.names)
    return str(NEEDS[check.need].todo) % {"count": _count(check), "names": names}


def _count(check: Check) -> str:
    return number(check.count, locale=str(get_locale() or "nl"))
