"""Staff send a list of addresses, see what it gives, and order letters for it."""

from http import HTTPStatus

from flask import abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb import clock
from pb.auth.access import staff_required
from pb.auth.models import Role
from pb.codes.addresses import AddressList, read_addresses
from pb.codes.blueprint import bp
from pb.codes.fonts import CharactersMissing, Face, face_for, installed_faces
from pb.codes.moments import takes_codes
from pb.codes.service import tally
from pb.codes.storage import keep_list, read_list
from pb.codes.table_words import TROUBLES
from pb.codes.tables import Table, TableRefused, read_table
from pb.db import db
from pb.rounds.models import BudgetRound
from pb.web.rounds import desk_round

SHOWN = 3  # addresses, to see whether the columns are right


@bp.get("/adressen")
@staff_required(Role.CONFIGURATOR)
def address_list(slug: str) -> ResponseReturnValue:
    """Show the form for a list; or, of a list that was sent, what it gives."""
    budget_round = desk_round(slug)
    token = request.args.get("lijst", "")
    if not token:
        return _page(budget_round)
    content = read_list(token, now=clock.now())
    if content is None or content["round"] != budget_round.id:
        abort(404)
    areas = tally(db.session(), budget_round)
    return render_template(
        "codes/address_list.html",
        budget_round=budget_round,
        token=token,
        notices=content["notices"],
        sample=[a for lines in content["addresses"].values() for a in lines][:SHOWN],
        rows=[
            (area, len(content["addresses"].get(str(area.area_id), ())))
            for area in areas
        ],
    )


@bp.post("/addresses")
@staff_required(Role.CONFIGURATOR)
def send_addresses(slug: str) -> ResponseReturnValue:
    """Read a list: keep all of it for an hour, sealed, or nothing."""
    budget_round = desk_round(slug)
    if not takes_codes(budget_round, clock.now()):
        abort(409, _("Er worden nu geen brieven gemaakt voor deze ronde."))
    found = _read(budget_round)
    if not found.is_fit:
        return _page(budget_round, found), HTTPStatus.UNPROCESSABLE_ENTITY
    content = {
        "round": budget_round.id,
        "addresses": {str(area_id): a for area_id, a in found.by_area.items()},
        "notices": found.notices,
    }
    token = keep_list(content, now=clock.now())
    return redirect(url_for("codes.address_list", slug=slug, lijst=token), 303)


def _read(budget_round: BudgetRound) -> AddressList:
    file = request.files.get("file")
    content = file.read() if file else b""
    if not content:
        return AddressList(problem=_("Kies een bestand met adressen."))
    try:
        table = read_table(content)
    except TableRefused as refusal:
        return AddressList(problem=str(TROUBLES[refusal.trouble]))
    return read_addresses(
        table,
        tally(db.session(), budget_round),
        face=_face_for(table),
        width=current_app.extensions["site"].letter_window.width,
    )


def _face_for(table: Table) -> Face:
    signs = {sign for _row, cells in table.rows for cell in cells for sign in cell}
    try:
        return face_for("".join(signs))
    except CharactersMissing:
        return installed_faces()[0]


def _page(budget_round: BudgetRound, found: AddressList | None = None) -> str:
    return render_template(
        "codes/addresses.html",
        budget_round=budget_round,
        areas=tally(db.session(), budget_round),
        found=found,
    )
