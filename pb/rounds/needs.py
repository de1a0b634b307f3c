"""What each act needs before it can be done.

The desk shows these needs as a checklist and the service refuses by them, so the
two can never disagree.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

import allocation
from pb.codes.fonts import unprintable
from pb.codes.runs import Run
from pb.projects.models import ProjectStatus
from pb.rounds.acts import Act
from pb.rounds.checks import Check, Need, all_of
from pb.rounds.situation import Situation


def checks_for(act: Act, situation: Situation) -> list[Check]:
    """Return every need of an act, met or not, in the order of the desk.

    A need that only makes sense once another is met is left out until then.
    """
    checks = (check(situation) for check in NEEDS[act])
    return [check for check in checks if check is not None]


def _collecting_dates(at: Situation) -> Check:
    is_met = None not in (
        at.budget_round.collecting_opens_at,
        at.budget_round.collecting_closes_at,
    )
    return Check(Need.COLLECTING_DATES, is_met)


def _collecting_ends_later(at: Situation) -> Check | None:
    closes = at.budget_round.collecting_closes_at
    if closes is None:
        return None
    return Check(Need.COLLECTING_ENDS_LATER, at.now < closes)


def _dates_looked_at(at: Situation) -> Check | None:
    """Ask only of dates that came along from an earlier round."""
    if at.budget_round.dates_from is None:
        return None
    return Check(Need.DATES_LOOKED_AT, False)


def _collecting_is_over(at: Situation) -> Check:
    closes = at.budget_round.collecting_closes_at
    return Check(Need.COLLECTING_IS_OVER, closes is None or closes <= at.now)


def _contests(at: Situation) -> Check:
    return Check(Need.CONTESTS, bool(at.contests), len(at.contests))


def _plans_checked(at: Situation) -> Check:
    waiting = at.plans.get(ProjectStatus.SUBMITTED, 0)
    return Check(Need.PLANS_CHECKED, waiting == 0, waiting)


def _plans_complete(at: Situation) -> Check:
    return Check(Need.PLANS_COMPLETE, at.incomplete == 0, at.incomplete)


def _plans_feasible(at: Situation) -> Check:
    feasible = at.plans.get(ProjectStatus.FEASIBLE, 0)
    return Check(Need.PLANS_FEASIBLE, feasible > 0, feasible)


def _plans_supported(at: Situation) -> Check:
    return all_of(Need.PLANS_SUPPORTED, at.unsupported)


def _refusals_final(at: Situation) -> Check:
    return all_of(Need.REFUSALS_FINAL, at.not_final)


def _plans_listed(at: Situation) -> Check:
    listed = sum(at.listed.values())
    return Check(Need.PLANS_LISTED, listed > 0, listed)


def _voting_dates(at: Situation) -> Check:
    is_met = None not in (at.budget_round.opens_at, at.budget_round.closes_at)
    return Check(Need.VOTING_DATES, is_met)


def _voting_begins_later(at: Situation) -> Check | None:
    opens = at.budget_round.opens_at
    return None if opens is None else Check(Need.VOTING_BEGINS_LATER, at.now < opens)


def _voting_after_collecting(at: Situation) -> Check | None:
    opens = at.budget_round.opens_at
    collected = at.budget_round.collecting_closes_at
    if opens is None or collected is None:
        return None
    return Check(Need.VOTING_AFTER_COLLECTING, collected <= opens)


def _areas(at: Situation) -> Check:
    return Check(Need.AREAS, bool(at.areas), len(at.areas))


def _every_area_votes(at: Situation) -> Check | None:
    if not at.areas or not at.contests:
        return None
    with_contest = {contest.area_id for contest in at.contests}
    without = tuple(a.name for a in at.areas if a.id not in with_contest)
    is_met = None in with_contest or not without
    return Check(Need.EVERY_AREA_VOTES, is_met, names=() if is_met else without)


def _every_contest_has_plans(at: Situation) -> Check | None:
    if not at.contests:
        return None
    without = tuple(c.title for c in at.contests if not at.listed.get(c.id))
    return Check(Need.EVERY_CONTEST_HAS_PLANS, not without, names=without)


def _plans_fit(at: Situation) -> Check:
    return Check(Need.PLANS_FIT, not at.too_dear, len(at.too_dear), at.too_dear)


def _ballots_possible(at: Situation) -> Check:
    return Check(
        Need.BALLOTS_POSSIBLE, not at.impossible, len(at.impossible), at.impossible
    )


def _countable(at: Situation) -> Check:
    most = allocation.Bounds()
    too_large = tuple(
        contest.title
        for contest in at.contests
        if at.listed.get(contest.id, 0) > most.projects
        or contest.budget_limit > most.amount
    )
    return Check(Need.COUNTABLE, not too_large, len(too_large), too_large)


def _tie_order(at: Situation) -> Check:
    is_met = bool(at.budget_round.tie_seed) and not at.without_place
    return Check(Need.TIE_ORDER, is_met, at.without_place)


def _letter_printable(at: Situation) -> Check:
    words = [at.budget_round.title, *(area.name for area in at.areas)]
    signs = tuple(unprintable("".join(words)))
    return Check(Need.LETTER_PRINTABLE, not signs, len(signs), signs)


def _key_made(at: Situation) -> Check:
    return Check(Need.KEY_MADE, at.budget_round.public_key is not None)


def _key_tested(at: Situation) -> Check:
    return Check(Need.KEY_TESTED, at.budget_round.key_tested_at is not None)


def _codes(at: Situation) -> Check:
    return Check(Need.CODES, at.has_codes)


def _letters_fetched(at: Situation) -> Check | None:
    """Ask only where letters were made here: a list of codes is printed elsewhere."""
    if not at.letters:
        return None
    return _about_letters(
        Need.LETTERS_FETCHED, [r for r in at.letters if r.is_unfetched]
    )


def _letters_confirmed(at: Situation) -> Check | None:
    """Advise only: who lost the number of the parcel still has the letters."""
    fetched = [run for run in at.letters if not run.is_unfetched]
    if not fetched:
        return None
    unsure = [run for run in fetched if run.awaits_receipt]
    return replace(_about_letters(Need.LETTERS_CONFIRMED, unsure), is_advice=True)


def _about_letters(need: Need, runs: list[Run]) -> Check:
    areas = dict.fromkeys(name for run in runs for name, _count in run.areas)
    count = sum(run.count for run in runs)
    return Check(need, not runs, count, tuple(areas))


def _codes_for_all(at: Situation) -> Check | None:
    """Advise only: a part of a round may vote by paper, or with codes to come."""
    if not at.has_codes:
        return None
    return replace(all_of(Need.CODES_FOR_ALL, at.without_codes), is_advice=True)


def _database_safe(at: Situation) -> Check:
    return Check(Need.DATABASE_SAFE, not at.unsafe, len(at.unsafe), at.unsafe)


def _voting_not_over(at: Situation) -> Check:
    closes = at.budget_round.closes_at
    return Check(Need.VOTING_NOT_OVER, closes is not None and at.now < closes)


def _voting_is_over(at: Situation) -> Check:
    closes = at.budget_round.closes_at
    return Check(Need.VOTING_IS_OVER, closes is not None and closes <= at.now)


def _paper_done(at: Situation) -> Check | None:
    if at.paper_batches == 0:
        return None
    return Check(Need.PAPER_DONE, at.unfinished_batches == 0, at.unfinished_batches)


def _vote_goes_on(at: Situation) -> Check:
    closes = at.budget_round.closes_at
    return Check(Need.VOTE_GOES_ON, closes is not None and at.now < closes)


def _not_paused(at: Situation) -> Check:
    return Check(Need.NOT_PAUSED, at.budget_round.paused_at is None)


def _paused(at: Situation) -> Check:
    return Check(Need.PAUSED, at.budget_round.paused_at is not None)


def _result_stands(at: Situation) -> Check:
    return Check(Need.RESULT_STANDS, not at.is_withdrawn)


def _key_gone(at: Situation) -> Check | None:
    if at.budget_round.public_key is None:  # a round from a file has none
        return None
    return Check(Need.KEY_GONE, at.budget_round.key_destroyed_at is not None)


NEEDS: Mapping[Act, tuple[Callable[[Situation], Check | None], ...]] = {
    Act.ANNOUNCE: (
        _collecting_dates,
        _collecting_ends_later,
        _dates_looked_at,
        _contests,
    ),
    Act.SHORTLIST: (
        _collecting_is_over,
        _plans_checked,
        _plans_complete,
        _plans_feasible,
        _plans_supported,
    ),
    Act.REOPEN_LIST: (),
    Act.DRAW: (_plans_listed,),
    Act.FREEZE: (
        _voting_dates,
        _dates_looked_at,
        _voting_begins_later,
        _voting_after_collecting,
        _areas,
        _contests,
        _every_area_votes,
        _every_contest_has_plans,
        _plans_supported,
        _refusals_final,
        _plans_fit,
        _countable,
        _ballots_possible,
        _tie_order,
        _letter_printable,
    ),
    Act.OPEN: (
        _key_made,
        _key_tested,
        _codes,
        _letters_fetched,
        _letters_confirmed,
        _codes_for_all,
        _database_safe,
        _voting_not_over,
    ),
    Act.PAUSE: (_vote_goes_on, _not_paused),
    Act.RESUME: (_vote_goes_on, _paused),
    Act.EXTEND: (_vote_goes_on,),
    Act.CLOSE: (_voting_is_over, _paper_done),
    Act.DELIVER: (_result_stands,),
    Act.ARCHIVE: (_result_stands, _key_gone),
}
