"""Choosing and checking: nothing is stored here."""

from collections.abc import Mapping

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError

from pb.db import db
from pb.rounds.phases import Phase
from pb.site.errors import show_error
from pb.voting import words
from pb.voting.admission import Voter
from pb.voting.ballot_form import Filled, Unreadable, hidden_fields, read_filled
from pb.voting.ballot_words import theme_name
from pb.voting.blueprint import bp
from pb.voting.faces import Face, faces_of
from pb.voting.forms import MalformedForm, Sending
from pb.voting.presentation import BallotPage, View, lot_of, make_sections
from pb.voting.selection import (
    Selection,
    UnknownProject,
    emptied,
    faults_of,
    read_selection,
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
        filled = read_filled(voter.contests, request.form)
        selection = _selection(voter, filled)
    except MalformedForm as malformed:
        return refuse(words.malformed(malformed.field), 422)
    return _answer(voter, filled, selection)


def _answer(voter: Voter, filled: Filled, selection: Selection) -> ResponseReturnValue:
    """Do what the button says that was pressed."""
    view = View.read(request.form)
    if "weg" in request.form:
        name, rest = without(selection, request.form["weg"])
        done = _("‘%(plan)s’ is niet meer gekozen.", plan=name) if name else ""
        return show(voter, rest, view, done=done)
    if "leeg" in request.form:
        rest = emptied(selection, request.form["leeg"])
        return show(voter, rest, view, done=_("U koos daar nu geen plan meer."))
    if filled.unreadable:
        return show(voter, selection, view, 422, unreadable=filled.unreadable)
    if "actie" in request.form:
        return show(voter, selection, view)
    if faults_of(voter.config, selection):
        return show(voter, selection, view, 422)
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
        MalformedForm: A field is not as our page sends it.
    """
    filled = read_filled(voter.contests, request.form)
    if filled.unreadable:
        raise MalformedForm(filled.unreadable[0].field)
    return _selection(voter, filled)


def _selection(voter: Voter, filled: Filled) -> Selection:
    try:
        return read_selection(
            voter.config,
            voter.area_id,
            filled.ticks,
            points=filled.points,
            ranks=filled.ranks,
        )
    except UnknownProject as unknown:
        raise MalformedForm("choice") from unknown


def show(
    voter: Voter,
    selection: Selection,
    view: View,
    status: int = 200,
    *,
    done: str = "",
    unreadable: tuple[Unreadable, ...] = (),
) -> ResponseReturnValue:
    """Show the ballot with what was chosen; with its faults after a refusal."""
    is_refusal = status != 200 or bool(done)
    faults = tuple(faults_of(voter.config, selection)) if is_refusal else ()
    view = view.unfiltered if is_refusal else view
    sections = make_sections(
        voter.contests,
        selection,
        lot=lot_of(current_app.config["SECRET_KEY"], voter.code_id),
        view=view,
        wrong=(*unreadable, *faults),
    )
    page = render_template(
        "voting/ballot.html",
        voter=voter,
        page=BallotPage(sections, view, faults, unreadable, done),
        faces=_faces(voter),
        theme_name=theme_name,
    )
    return page, status


def _faces(voter: Voter) -> Mapping[str, Face]:
    return faces_of(
        voter.config, voter.area_id, lambda numbers: texts_of(db.session(), numbers)
    )


def check_page(
    voter: Voter, selection: Selection, sending: Sending, *, has_failed: bool = False
) -> ResponseReturnValue:
    """Show the choices once more, with one button."""
    page = render_template(
        "voting/check.html",
        voter=voter,
        selection=selection,
        fields=hidden_fields(selection),
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
