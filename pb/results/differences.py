"""What a correction changed: two versions of a result, side by side."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from exports.result import ContestResult
from pb.formatting import money, number

MOST_NAMED = 8  # plans with other votes; the files have them all


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that differs; amounts and numbers as they are shown."""

    what: str
    before: str
    now: str


def differences(
    before: tuple[ContestResult, ...], now: tuple[ContestResult, ...], *, locale: str
) -> list[Changed]:
    """Return what differs between two versions, pot after pot.

    Args:
        before: The older version.
        now: The newer one, of the same contests.
        locale: The language of the numbers.
    """
    old = {contest.id: contest for contest in before}
    return [
        change
        for contest in now
        if contest.id in old
        for change in _of_contest(old[contest.id], contest, locale)
    ]


def _of_contest(
    before: ContestResult, now: ContestResult, locale: str
) -> Iterator[Changed]:
    if before.ballots != now.ballots:
        ballots = (number(n, locale=locale) for n in (before.ballots, now.ballots))
        yield Changed(str(_("%(pot)s: getelde stemmen", pot=now.title)), *ballots)
    yield from _verdicts(before, now)
    if before.cost != now.cost:
        spent = (money(c.cost, c.currency, locale=locale) for c in (before, now))
        yield Changed(str(_("%(pot)s: uitgegeven", pot=now.title)), *spent)
    yield from _votes(before, now, locale)


def _verdicts(before: ContestResult, now: ContestResult) -> Iterator[Changed]:
    words = {True: str(_("krijgt geld")), False: str(_("krijgt geen geld"))}
    old = {line.id: line.is_funded for line in before.projects}
    for line in now.projects:
        was = old.get(line.id, line.is_funded)
        if was != line.is_funded:
            name = line.name or line.id
            yield Changed(name, words[was], words[line.is_funded])


def _votes(before: ContestResult, now: ContestResult, locale: str) -> Iterator[Changed]:
    old = {line.id: line.votes for line in before.projects}
    changed = [line for line in now.projects if old.get(line.id) != line.votes]
    for line in changed[:MOST_NAMED]:
        votes = (number(n, locale=locale) for n in (old.get(line.id, 0), line.votes))
        yield Changed(str(_("%(plan)s: stemmen", plan=line.name or line.id)), *votes)
    rest = len(changed) - MOST_NAMED
    if rest > 0:
        words = ngettext(
            "Nog %(num)s plan met andere stemmen",
            "Nog %(num)s plannen met andere stemmen",
            rest,
        )
        yield Changed(str(words), "", "")
