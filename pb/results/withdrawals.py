"""Which versions of a result were withdrawn, as the database knows it."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.results.models import Publication, Withdrawal
from pb.rounds.models import BudgetRound


def newest_version(session: Session, budget_round: BudgetRound) -> Publication | None:
    """Return the last published version of a result, withdrawn or not."""
    return session.scalar(
        select(Publication)
        .where(Publication.budget_round_id == budget_round.id)
        .order_by(Publication.version.desc())
        .limit(1)
    )


def find_withdrawal(session: Session, publication: Publication) -> Withdrawal | None:
    """Return when and why a version was withdrawn; None for one that holds."""
    return session.get(Withdrawal, publication.id)


def newest_withdrawal(session: Session, budget_round: BudgetRound) -> Withdrawal | None:
    """Return the withdrawal of the newest version; None when it holds, or is none."""
    newest = newest_version(session, budget_round)
    return None if newest is None else find_withdrawal(session, newest)


def newest_is_withdrawn(session: Session, budget_round: BudgetRound) -> bool:
    """Say whether the newest version does not hold, and no other took its place."""
    return newest_withdrawal(session, budget_round) is not None


def withdrawals_of(
    session: Session, budget_round: BudgetRound
) -> Mapping[int, Withdrawal]:
    """Return the withdrawals of a round, by version."""
    rows = session.execute(
        select(Publication.version, Withdrawal)
        .join(Withdrawal, Withdrawal.publication_id == Publication.id)
        .where(Publication.budget_round_id == budget_round.id)
    )
    return {row[0]: row[1] for row in rows}
