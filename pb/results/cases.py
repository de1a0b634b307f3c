"""From a stored result to the plans about which a story is told."""

from collections.abc import Iterator

from pb.db import db
from pb.results.counting import read_figures, read_results
from pb.results.models import Publication
from pb.results.story import Case
from pb.results.studied import is_small, study_of
from pb.results.tries import tries_of
from pb.results.words import Teller
from pb.rounds.configuration import FrozenConfig
from pb.rounds.models import BudgetRound


def cases_of(
    budget_round: BudgetRound,
    config: FrozenConfig,
    publication: Publication,
    *,
    locale: str,
) -> Iterator[Case]:
    """Yield every plan of a result, pot after pot, in the order that decides ties.

    Args:
        budget_round: Whose result it is.
        config: What the round fixed.
        publication: One version of its result.
        locale: The language of the telling.
    """
    is_own = budget_round.imported_from is None
    _areas, figures = read_figures(publication.figures_json)
    tries = tries_of(db.session(), publication)
    for result in read_results(config, publication.result_json):
        small = is_small(result, is_own=is_own)
        teller = Teller(result, figures[result.id], locale, small)
        studied = study_of(publication.figures_json, result, is_own=is_own)
        for line in result.projects:
            tried = tries.get(result.id, {}).get(line.id, {})
            yield Case(line, teller, studied, tried)
