"""A sample of used codes, held against the list of addresses of the municipality."""

from http import HTTPStatus

from flask import abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb.auth.access import staff_required
from pb.auth.models import Role
from pb.codes.blueprint import bp
from pb.codes.deleting import are_deleted
from pb.codes.sample import VoteIsNotOver, call_back
from pb.codes.table_words import TROUBLES
from pb.codes.tables import Table, TableRefused, read_table
from pb.db import db
from pb.rounds.models import BudgetRound
from pb.web.rounds import desk_round

NUMBERS = "letter_number"  # the column in adressen.csv


@bp.get("/steekproef")
@staff_required(Role.CONFIGURATOR, Role.AUDITOR)
def sample_form(slug: str) -> ResponseReturnValue:
    """Show the form that asks for the list."""
    return render_template("codes/sample.html", budget_round=_closed_round(slug))


@bp.post("/call-back")
@staff_required(Role.CONFIGURATOR, Role.AUDITOR)
def sample(slug: str) -> ResponseReturnValue:
    """Show which letters to call back, at once: nothing of the list is kept."""
    budget_round = _closed_round(slug)
    file = request.files.get("file")
    try:
        table = read_table(file.read() if file else b"")
    except TableRefused as refusal:
        return _refuse(budget_round, str(TROUBLES[refusal.trouble]))
    if NUMBERS not in table.header:
        return _refuse(budget_round, _("Dit is niet de lijst adressen.csv."))
    return render_template(
        "codes/sample_sheet.html",
        budget_round=budget_round,
        rows=_called_back(budget_round, table),
    )


def _closed_round(slug: str) -> BudgetRound:
    budget_round = desk_round(slug)
    if budget_round.closed_at is None:
        abort(409, _("De steekproef kan pas als het stemmen voorbij is."))
    if are_deleted(db.session(), budget_round):
        abort(409, _("De steekproef kan niet meer: de codes zijn gewist."))
    return budget_round


def _called_back(budget_round: BudgetRound, table: Table) -> list[tuple[str, str]]:
    column = table.header.index(NUMBERS)
    by_number = {
        cells[column]: ", ".join(cell for cell in cells[column + 1 :] if cell)
        for _row, cells in table.rows
        if len(cells) > column
    }
    try:
        numbers = call_back(
            db.session(), budget_round, by_number, key=current_app.config["CODE_KEY"]
        )
    except VoteIsNotOver:
        abort(409)
    return [(number, by_number.get(number, "")) for number in numbers]


def _refuse(budget_round: BudgetRound, problem: str) -> ResponseReturnValue:
    page = render_template(
        "codes/sample.html", budget_round=budget_round, problem=problem
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY
