"""Who is voting: the code that was accepted in this browser, and its ballot form."""

from dataclasses import dataclass

from flask import session as web_session

from pb.codes.models import CodeState, VotingCode
from pb.db import db
from pb.rounds.configuration import FrozenConfig, read_config
from pb.rounds.models import BudgetRound
from pb.sessions.interface import RowSession
from pb.sessions.store import SessionRow


@dataclass(frozen=True, slots=True)
class Voter:
    """A browser that may cast the ballot of one code."""

    code_id: str
    area_id: str
    is_spent: bool
    budget_round: BudgetRound
    config: FrozenConfig


def current_row() -> SessionRow | None:
    """Return the row of this browser's session, if a code was accepted in it."""
    return web_session.row if isinstance(web_session, RowSession) else None


def current_voter() -> Voter | None:
    """Return who votes in this browser, if a code was accepted not long ago."""
    row = current_row()
    if row is None:
        return None
    session = db.session()
    code = session.get(VotingCode, row.code_id)
    if code is None or code.state is CodeState.REVOKED:
        return None
    budget_round = session.get_one(BudgetRound, code.budget_round_id)
    return Voter(
        code_id=code.id,
        area_id=str(code.area_id),
        is_spent=code.state is CodeState.USED,
        budget_round=budget_round,
        config=read_config(budget_round),
    )
