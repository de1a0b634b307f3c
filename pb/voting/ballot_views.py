"""Choosing and checking: nothing is stored here."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError

from pb.db import db
from pb.rounds.phases import Phase
from pb.site.errors import show_error
from pb.voting import words
from pb.voting.admission import Voter
from pb.voting.blueprint import bp
from pb.voting.forms import MalformedForm, Sending, read_choices
from pb.voting.presentation import BallotPage, View, lot_of, make_sections
from pb.voting.selection import (
    Selection,
    UnknownProject,
    faults_of,
    read_selection,
    spent,
    without,
)
from pb.voting.service import texts_of
from pb.voting.voter import current_row, current_voter


@bp.get("/stem/biljet")
def ballot() -> ResponseReturnValue:
    """Show the ballot of the code that was entered in this browser."""
    voter = current_voter()
    if voter is None or voter.has_voted:
        return to_the_code(is_expired=voter is None)
    if voter.phase is not Phase.VOTING:
        return refuse(words.vote_over(), 409)
    return show(voter, {}, View())


@bp.post("/stem/biljet")
def check() -> ResponseReturnValue:
    """Show the choices once more; or the ballot again, when asked or not in order."""
    voter = current_voter()
    if voter is None:
        return to_the_code(is_expired=True)
    if voter.has_voted:
        return refuse(words.used_for_another(), 409)
    if voter.phase is not Phase.VOTING:
        return refuse(words.vote_over(), 409)
    try:
        selection = selected(voter)
    except MalformedForm as malformed:
        return refuse(words.malformed(malformed.field), 422)
    if "weg" in request.form:
        return _drop(voter, selection, request.form["weg"])
    if "actie" in request.form:
        return show(voter, selection, View.read(request.form))
    if faults_of(voter.config, selection):
        return show(voter, selection, View.read(request.form), status=422)
    return check_page(voter, selection, Sending.new(voter.version))


@bp.errorhandler(CSRFError)
def refuse_forged(error: CSRFError) -> ResponseReturnValue:
    """Say kindly that a session ended, when that is why the token is wrong."""
    if request.path.startswith("/stem/") and current_row() is None:
        return render_template("voting/expired.html"), 400
    return show_error(error)


def selected(voter: Voter) -> Selection:
    """Return what the form chooses.

    Raises:
        MalformedForm: A choice is not a plan of this ballot.
    """
    try:
        return read_selection(voter.config, voter.area_id, read_choices(request.form))
    except UnknownProject as unknown:
        raise MalformedForm("choice") from unknown


def show(
    voter: Voter,
    selection: Selection,
    view: View,
    *,
    status: int = 200,
    dropped: str = "",
) -> ResponseReturnValue:
    """Show the ballot with what was chosen; with its faults after a refusal."""
    numbers = [p.number for contest in voter.contests for p in contest.projects]
    sections = make_sections(
        voter.contests,
        selection,
        texts=texts_of(db.session(), numbers),
        lot=lot_of(current_app.config["SECRET_KEY"], voter.code_id),
        view=view,
    )
    has_faults = status != 200 or dropped
    faults = tuple(faults_of(voter.config, selection)) if has_faults else ()
    page = BallotPage(sections, view, faults, dropped)
    return render_template("voting/ballot.html", voter=voter, page=page), status


def _drop(voter: Voter, selection: Selection, number: str) -> ResponseReturnValue:
    """Show the ballot without one plan, and what else is too much."""
    dropped, rest = without(selection, number)
    return show(voter, rest, View.read(request.form), dropped=dropped)


def check_page(
    voter: Voter, selection: Selection, sending: Sending, *, has_failed: bool = False
) -> ResponseReturnValue:
    """Show the choices once more, with one button."""
    page = render_template(
        "voting/check.html",
        voter=voter,
        selection=selection,
        chosen=sorted(
            p.number for choices in selection.values() for p in choices.marks
        ),
        spent=spent,
        sending=sending,
        has_failed=has_failed,
    )
    return page, 503 if has_failed else 200


def refuse(reason: words.Words, status: int) -> ResponseReturnValue:
    """Show why, and where one can go on."""
    can_go_on = status == 422
    page = render_template("voting/refused.html", words=reason, can_go_on=can_go_on)
    return page, status


def to_the_code(*, is_expired: bool) -> ResponseReturnValue:
    """Lead to the first step."""
    if is_expired:
        flash(
            _(
                "Typ uw code om te stemmen. Na 15 minuten zonder een druk op een knop"
                " vergeten wij uw code. Heeft u nog niet gestemd? Dan werkt uw code"
                " nog."
            ),
            "warning",
        )
    return redirect(url_for("voting.enter_code"), 303)
