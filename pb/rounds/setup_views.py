"""The forms with which staff set a round up."""

from collections.abc import Callable
from http import HTTPStatus

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb import clock
from pb.auth.access import staff_required
from pb.auth.models import Role
from pb.db import db
from pb.rounds import setup
from pb.rounds.blueprint import DESK, bp
from pb.rounds.contest_form import ContestForm
from pb.rounds.editing import Editing, refused_setup, values_of
from pb.rounds.forms import AreaForm, RoundForm
from pb.rounds.models import Area, BudgetRound, Contest
from pb.rounds.setup import SetupRefused
from pb.web.rounds import desk_round, found_or_404

NUMBER = "<int(max=2147483647):{}>"
AREA = f"{DESK}/wijken/{NUMBER.format('area_id')}"
CONTEST = f"{DESK}/potten/{NUMBER.format('contest_id')}"
EDIT = ["GET", "POST"]


@bp.route("/beheer/rondes/nieuw", methods=EDIT)
@staff_required(Role.CONFIGURATOR)
def new() -> ResponseReturnValue:
    """Make a round."""
    form = RoundForm()
    editing = Editing("rounds/details.html", form)
    if form.validate_on_submit():
        try:
            made = setup.create_round(db.session(), form.to_details(), clock.now())
        except SetupRefused as reason:
            return editing.refuse(reason)
        flash(_("De ronde is gemaakt. Bewoners zien haar nog niet."), "ok")
        return _to_desk(made)
    return editing.page()


@bp.route(f"{DESK}/gegevens", methods=EDIT)
@staff_required(Role.CONFIGURATOR)
def details(slug: str) -> ResponseReturnValue:
    """Change what a round is called and when it happens."""
    budget_round = desk_round(slug)
    form = RoundForm(data=values_of(budget_round))
    if budget_round.is_public:
        form.keep_slug()
    return _edit(
        budget_round,
        Editing("rounds/details.html", form, budget_round, budget_round),
        lambda: setup.change_round(
            db.session(),
            budget_round,
            form.to_details(slug),
            seen=form.seen.data or "",
        ),
    )


@bp.route(f"{DESK}/wijken/nieuw", methods=EDIT)
@staff_required(Role.CONFIGURATOR)
def new_area(slug: str) -> ResponseReturnValue:
    """Add an area to a round."""
    return _edit_area(desk_round(slug), None)


@bp.route(AREA, methods=EDIT)
@staff_required(Role.CONFIGURATOR)
def area(slug: str, area_id: int) -> ResponseReturnValue:
    """Change an area of a round."""
    budget_round = desk_round(slug)
    return _edit_area(budget_round, _area_of(budget_round, area_id))


def _edit_area(budget_round: BudgetRound, row: Area | None) -> ResponseReturnValue:
    form = AreaForm(data=values_of(row))
    return _edit(
        budget_round,
        Editing("rounds/area.html", form, budget_round, row),
        lambda: setup.save_area(
            db.session(),
            budget_round,
            form.to_details(),
            area=row,
            seen=form.seen.data or "",
        ),
    )


@bp.post(f"{AREA}/weg")
@staff_required(Role.CONFIGURATOR)
def remove_area(slug: str, area_id: int) -> ResponseReturnValue:
    """Remove an area that nothing belongs to."""
    budget_round = desk_round(slug)
    row = _area_of(budget_round, area_id)
    name = row.name
    try:
        setup.remove_area(db.session(), budget_round, row)
    except SetupRefused as reason:
        return refused_setup(budget_round, reason)
    flash(_("De wijk %(name)s is weg.", name=name), "ok")
    return _to_desk(budget_round)


@bp.route(f"{DESK}/potten/nieuw", methods=EDIT)
@staff_required(Role.CONFIGURATOR)
def new_contest(slug: str) -> ResponseReturnValue:
    """Add a contest to a round."""
    return _edit_contest(desk_round(slug), None)


@bp.route(CONTEST, methods=EDIT)
@staff_required(Role.CONFIGURATOR)
def contest(slug: str, contest_id: int) -> ResponseReturnValue:
    """Change a contest of a round."""
    budget_round = desk_round(slug)
    return _edit_contest(budget_round, _contest_of(budget_round, contest_id))


def _edit_contest(
    budget_round: BudgetRound, row: Contest | None
) -> ResponseReturnValue:
    form = ContestForm(data=values_of(row))
    form.offer(budget_round.areas)
    return _edit(
        budget_round,
        Editing("rounds/contest.html", form, budget_round, row),
        lambda: setup.save_contest(
            db.session(),
            budget_round,
            form.to_details(row),
            contest=row,
            seen=form.seen.data or "",
        ),
    )


@bp.post(f"{CONTEST}/weg")
@staff_required(Role.CONFIGURATOR)
def remove_contest(slug: str, contest_id: int) -> ResponseReturnValue:
    """Remove a contest without plans."""
    budget_round = desk_round(slug)
    row = _contest_of(budget_round, contest_id)
    title = row.title
    try:
        setup.remove_contest(db.session(), budget_round, row)
    except SetupRefused as reason:
        return refused_setup(budget_round, reason)
    flash(_("De pot %(title)s is weg.", title=title), "ok")
    return _to_desk(budget_round)


def _edit(
    budget_round: BudgetRound, editing: Editing, store: Callable[[], None]
) -> ResponseReturnValue:
    """Show a form, or store what it holds; a frozen round has no forms."""
    if budget_round.is_frozen:
        return refused_setup(budget_round, setup.RoundIsFrozen())
    if not editing.form.validate_on_submit():
        return editing.page()
    try:
        store()
    except SetupRefused as reason:
        return editing.refuse(reason)
    flash(_("Bewaard."), "ok")
    return _to_desk(budget_round)


def _area_of(budget_round: BudgetRound, area_id: int) -> Area:
    return found_or_404(
        next((area for area in budget_round.areas if area.id == area_id), None)
    )


def _contest_of(budget_round: BudgetRound, contest_id: int) -> Contest:
    return found_or_404(
        next((row for row in budget_round.contests if row.id == contest_id), None)
    )


def _to_desk(budget_round: BudgetRound) -> ResponseReturnValue:
    return redirect(
        url_for("rounds.desk", slug=budget_round.slug), HTTPStatus.SEE_OTHER
    )
