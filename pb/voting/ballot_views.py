"""Choosing, checking, casting."""

from flask import (
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb import clock
from pb.db import db, may_write, only_read
from pb.rounds.phases import Phase
from pb.sessions import store
from pb.sessions.interface import drop_cookie
from pb.voting.blueprint import bp
from pb.voting.commitment import receipt_of
from pb.voting.forms import Envelope, MalformedForm, read_choices, read_envelope
from pb.voting.presentation import View, lot_of, make_page
from pb.voting.secrets import round_secret
from pb.voting.selection import UnknownProject, faults_of, read_selection, spent
from pb.voting.service import (
    CodeNotUsable,
    RoundNotOpen,
    Submission,
    cast_ballot,
    texts_of,
)
from pb.voting.voter import Voter, current_row, current_voter


@bp.get("/stem/biljet")
def ballot() -> ResponseReturnValue:
    """Show the ballot of the code that was entered in this browser."""
    voter = current_voter()
    if voter is None or voter.is_spent:
        return _to_the_code(is_expired=voter is None)
    _refuse_when_closed(voter)
    return _show(voter, frozenset(), View())


@bp.post("/stem/biljet")
def check() -> ResponseReturnValue:
    """Show the choices once more; or the ballot again, when asked or not in order."""
    only_read(db.session())
    voter = current_voter()
    if voter is None or voter.is_spent:
        return _to_the_code(is_expired=voter is None)
    _refuse_when_closed(voter)
    chosen = _read_choices(voter)
    dropped = request.form.get("weg", "")
    if dropped.isascii() and dropped.isdigit():
        return _show(voter, chosen - {int(dropped)}, View.read(request.form))
    if request.form.get("actie") in {"toon", "terug"}:
        return _show(voter, chosen, View.read(request.form))
    selection = read_selection(voter.config, voter.area_id, chosen)
    if faults_of(voter.config, selection):
        return _show(voter, chosen, View.read(request.form), is_refused=True)
    return render_template(
        "voting/check.html",
        voter=voter,
        selection=selection,
        chosen=sorted(chosen),
        spent=spent,
        envelope=Envelope.new(),
    )


@bp.get("/stem/bedankt")
def thanks() -> ResponseReturnValue:
    """Lead away: a receipt is shown once, as the answer to a vote."""
    return redirect(url_for("voting.enter_code"), 303)


@bp.post("/stem/bedankt")
def cast() -> ResponseReturnValue:
    """Store the ballot and show the receipt, which is kept nowhere."""
    session = db.session()
    only_read(session)
    voter = current_voter()
    if voter is None:
        return _to_the_code(is_expired=True)
    chosen = _read_choices(voter)
    envelope = _read_envelope()
    selection = read_selection(voter.config, voter.area_id, chosen)
    if faults_of(voter.config, selection):
        return _show(voter, chosen, View(), is_refused=True)
    submission = Submission(
        code_id=voter.code_id,
        area_id=voter.area_id,
        selection=selection,
        form_nonce=bytes.fromhex(envelope.nonce),
        submission_id=envelope.submission_id,
    )
    secret = round_secret(current_app.extensions["config"].instance, voter.config.slug)
    config = voter.config
    may_write(session)
    try:
        commitment = cast_ballot(
            session, config, submission, round_secret=secret, now=clock.now
        )
    except CodeNotUsable:
        abort(409, _("Met deze code is al een andere stem uitgebracht. Die telt."))
    except RoundNotOpen:
        abort(409, _("De stembus is gesloten. Uw stem is niet opgeslagen."))
    return render_template(
        "voting/thanks.html", config=config, receipt=receipt_of(commitment)
    )


@bp.post("/stem/klaar")
def finish() -> ResponseReturnValue:
    """Forget this voter, for the next who uses this device."""
    response = make_response(redirect(url_for("site.home"), 303))
    row = current_row()
    if row is not None:
        store.end(row.id_hash)
    drop_cookie(current_app, response, "voter")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _to_the_code(*, is_expired: bool) -> ResponseReturnValue:
    if is_expired:
        flash(
            _(
                "Typ uw code om te stemmen. Na een kwartier stilte vergeten wij die."
                " Uw stem is dan nog niet uitgebracht."
            ),
            "warn",
        )
    return redirect(url_for("voting.enter_code"), 303)


def _refuse_when_closed(voter: Voter) -> None:
    if voter.budget_round.phase(clock.now()) is not Phase.VOTING:
        abort(409, _("Stemmen kan nu niet. Er is niets opgeslagen."))


def _read_choices(voter: Voter) -> frozenset[int]:
    try:
        chosen = read_choices(request.form)
        read_selection(voter.config, voter.area_id, chosen)
    except MalformedForm as malformed:
        abort(422, str(malformed))
    except UnknownProject:
        abort(422, _("Een gekozen plan staat niet op uw stembiljet."))
    return chosen


def _read_envelope() -> Envelope:
    try:
        return read_envelope(request.form)
    except MalformedForm as malformed:
        abort(422, str(malformed))


def _show(
    voter: Voter, chosen: frozenset[int], view: View, *, is_refused: bool = False
) -> ResponseReturnValue:
    selection = read_selection(voter.config, voter.area_id, chosen)
    page = make_page(
        voter.config,
        voter.area_id,
        chosen=chosen,
        texts=texts_of(db.session(), voter.budget_round),
        lot=lot_of(current_app.config["SECRET_KEY"], voter.code_id),
        view=view,
        faults=tuple(faults_of(voter.config, selection)) if is_refused else (),
    )
    status = 422 if is_refused else 200
    return render_template("voting/ballot.html", voter=voter, page=page), status
