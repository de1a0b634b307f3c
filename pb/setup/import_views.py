"""Taking areas or plans in from a file: send it, name its columns, look, take it in."""

import csv
import io
import re
from http import HTTPStatus

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from pb import clock
from pb.auth.access import current_staff, staff_required
from pb.auth.models import Role
from pb.codes.parcel import harmless
from pb.codes.tables import TableRefused
from pb.db import db
from pb.rounds.editing import refused_setup
from pb.rounds.models import BudgetRound
from pb.rounds.setup import RoundIsFrozen, SetupRefused
from pb.setup import drafts
from pb.setup.blueprint import DESK, bp
from pb.setup.columns import AREAS, MEANINGS, PLANS
from pb.setup.models import TableDraft
from pb.setup.table_words import TROUBLES
from pb.web.rounds import desk_round, found_or_404

KINDS = {"wijken": AREAS, "plannen": PLANS}
ADDRESS = f"{DESK}/importeren/<any(wijken, plannen):what>"
DRAFT = f"{ADDRESS}/<token>"
SHOWN = 200  # problems on the page; the file has them all
SAMPLE = 3  # rows, to see whether the columns are right
COLUMN = re.compile("[0-9]{1,3}")


@bp.get(ADDRESS)
@staff_required(Role.CONFIGURATOR)
def import_file(slug: str, what: str) -> ResponseReturnValue:
    """Ask for a file."""
    budget_round = desk_round(slug)
    if budget_round.is_frozen:
        return refused_setup(budget_round, RoundIsFrozen())
    return _form(budget_round, what)


@bp.post(ADDRESS)
@staff_required(Role.CONFIGURATOR)
def send_table(slug: str, what: str) -> ResponseReturnValue:
    """Read a file and keep it for a day, or say why not."""
    budget_round = desk_round(slug)
    if budget_round.is_frozen:
        return refused_setup(budget_round, RoundIsFrozen())
    file = request.files.get("file")
    content = file.read() if file else b""
    if file is None or not content:
        return _form(budget_round, what, _("Kies een bestand."))
    try:
        draft = drafts.keep_draft(
            db.session(),
            budget_round,
            content,
            clock.now(),
            kind=KINDS[what],
            file_name=file.filename or "",
        )
    except TableRefused as refusal:
        return _form(budget_round, what, str(TROUBLES[refusal.trouble]))
    address = url_for(".columns", slug=slug, what=what, token=draft.token)
    return redirect(address, HTTPStatus.SEE_OTHER)


@bp.get(DRAFT)
@staff_required(Role.CONFIGURATOR)
def columns(slug: str, what: str, token: str) -> ResponseReturnValue:
    """Ask what the columns of a file hold."""
    budget_round = desk_round(slug)
    return _columns(budget_round, what, _draft(budget_round, what, token))


@bp.post(DRAFT)
@staff_required(Role.CONFIGURATOR)
def choose_columns(slug: str, what: str, token: str) -> ResponseReturnValue:
    """Keep what the columns hold, and go on to the trial."""
    budget_round = desk_round(slug)
    draft = _draft(budget_round, what, token)
    chosen = _chosen(draft)
    is_checked = request.form.get("are_checked") == "ja"
    try:
        drafts.choose_columns(db.session(), draft, chosen, are_checked=is_checked)
    except drafts.ColumnsMissing as reason:
        return _columns(budget_round, what, draft, chosen=chosen, reason=reason)
    address = url_for(".trial", slug=slug, what=what, token=token)
    return redirect(address, HTTPStatus.SEE_OTHER)


@bp.get(f"{DRAFT}/proef")
@staff_required(Role.CONFIGURATOR)
def trial(slug: str, what: str, token: str) -> ResponseReturnValue:
    """Show what a file would bring, or what is wrong with it; nothing is stored."""
    budget_round = desk_round(slug)
    return _trial(budget_round, what, _draft(budget_round, what, token)), HTTPStatus.OK


