"""Who is voting: the code that was accepted in this browser, and its ballot form."""

from flask import session as web_session

from pb import clock
from pb.codes.models import CodeState
from pb.db import reading_session
from pb.rehearsal.player import current_player
from pb.sessions.interface import RowSession
from pb.sessions.store import SessionRow
from pb.voting.admission import Voter, voter_of


def current_row() -> SessionRow | None:
    """Return the row of this browser's session, if a code was accepted in it."""
    return web_session.row if isinstance(web_session, RowSession) else None


def current_voter() -> Voter | None:
    """Return who votes in this browser, if a code was accepted not long ago.

    All of it was read with the session. What a page that stores nothing must still
    look up, it reads only, so that it never waits for others who vote.
    """
    row = current_row()
    if row is None or row.standing is None:
        return current_player()
    if row.standing.state is CodeState.REVOKED:
        return None
    return voter_of(reading_session, row.standing, clock.now())
