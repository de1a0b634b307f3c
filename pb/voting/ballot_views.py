"""Choosing and checking: nothing is stored here."""

from collections.abc import Mapping
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError

from pb.db import reading_session
from pb.rounds.phases import Phase
from pb.site.errors import show_error
from pb.voting import words
from pb.voting.admission import Voter
from pb.voting.ballot_form import Filled, Unreadable, read_filled
from pb.voting.ballot_words import theme_name
from pb.voting.blueprint import bp
from pb.voting.checking import check_page
from pb.voting.faces import Face, faces_of
from pb.voting.forms import MalformedForm, Sending
from pb.voting.pages import vote_page
from pb.voting.presentation import BallotPage, Lot, View, lot_of, make_sections
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

TEMPLATE = "voting/ballot.html"


@bp.get("/stem/biljet")
def ballot() -> ResponseReturnValue:
    """Show the ballot of the code that was entered in this browser."""
    voter = current_voter()
    if voter is None or voter.has_voted:
        return to_the_code(is_expired=voter is None)
    if voter.phase is not Phase.VOTING:
        return refuse(words.vote_over(), 409)
    return _untouched(voter)


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
        filled = _filled(voter)
        selection = _selection(voter, filled)
    except MalformedForm as malformed:
        return refuse(words.malformed(malformed.field), 422, can_go_on=True)
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
    filled = _filled(voter)
    if filled.unreadable:
        raise MalformedForm(filled.unreadable[0].field)
    return _selection(voter, filled)


def _filled(voter: Voter) -> Filled:
    for name in request.files:  # in place of a choice: it would read as none
        raise MalformedForm(name[:40])
    return read_filled(voter.contests, request.form)


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


def _untouched(voter: Voter) -> str:
    """Show the ballot on which nothing was chosen: only the order is the voter's."""
    faces, lot = _faces(voter), _lot(voter)
    slots = {
        contest.id: faces[contest.id].untouched_list(sorted(contest.projects, key=lot))
        for contest in voter.contests
    }

    def context() -> dict[str, Any]:
        sections = make_sections(voter.contests, {}, lot=lot, view=View())
        return _context(voter, BallotPage(sections, View()), faces)

    same = (voter.config.hash, voter.area_id)
    return vote_page(TEMPLATE, slots, same=same, context=context)


def _lot(voter: Voter) -> Lot:
    return lot_of(current_app.config["SECRET_KEY"], voter.code_id)


def _context(
    voter: Voter, page: BallotPage, faces: Mapping[str, Face]
) -> dict[str, Any]:
    return {
        "config": voter.config,
        "page": page,
        "faces": faces,
        "theme_name": theme_name,
    }


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
        lot=_lot(voter),
        view=view,
        wrong=(*unreadable, *faults),
    )
    faces = _faces(voter)
    slots = {
        each.contest.id: faces[each.contest.id].list_of(each.cards) for each in sections
    }
    page = BallotPage(sections, view, faults, unreadable, done)
    return render_template(
        TEMPLATE, slots=slots, **_context(voter, page, faces)
    ), status


def _faces(voter: Voter) -> Mapping[str, Face]:
    return faces_of(
        voter.config,
        voter.area_id,
        lambda numbers: texts_of(reading_session(), numbers),
    )


def refuse(
    reason: words.Words, status: int, *, can_go_on: bool = False
) -> ResponseReturnValue:
    """Show why, and the way to the ballot where one can go on."""
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
