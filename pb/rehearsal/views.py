"""The rehearsal of a round on the desk: play codes, the result, and erasing it all."""

import csv
import io
from http import HTTPStatus
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb import clock
from pb.auth.access import current_staff, has_role, staff_required
from pb.auth.models import Role
from pb.codes.letters import code_address
from pb.codes.parcel import harmless
from pb.db import db
from pb.jobs.models import Job
from pb.jobs.queue import enqueue
from pb.rehearsal import service, work
from pb.rehearsal.forms import PlayCodesForm
from pb.rehearsal.models import Rehearsal
from pb.rehearsal.words import REFUSALS
from pb.results.counting import read_figures, read_results
from pb.rounds.models import BudgetRound
from pb.rounds.trying import trial_config, trial_json
from pb.web.rounds import desk_round, found_or_404

__all__ = ["bp", "work"]  # importing it registers the job

bp = Blueprint("rehearsal", __name__, url_prefix="/beheer/rondes/<slug>")
SHOWN = 100  # codes on the page; the file has them all


@bp.get("/oefenen")
@staff_required()
def show(slug: str) -> ResponseReturnValue:
    """Show the rehearsal of a round: its codes and its result."""
    return _page(desk_round(slug), PlayCodesForm(formdata=None))


@bp.post("/rehearsal-codes")
@staff_required(Role.CONFIGURATOR)
def issue(slug: str) -> ResponseReturnValue:
    """Make play codes."""
    budget_round, form = desk_round(slug), PlayCodesForm()
    if not form.validate_on_submit():
        return _page(budget_round, form), HTTPStatus.UNPROCESSABLE_ENTITY
    session, count = db.session(), form.count.data or 0
    try:
        service.issue_play_codes(session, budget_round, count, clock.now())
    except service.RehearsalRefused as reason:
        abort(409, str(REFUSALS[type(reason)]))
    session.commit()
    flash(_("De oefencodes zijn gemaakt."), "ok")
    return _back(slug, "codes")


@bp.get("/oefenen/codes.csv")
@staff_required(Role.CONFIGURATOR)
def codes_file(slug: str) -> ResponseReturnValue:
    """Give all play codes as a table, as `buurtgeld codes issue` writes it."""
    rehearsal = found_or_404(service.find_rehearsal(db.session(), desk_round(slug)))
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("number", "area", "code", "url"))
    public_url = current_app.config["PUBLIC_URL"]
    for each in service.list_codes(db.session(), rehearsal):
        address = code_address(public_url, each.code)
        writer.writerow((each.number, harmless(each.area), each.code, address))
    response = Response(out.getvalue(), mimetype="text/csv")
    name = f"{slug}-oefencodes.csv"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@bp.post("/rehearsal-count")
@staff_required(Role.CONFIGURATOR)
def count(slug: str) -> ResponseReturnValue:
    """Ask the worker to count the play ballots."""
    session, budget_round = db.session(), desk_round(slug)
    try:
        job = service.request_count(
            session, budget_round, staff_id=current_staff().id, now=clock.now()
        )
    except service.RehearsalRefused as reason:
        abort(409, str(REFUSALS[type(reason)]))
    job_id = job.id
    session.commit()
    enqueue(job_id)
    flash(_("Het tellen van de oefenstemmen is begonnen."), "ok")
    return _back(slug, "uitslag")


@bp.post("/erase-rehearsal")
@staff_required(Role.CONFIGURATOR)
def erase(slug: str) -> ResponseReturnValue:
    """Erase codes, ballots and result."""
    service.erase_rehearsal(db.session(), desk_round(slug))
    flash(_("De oefenronde is gewist: codes, oefenstemmen en oefenuitslag."), "ok")
    return _back(slug)


@bp.app_context_processor
def say_that_it_is_play() -> dict[str, Any]:
    """Tell the pages of the vote whether a play code was entered."""
    return {"is_play": g.get("is_play", False)}


def _page(budget_round: BudgetRound, form: PlayCodesForm) -> str:
    session = db.session()
    rehearsal = service.find_rehearsal(session, budget_round)
    codes = service.list_codes(session, rehearsal) if rehearsal else []
    job = session.get(Job, rehearsal.job_id) if rehearsal and rehearsal.job_id else None
    return render_template(
        "rehearsal/show.html",
        budget_round=budget_round,
        form=form,
        may_configure=has_role(Role.CONFIGURATOR),
        rehearsal=rehearsal,
        codes=codes[:SHOWN],
        issued=len(codes),
        cast=sum(code.is_used for code in codes),
        job=job,
        is_old=rehearsal is not None and _is_old(budget_round, rehearsal),
        contests=_results(rehearsal),
    )


def _is_old(budget_round: BudgetRound, rehearsal: Rehearsal) -> bool:
    """Say whether the round changed since the first play ballot."""
    if not rehearsal.config_json:
        return False
    now_json = trial_json(db.session(), budget_round, rehearsal.created_at)
    return now_json != rehearsal.config_json


def _results(rehearsal: Rehearsal | None) -> list[tuple[Any, int]]:
    """Return every contest with how many voters see a plan of theirs funded."""
    if rehearsal is None or rehearsal.result_json is None:
        return []
    config = trial_config(rehearsal.config_json)
    _ballots, figures = read_figures(rehearsal.figures_json or "{}")
    results = read_results(config, rehearsal.result_json)
    return [(result, figures[result.id].with_choice) for result in results]


def _back(slug: str, anchor: str | None = None) -> ResponseReturnValue:
    address = url_for("rehearsal.show", slug=slug, _anchor=anchor)
    return redirect(address, HTTPStatus.SEE_OTHER)
