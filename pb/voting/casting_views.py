"""Casting, and leaving."""

from contextlib import suppress

from flask import (
    current_app,
    make_response,
    redirect,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy import exc

from pb.db import db, reader
from pb.formatting import grouped
from pb.rehearsal import playing
from pb.rehearsal.player import Player, forget_player
from pb.rounds.configuration import FrozenConfig
from pb.sessions import store
from pb.sessions.interface import drop_cookie
from pb.urn.keyfiles import NoKey, urn_files
from pb.voting import words
from pb.voting.admission import Voter
from pb.voting.ballot_views import refuse, selected, show, to_the_code
from pb.voting.blueprint import bp
from pb.voting.checking import check_page
from pb.voting.commitment import receipt_of
from pb.voting.forms import MalformedForm, Sending, read_sending
from pb.voting.pages import vote_page
from pb.voting.presentation import View
from pb.voting.selection import Selection, faults_of
from pb.voting.service import (
    CodeNotUsable,
    RoundNotOpen,
    Submission,
    Urn,
    VotingOnHold,
    cast_ballot,
    find_cast,
)
from pb.voting.voter import current_row, current_voter

UNAVAILABLE = (
    exc.OperationalError,
    exc.InterfaceError,
    exc.TimeoutError,
    OSError,
    NoKey,
)


@bp.get("/stem/bedankt")
def thanks() -> ResponseReturnValue:
    """Lead away: a receipt is shown once, as the answer to a vote."""
    return redirect(url_for("voting.enter_code"), 303)


@bp.post("/stem/bedankt")
def cast() -> ResponseReturnValue:
    """Store the ballot and show the receipt, which is kept nowhere."""
    voter = current_voter()
    if voter is None:
        return to_the_code(is_expired=True)
    try:
        selection, sending = selected(voter), _sending_of(voter)
    except MalformedForm as malformed:
        has_voted = voter.has_voted or voter.version > 0
        reason = words.malformed(malformed.field, has_voted=has_voted)
        return refuse(reason, 422, can_go_on=not voter.has_voted)
    if faults_of(voter.config, selection):
        return show(voter, selection, View(), status=422)
    if isinstance(voter, Player):
        return _practise(voter, selection, sending)
    return _vote(voter, selection, sending)


def _vote(voter: Voter, selection: Selection, sending: Sending) -> ResponseReturnValue:
    try:
        commitment = _store(voter, selection, sending)
    except CodeNotUsable:
        return refuse(words.used_for_another(), 409)
    except RoundNotOpen:
        return refuse(words.vote_over(), 409)
    except VotingOnHold as hold:
        return refuse(words.vote_paused(hold.reason), 409)
    except UNAVAILABLE as error:
        return _not_stored(voter, selection, sending, error)
    return _thanks(voter.config, receipt_of(commitment))


def _sending_of(voter: Voter) -> Sending:
    sending = read_sending(request.form)
    if sending.version > voter.version:  # of a ballot that was never cast
        raise MalformedForm("version")
    return sending


def _practise(
    player: Player, selection: Selection, sending: Sending
) -> ResponseReturnValue:
    """Keep a play ballot, which is no part of any vote."""
    try:
        return playing.cast(player, selection, sending.submission_id)
    except playing.CannotPractise as refusal:
        return refuse(refusal.words, 409)


def _thanks(config: FrozenConfig, receipt: str) -> str:
    return vote_page(
        "voting/thanks.html",
        {"receipt": receipt, "grouped_receipt": grouped(receipt)},
        same=(config.hash, config.closes_at),
        context=lambda: {"config": config},
    )


def _store(voter: Voter, selection: Selection, sending: Sending) -> str:
    """Cast the ballot, or recognise one that was; return its commitment."""
    submission = Submission(
        code_id=voter.code_id,
        area_id=voter.area_id,
        selection=selection,
        form_nonce=bytes.fromhex(sending.nonce),
        submission_id=sending.submission_id,
        version=sending.version,
    )
    if not voter.public_key:
        raise VotingOnHold
    urn = _urn_of(voter)
    if voter.has_voted:
        with reader().connect() as connection:
            known = find_cast(connection, voter.config, submission, urn)
        if known is None:
            raise CodeNotUsable
        return known
    with db.engine.connect() as connection:
        try:
            return cast_ballot(connection, voter.config, submission, urn)
        except Exception:
            connection.rollback()  # closing does not, after a COMMIT that failed
            raise


def _urn_of(voter: Voter) -> Urn:
    instance = current_app.extensions["config"].instance
    files = urn_files(instance, voter.config.slug)
    # A key that somebody put in the database would open every ballot.
    if files.public_key() != voter.public_key:
        raise NoKey
    return Urn(voter.public_key, files.secret())


def _not_stored(
    voter: Voter, selection: Selection, sending: Sending, error: Exception
) -> ResponseReturnValue:
    """Offer the same submission again: should it be there after all, it is a retry."""
    current_app.logger.error("a ballot could not be stored", exc_info=error)
    with suppress(exc.SQLAlchemyError):
        db.session.rollback()
    page = check_page(voter, selection, sending, has_failed=True)
    response = make_response(page)
    response.headers["Retry-After"] = "60"
    return response


@bp.post("/stem/klaar")
def finish() -> ResponseReturnValue:
    """Forget this voter, for the next who uses this device."""
    row = current_row()
    if row is not None:
        store.end(row.id_hash)
    response = make_response(redirect(url_for("site.home"), 303))
    drop_cookie(current_app, response, "voter")
    forget_player(response)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
