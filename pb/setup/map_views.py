"""Giving a round its map: send a file, say what each shape is, look, take it in."""

import re
from http import HTTPStatus

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb import clock
from pb.auth.access import staff_required
from pb.auth.models import Role
from pb.db import db
from pb.maps.geojson import Wrong, read_geojson
from pb.maps.service import DrawnArea, Ground, Map, find_map, remove_map
from pb.maps.shapes import GROUND
from pb.projects.texts import one_line
from pb.rounds.models import BudgetRound
from pb.setup.blueprint import DESK, bp
from pb.setup.drafts import NotFit, find_draft
from pb.setup.map_drafts import (
    AWAY,
    MAP,
    MapTrial,
    guess_property,
    guess_roles,
    keep_map,
    names_in,
    read_map,
    take_map_in,
    try_map,
)
from pb.setup.map_words import told
from pb.setup.models import TableDraft
from pb.web.rounds import desk_round, found_or_404

ADDRESS = f"{DESK}/kaart"
DRAFT = f"{ADDRESS}/<token>"
AREA = re.compile("[0-9]{1,9}")
CREDIT_LENGTH = 120


@bp.get(ADDRESS)
@staff_required(Role.CONFIGURATOR)
def map_file(slug: str) -> ResponseReturnValue:
    """Show the map of a round, and ask for a file."""
    return _file_page(desk_round(slug))


@bp.post(ADDRESS)
@staff_required(Role.CONFIGURATOR)
def send_map(slug: str) -> ResponseReturnValue:
    """Read a file and keep what it draws for a day, or say all that is wrong."""
    budget_round = desk_round(slug)
    if not budget_round.areas:
        abort(409, _("Maak eerst de wijken van deze ronde. Stuur dan de kaart."))
    file = request.files.get("file")
    content = file.read() if file else b""
    if file is None or not content:
        return _file_page(budget_round, problem=_("Kies een bestand."))
    reading = read_geojson(content)
    if reading.wrong:
        problem = _("Dit bestand kunnen wij niet gebruiken. Hieronder staat waarom.")
        return _file_page(budget_round, problem=problem, wrong=reading.wrong)
    draft = keep_map(
        db.session(), budget_round, reading, clock.now(), file_name=file.filename or ""
    )
    address = url_for(".map_trial", slug=slug, token=draft.token)
    return redirect(address, HTTPStatus.SEE_OTHER)


@bp.get(DRAFT)
@staff_required(Role.CONFIGURATOR)
def map_trial(slug: str, token: str) -> ResponseReturnValue:
    """Show what a file would draw, going by one of its properties; store nothing."""
    budget_round = desk_round(slug)
    draft = _draft(budget_round, token)
    features, _system = read_map(draft)
    name = request.args.get("naam", "")
    if name not in names_in(features):
        name = guess_property(features, budget_round.areas)
    roles = guess_roles(features, budget_round.areas, name)
    return _trial_page(budget_round, draft, roles, name=name)


@bp.post(DRAFT)
@staff_required(Role.CONFIGURATOR)
def take_map(slug: str, token: str) -> ResponseReturnValue:
    """Show the map by what each shape was said to be, or take it in."""
    session, budget_round = db.session(), desk_round(slug)
    draft, roles = _draft(budget_round, token), _chosen()
    if "bekijk" in request.form:
        return _trial_page(budget_round, draft, roles)
    try:
        trial = take_map_in(
            session, budget_round, draft, roles, credit=_credit(), now=clock.now()
        )
    except NotFit:
        problem = _(
            "Geen enkele vorm is een wijk. Kies bij minstens één vorm een wijk."
        )
        return _trial_page(budget_round, draft, roles, problem=problem)
    flash(_("De kaart is bewaard."), "ok")
    if trial.missing:
        names = ", ".join(trial.missing)
        flash(_("Nog niet op de kaart: %(names)s.", names=names), "warn")
    return redirect(url_for(".map_file", slug=slug), HTTPStatus.SEE_OTHER)


@bp.post(f"{ADDRESS}/weg")
@staff_required(Role.CONFIGURATOR)
def drop_map(slug: str) -> ResponseReturnValue:
    """Leave a round without map."""
    session, budget_round = db.session(), desk_round(slug)
    remove_map(session, budget_round)
    session.commit()
    flash(_("De kaart is weg. De punten van plannen blijven bewaard."), "ok")
    return redirect(url_for(".map_file", slug=slug), HTTPStatus.SEE_OTHER)


def _draft(budget_round: BudgetRound, token: str) -> TableDraft:
    if "\0" in token:  # PostgreSQL has no such text
        abort(404)
    return found_or_404(find_draft(db.session(), budget_round, MAP, token))


def _chosen() -> dict[int, int | str]:
    """Return what each shape was said to be."""
    roles: dict[int, int | str] = {}
    for name, value in request.form.items():
        number = name.removeprefix("vorm-")
        if AREA.fullmatch(number) and name != number:
            roles[int(number)] = int(value) if AREA.fullmatch(value) else value
    return roles


def _credit() -> str:
    return one_line(request.form.get("credit", ""))[:CREDIT_LENGTH]


def _file_page(
    budget_round: BudgetRound, *, problem: str = "", wrong: list[Wrong] | None = None
) -> ResponseReturnValue:
    page = render_template(
        "setup/map.html",
        budget_round=budget_round,
        map=find_map(db.session(), budget_round),
        problem=problem,
        wrong=[told(each) for each in wrong or []],
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK


def _trial_page(
    budget_round: BudgetRound,
    draft: TableDraft,
    roles: dict[int, int | str],
    *,
    name: str = "",
    problem: str = "",
) -> ResponseReturnValue:
    features, system = read_map(draft)
    trial = try_map(features, budget_round.areas, roles)
    page = render_template(
        "setup/map_trial.html",
        budget_round=budget_round,
        draft=draft,
        features=features,
        system=system,
        names=names_in(features),
        name=name,
        roles=roles,
        trial=trial,
        map=_as_map(budget_round, trial),
        ground=GROUND,
        away=AWAY,
        credit=_credit(),
        problem=problem,
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK


def _as_map(budget_round: BudgetRound, trial: MapTrial) -> Map | None:
    """Return a map to look at, of what is not stored."""
    plotted = trial.plotted
    if plotted is None:
        return None
    names = {area.id: area.name for area in budget_round.areas}
    return Map(
        plotted.frame,
        [
            DrawnArea(area_id, names[area_id], shape.drawn, shape.label)
            for area_id, shape in plotted.areas.items()
        ],
        [Ground(each["drawn"], each["is_line"]) for each in plotted.ground],
    )
