"""The numbers of codes that the logbook tells while people vote."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pb.codes.models import CodeState, VotingCode
from pb.rounds.models import BudgetRound


def count_codes(session: Session, budget_round: BudgetRound) -> dict[str, int]:
    """Return issued, unused, used, revoked and void codes of a round.

    They are read in one statement, so that issued = unused + used + revoked always
    holds.
    """
    rows = session.execute(
        select(VotingCode.state, func.count())
        .where(VotingCode.budget_round_id == budget_round.id)
        .group_by(VotingCode.state)
    )
    states = {row[0]: row[1] for row in rows}
    unused, used, revoked = (
        states.get(state, 0)
        for state in (CodeState.ISSUED, CodeState.USED, CodeState.REVOKED)
    )
    return {
        "issued": unused + used + revoked,
        "unused": unused,
        "used": used,
        "revoked": revoked,
        "void": 0,  # a ballot can't be taken out of the urn yet
    }
