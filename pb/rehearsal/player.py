"""Who practises in this browser: a play code that was entered not long ago.

It stands in a signed cookie of its own and not in the table of sessions: those are
of voting codes.
"""

from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, g, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import select

from pb.db import reading_session
from pb.rehearsal.models import PlayBallot, PlayCode, Rehearsal
from pb.rounds.configuration import LAST_COUNTS
from pb.rounds.phases import Phase
from pb.rounds.trying import trial_config
from pb.voting.admission import Voter

LIFETIME = 60 * 60  # seconds
SALT = "play code"


@dataclass(frozen=True, slots=True)
class Player(Voter):
    """Whoever holds a play code: the pages take them for a voter."""

    play_code_id: int = 0


def current_player() -> Player | None:
    """Return who practises in this browser, and let every page say so."""
    id_ = _read_cookie()
    if id_ is None:
        return None
    row = (
        reading_session()
        .execute(
            select(PlayCode, Rehearsal.config_json, PlayBallot.play_code_id)
            .join(Rehearsal, Rehearsal.id == PlayCode.rehearsal_id)
            .outerjoin(PlayBallot, PlayBallot.play_code_id == PlayCode.id)
            .where(PlayCode.id == id_)
        )
        .first()
    )
    if row is None or not row[1]:
        return None
    g.is_play = True
    return _player(row[0], row[1], has_ballot=row[2] is not None)


def _player(code: PlayCode, config_json: str, *, has_ballot: bool) -> Player:
    config = trial_config(config_json)
    may_again = config.recast == LAST_COUNTS
    return Player(
        code_id=f"play-{code.id}",
        area_id=str(code.area_id),
        has_voted=has_ballot and not may_again,
        phase=Phase.VOTING,  # one practises at any time
        config=config,
        public_key="",
        version=int(has_ballot and may_again),
        play_code_id=code.id,
    )


def remember_player(response: Response, play_code_id: int) -> None:
    """Let this browser practise with a code, for an hour."""
    response.set_cookie(_name(), _serializer().dumps(play_code_id), **_kind())


def forget_player(response: Response) -> None:
    """Let nobody practise in this browser any more."""
    if _name() in request.cookies:
        kind = {k: v for k, v in _kind().items() if k != "max_age"}
        response.delete_cookie(_name(), **kind)


def _read_cookie() -> int | None:
    cookie = request.cookies.get(_name())
    if not cookie:
        return None
    try:
        return int(_serializer().loads(cookie, max_age=LIFETIME))
    except (BadSignature, TypeError, ValueError):
        return None


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=SALT)


def _kind() -> dict[str, Any]:
    return {
        "max_age": LIFETIME,
        "secure": bool(current_app.config["SESSION_COOKIE_SECURE"]),
        "httponly": True,
        "samesite": "Lax",
        "path": "/",
    }


def _name() -> str:
    prefix = "__Host-" if current_app.config["SESSION_COOKIE_SECURE"] else ""
    return f"{prefix}oefenen"
