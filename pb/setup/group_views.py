"""The page on which staff say which plans exclude each other."""

import re
from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb.auth.access import staff_required
from pb.auth.models import Role
from pb.db import db
from pb.rounds.details import fingerprint
from pb.rounds.editing import refused_setup
from pb.rounds.models import BudgetRound, Contest
from pb.rounds.setup import ChangedMeanwhile, RoundIsFrozen, SetupRefused
from pb.setup import groups as service
from pb.setup.blueprint import DESK, bp
from pb.web.rounds import desk_round, found_or_404

GROUPS = f"{DESK}/potten/<int(max=2147483647):contest_id>/groepen"
NUMBER = re.compile("[0-9]{1,9}")


@bp.get(GROUPS)
@staff_required(Role.CONFIGURATOR)
def groups(slug: str, contest_id: int) -> ResponseReturnValue:
    """Show the groups of a contest, and a form for one more."""
    budget_round = desk_round(slug)
    if budget_round.is_frozen:
        return refused_setup(budget_round, RoundIsFrozen())
    return _page(budget_round, _contest(budget_round, contest_id))


@bp.post(GROUPS)
@staff_required(Role.CONFIGURATOR)
def add_group(slug: str, contest_id: int) -> ResponseReturnValue:
    """Add a group."""
    budget_round = desk_round(slug)
    contest = _contest(budget_round, contest_id)
    typed = request.form.get("at_most", "")
    try:
        service.add_group(
            db.session(),
            budget_round,
            contest,
            _chosen(),
            at_most=int(typed) if NUMBER.fullmatch(typed) else 0,
            seen=request.form.get("seen", ""),
        )
    except SetupRefused as reason:
        return _refuse(budget_round, contest, reason)
    return _done(slug, contest_id)


@bp.post(f"{GROUPS}/weg")
@staff_required(Role.CONFIGURATOR)
def remove_group(slug: str, contest_id: int) -> ResponseReturnValue:
    """Remove a group."""
    budget_round = desk_round(slug)
    contest = _contest(budget_round, contest_id)
    typed = request.form.get("number", "")
    number = int(typed) if NUMBER.fullmatch(typed) else 0
    seen = request.form.get("seen", "")
    try:
        service.remove_group(db.session(), budget_round, contest, number, seen)
    except SetupRefused as reason:
        return _refuse(budget_round, contest, reason)
    return _done(slug, contest_id)


def _refuse(
    budget_round: BudgetRound, contest: Contest, reason: SetupRefused
) -> ResponseReturnValue:
    db.session().rollback()
    if isinstance(reason, service.GroupImpossible):
        return _page(budget_round, contest, _impossible(), 422)
    if isinstance(reason, ChangedMeanwhile):
        why = _(
            "Een collega veranderde deze pot net. Er is niets bewaard. Uw keuze staat"
            " er nog. Kijk de groepen na en bewaar opnieuw."
        )
        return _page(budget_round, contest, why, 409)
    return refused_setup(budget_round, reason)


def _impossible() -> str:
    return str(
        _(
            "Kies ten minste twee plannen, en een aantal dat lager is dan het aantal"
            " gekozen plannen."
        )
    )


def _page(
    budget_round: BudgetRound, contest: Contest, problem: str = "", status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "setup/groups.html",
        budget_round=budget_round,
        contest=contest,
        groups=service.list_groups(db.session(), contest),
        plans=service.plans_of(db.session(), contest),
        chosen=_chosen(),
        at_most=request.form.get("at_most", "1"),
        seen=fingerprint(contest),
        problem=problem,
    )
    return page, status


def _chosen() -> set[int]:
    typed = request.form.getlist("plan")
    return {int(number) for number in typed if NUMBER.fullmatch(number)}


def _contest(budget_round: BudgetRound, contest_id: int) -> Contest:
    found = (row for row in budget_round.contests if row.id == contest_id)
    return found_or_404(next(found, None))


def _done(slug: str, contest_id: int) -> ResponseReturnValue:
    flash(_("Bewaard."), "ok")
    address = url_for(".groups", slug=slug, contest_id=contest_id)
    return redirect(address, HTTPStatus.SEE_OTHER)
