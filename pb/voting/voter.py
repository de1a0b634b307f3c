"""Who is voting: the code that was accepted in this browser, and its ballot form."""

from flask import session as web_session

from pb import clock
from pb.db import db, only_read
from pb.sessions.interface import RowSession
from pb.sessions.store import SessionRow
from pb.voting.admission import Voter, find_voter


def current_row() -> SessionRow | None:
    """Return the row of this browser's session, if a code was accepted in it."""
    return web_session.row if isinstance(web_session, RowSession) else None


def current_voter() -> Voter | None:
    """Return who votes in this browser, if a code was accepted not long ago.

    From here on the database session only reads, so that a page which stores
    nothing never waits for others who vote.
    """
    row = current_row()
    if row is None or row.code_id is None:
        return None
    session = db.session()
    only_read(session)
    return find_voter(session, row.code_id, clock.now())
