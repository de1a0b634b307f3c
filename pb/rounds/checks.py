"""What can be needed before an act, and whether it is so; for which act: `needs.py`."""

from dataclasses import dataclass
from enum import StrEnum

MOST_NAMES = 10


class Need(StrEnum):
    """Something that must be so before an act."""

    COLLECTING_DATES = "collecting-dates"
    COLLECTING_ENDS_LATER = "collecting-ends-later"
    DATES_LOOKED_AT = "dates-looked-at"
    CONTESTS = "contests"
    COLLECTING_IS_OVER = "collecting-is-over"
    PLANS_CHECKED = "plans-checked"
    PLANS_COMPLETE = "plans-complete"
    PLANS_FEASIBLE = "plans-feasible"
    PLANS_SUPPORTED = "plans-supported"
    REFUSALS_FINAL = "refusals-final"
    PLANS_LISTED = "plans-listed"
    VOTING_DATES = "voting-dates"
    VOTING_BEGINS_LATER = "voting-begins-later"
    VOTING_AFTER_COLLECTING = "voting-after-collecting"
    AREAS = "areas"
    EVERY_AREA_VOTES = "every-area-votes"
    EVERY_CONTEST_HAS_PLANS = "every-contest-has-plans"
    PLANS_FIT = "plans-fit"
    COUNTABLE = "countable"
    BALLOTS_POSSIBLE = "ballots-possible"
    TIE_ORDER = "tie-order"
    LETTER_PRINTABLE = "letter-printable"
    KEY_MADE = "key-made"
    KEY_TESTED = "key-tested"
    CODES = "codes"
    LETTERS_FETCHED = "letters-fetched"
    LETTERS_CONFIRMED = "letters-confirmed"
    CODES_FOR_ALL = "codes-for-all"
    DATABASE_SAFE = "database-safe"
    VOTING_NOT_OVER = "voting-not-over"
    VOTING_IS_OVER = "voting-is-over"
    PAPER_DONE = "paper-done"
    VOTE_GOES_ON = "vote-goes-on"
    NOT_PAUSED = "not-paused"
    PAUSED = "paused"
    RESULT_STANDS = "result-stands"
    KEY_GONE = "key-gone"


@dataclass(frozen=True, slots=True)
class Check:
    """Whether a need is met, and what is in the way."""

    need: Need
    is_met: bool
    count: int = 0  # of the plans or codes it is about
    names: tuple[str, ...] = ()  # of the areas, contests or plans in the way
    is_advice: bool = False  # the act can be done without it

    @property
    def stops(self) -> bool:
        """Say whether the act has to wait for this."""
        return not self.is_met and not self.is_advice


def all_of(need: Need, in_the_way: tuple[str, ...]) -> Check:
    """Return a need that plans stand in the way of, naming the first of them."""
    more = ("…",) if len(in_the_way) > MOST_NAMES else ()
    names = in_the_way[:MOST_NAMES] + more
    return Check(need, not in_the_way, len(in_the_way), names)
