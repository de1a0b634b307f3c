"""Plans that look like one that somebody is writing.

Titles and places are compared by their words: without accents, without endings of
plural and diminutive, without words that every plan has.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process
from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import Session

from pb.projects.models import Project, ProjectStatus
from pb.rounds.models import BudgetRound
from pb.rounds.phases import Stage

MOST = 5
CLOSE_ENOUGH = 60  # of 100
LONGEST_QUESTION = 300
WORD = re.compile(r"[^\W_]+")
# Letters that do not come apart into a letter and a sign.
WHOLE = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe"})
ENDINGS = ("etjes", "etje", "tjes", "tje", "jes", "je", "en", "es", "s")
DUTCH = "de het een en van in op bij naar voor met aan te om der den uit over onze ons"
COMMON = "meer nieuw nieuwe plan wijk buurt iedereen neighbourhood everyone"
ENGLISH = "the a an of and for on at to our more new with"
STOP = frozenset([*DUTCH.split(), *ENGLISH.split(), *COMMON.split()])
# No title typed here holds them: they part what comes from the database as one text,
# which takes much less time than thousands of rows.
FIELD, LINE = "\x1f", "\x1e"
_LISTED = (
    select(
        func.aggregate_strings(
            cast(Project.id, String) + FIELD + Project.title + FIELD + Project.place,
            LINE,
        )
    )
    .join(BudgetRound, BudgetRound.id == Project.budget_round_id)
    .where(
        BudgetRound.stage != Stage.DRAFT,
        Project.status != ProjectStatus.WITHDRAWN,
    )
)


@dataclass(frozen=True, slots=True)
class Similar:
    """An earlier plan, as far as one needs to see whether it is the same idea."""

    id: int
    title: str
    place: str
    slug: str
    round_title: str
    status: ProjectStatus


def plain_words(text: str) -> str:
    """Return the words of a text that tell plans apart, each without its ending."""
    letters = unicodedata.normalize("NFKD", text.casefold().translate(WHOLE))
    bare = "".join(sign for sign in letters if not unicodedata.combining(sign))
    words = [word for word in WORD.findall(bare) if len(word) > 1 and word not in STOP]
    return " ".join(map(_stem, words))


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    for ending in ENDINGS:
        # A single s may belong to the word itself: plas, bus.
        rest = len(word) - len(ending)
        if word.endswith(ending) and rest >= (4 if ending == "s" else 3):
            word = word.removesuffix(ending)
            break
    # bomen, boom; vissen, vis: a doubled letter at or before the end says nothing.
    return re.sub(r"(.)\1", r"\1", word)


def similar_plans(
    session: Session, typed: str, *, without: int | None = None
) -> list[Similar]:
    """Return earlier plans that look like what somebody typed, the closest first.

    Args:
        session: Only read.
        typed: The name of a plan, and its place if there is one.
        without: A plan that is not to be found: the one that is being written.
    """
    wanted = plain_words(typed[:LONGEST_QUESTION])
    if len(wanted) < 3:
        return []
    known = _words_of(session.scalar(_LISTED) or "")
    found = process.extract(
        wanted, known, scorer=fuzz.token_set_ratio, score_cutoff=CLOSE_ENOUGH, limit=40
    )
    # Many may share one word; of those the ones that share more come first.
    best = sorted(
        found, key=lambda hit: -hit[1] - fuzz.token_sort_ratio(wanted, hit[0])
    )
    numbers = [number for _text, _score, number in best if number != without]
    return _described(session, numbers[:MOST])


@lru_cache(maxsize=4)
def _words_of(listed: str) -> dict[int, str]:
    """Return the plain words of each plan, by number.

    What was read is itself the name under which this is kept: any change of a title
    is another text, and nothing has to be told.
    """
    rows = (line.split(FIELD) for line in listed.split(LINE))
    return {
        int(row[0]): _known(row[1], row[2])
        for row in rows
        if len(row) == 3 and row[0].isdecimal()
    }


@lru_cache(maxsize=20_000)
def _known(title: str, place: str) -> str:
    return plain_words(f"{title} {place}")


def _described(session: Session, numbers: list[int]) -> list[Similar]:
    rows = session.execute(
        select(Project, BudgetRound)
        .join(BudgetRound, BudgetRound.id == Project.budget_round_id)
        .where(Project.id.in_(numbers))
    )
    plans = {
        project.id: Similar(
            project.id,
            project.title,
            project.place,
            budget_round.slug,
            budget_round.title,
            project.status,
        )
        for project, budget_round in rows
    }
    return [plans[number] for number in numbers if number in plans]