@bp.get(f"{DRAFT}/fouten.csv")
@staff_required(Role.CONFIGURATOR)
def problems_file(slug: str, what: str, token: str) -> ResponseReturnValue:
    """Give all that is wrong as a table."""
    budget_round = desk_round(slug)
    draft = _draft(budget_round, what, token)
    found = drafts.try_draft(db.session(), budget_round, draft).problems.found
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow((_("rij"), _("kolom"), _("wat is er"), _("wat kunt u doen")))
    for each in found:
        cells = (each.column, each.what, each.remedy)
        writer.writerow((each.row, *map(harmless, cells)))
    # Excel only takes it for UTF-8 with a mark.
    response = Response("\ufeff" + out.getvalue(), mimetype="text/csv")
    name = f"{slug}-{what}-fouten.csv"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@bp.post(f"{DRAFT}/opnemen")
@staff_required(Role.CONFIGURATOR)
def take_in(slug: str, what: str, token: str) -> ResponseReturnValue:
    """Take in all of a file, or nothing."""
    session, budget_round = db.session(), desk_round(slug)
    draft = _draft(budget_round, what, token)
    try:
        added, changed = drafts.take_in(
            session, budget_round, draft, clock.now(), staff_id=current_staff().id
        )
    except SetupRefused as reason:
        return refused_setup(budget_round, reason)
    except drafts.NotFit:
        return _trial(budget_round, what, draft), HTTPStatus.CONFLICT
    flash(_done(what, added, changed), "ok")
    anchor = "wijken" if what == "wijken" else None
    address = url_for("rounds.desk", slug=slug, _anchor=anchor)
    return redirect(address, HTTPStatus.SEE_OTHER)


def _done(what: str, added: int, changed: int) -> str:
    if what == "plannen":
        return str(
            ngettext(
                "%(num)s plan is opgenomen.", "%(num)s plannen zijn opgenomen.", added
            )
        )
    return str(
        _(
            "Klaar. Nieuwe wijken: %(added)s. Bijgewerkte wijken: %(changed)s.",
            added=added,
            changed=changed,
        )
    )


def _draft(budget_round: BudgetRound, what: str, token: str) -> TableDraft:
    if "\0" in token:  # PostgreSQL has no such text
        abort(404)
    return found_or_404(
        drafts.find_draft(db.session(), budget_round, KINDS[what], token)
    )


def _chosen(draft: TableDraft) -> dict[str, int]:
    typed = {m.key: request.form.get(m.key, "") for m in MEANINGS[draft.kind]}
    return {key: int(at) for key, at in typed.items() if COLUMN.fullmatch(at)}


def _form(
    budget_round: BudgetRound, what: str, problem: str = ""
) -> ResponseReturnValue:
    page = render_template(
        "setup/import_file.html",
        budget_round=budget_round,
        what=what,
        meanings=MEANINGS[KINDS[what]],
        problem=problem,
        most=drafts.MOST_ROWS,
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK


def _columns(
    budget_round: BudgetRound,
    what: str,
    draft: TableDraft,
    *,
    chosen: dict[str, int] | None = None,
    reason: drafts.ColumnsMissing | None = None,
) -> ResponseReturnValue:
    table = drafts.read_draft(draft)
    page = render_template(
        "setup/import_columns.html",
        budget_round=budget_round,
        what=what,
        draft=draft,
        table=table,
        sample=table.rows[:SAMPLE],
        meanings=MEANINGS[draft.kind],
        chosen=drafts.chosen_columns(draft, table) if chosen is None else chosen,
        are_checked=drafts.are_checked(draft),
        missing=reason.missing if reason else (),
        twice=reason.twice if reason else (),
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if reason else HTTPStatus.OK


def _trial(budget_round: BudgetRound, what: str, draft: TableDraft) -> str:
    found = drafts.try_draft(db.session(), budget_round, draft)
    return render_template(
        "setup/import_trial.html",
        budget_round=budget_round,
        what=what,
        draft=draft,
        trial=found,
        problems=found.problems.found[:SHOWN],
        are_checked=drafts.are_checked(draft),
        total=sum(row.cost for row in found.plans)
        or sum(row.budget or 0 for row in found.areas),
    )
