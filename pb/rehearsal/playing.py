"""Entering a play code and casting a play ballot, beside the pages of the vote."""

from typing import NoReturn

from flask import Response, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from pb import clock
from pb.db import db, may_write
from pb.rehearsal.codes import is_play
from pb.rehearsal.models import PlayBallot, PlayCode, Rehearsal
from pb.rehearsal.player import Player, remember_player
from pb.rehearsal.service import PlayCodeUsed, bring_up_to_date, cast_play_ballot
from pb.rounds.configuration import LAST_COUNTS
from pb.voting.commitment import canonical_ballot
from pb.voting.selection import Selection, file_ids
from pb.voting.words import Words


class CannotPractise(Exception):
    """The play code is known, and nobody can practise with it now."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.heading)
        self.words = words


def find_play_code(session: Session | Connection, code: str) -> int | None:
    """Return the number of a play code; nothing is asked about any other code."""
    if not is_play(code):
        return None
    return session.scalar(select(PlayCode.id).where(PlayCode.code == code))


def enter(play_code_id: int) -> Response:
    """Let this browser go on to the ballot of a play code.

    Raises:
        CannotPractise: The code was used, or there are no plans yet.
    """
    session = db.session()
    may_write(session)
    code = session.get(PlayCode, play_code_id)
    if code is None:
        _refuse_gone()
    rehearsal = session.get_one(Rehearsal, code.rehearsal_id, with_for_update=True)
    is_used = session.get(PlayBallot, play_code_id) is not None
    area_id = code.area_id
    config = bring_up_to_date(session, rehearsal, clock.now())
    if not any(contest.projects for contest in config.contests_for(area_id)):
        raise CannotPractise(_no_plans())
    if is_used and config.recast != LAST_COUNTS:
        raise CannotPractise(_used())
    response = make_response(redirect(url_for("voting.ballot"), 303))
    remember_player(response, play_code_id)
    return response


def cast(
    player: Player, selection: Selection, submission_id: str
) -> ResponseReturnValue:
    """Keep a play ballot, and say that it counts nowhere.

    Raises:
        CannotPractise: The code was used for another ballot.
    """
    body = canonical_ballot(player.area_id, file_ids(selection))
    with db.engine.connect() as connection:
        try:
            cast_play_ballot(
                connection,
                player.play_code_id,
                body,
                submission_id,
                may_replace=player.config.recast == LAST_COUNTS,
            )
        except PlayCodeUsed:
            connection.rollback()
            raise CannotPractise(_used()) from None
    return render_template("rehearsal/thanks.html", config=player.config)


def _refuse_gone() -> NoReturn:
    raise CannotPractise(
        Words(
            _("Deze oefencode is gewist"),
            _("De oefening is voorbij. Vraag een nieuwe oefencode."),
        )
    )


def _used() -> Words:
    return Words(
        _("Met deze oefencode is al gestemd"),
        _("Ook een oefencode werkt één keer. Neem een andere oefencode."),
    )


def _no_plans() -> Words:
    return Words(
        _("Oefenen kan nog niet"),
        _(
            "Er staan nog geen plannen met een prijs op de lijst van deze wijk. Uw"
            " oefencode blijft geldig. Probeer het later opnieuw."
        ),
    )
