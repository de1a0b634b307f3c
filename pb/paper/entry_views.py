"""Entering paper ballots: one field, one key, the next ballot."""

from http import HTTPStatus
from typing import NoReturn, cast

from flask import (
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb import clock
from pb.auth.access import current_staff, staff_required
from pb.config import Config
from pb.db import db
from pb.paper.blueprint import BATCH, HANDLERS, bp, found_batch
from pb.paper.forms import read_number
from pb.paper.models import BatchState, PaperBatch
from pb.paper.numbered import NumberedPlan, numbered_plans
from pb.paper.service import PaperRefused
from pb.paper.sheets import (
    Entry,
    Invalid,
    NoSuchSheet,
    OldPage,
    attempt_of,
    enter_sheet,
    next_sheet,
)
from pb.paper.spending import SawTheCodes, may_not_see
from pb.paper.typed import (
    LONGEST,
    REASONS,
    BreaksLimits,
    Mistake,
    Mistyped,
    read_typed,
    written,
)
from pb.paper.words import broken, entered, mistake, reasons, refusal
from pb.rounds.configuration import FrozenConfig, read_config
from pb.rounds.models import BudgetRound
from pb.urn.keyfiles import NoKey, urn_files
from pb.voting.selection import Selection
from pb.voting.service import Urn
from pb.web.rounds import desk_round

SHEET = f"{BATCH}/biljet"


@bp.get(SHEET)
@staff_required(*HANDLERS)
def sheet(slug: str, number: int) -> ResponseReturnValue:
    """Ask for the next ballot, or for the one that is named."""
    budget_round = desk_round(slug)
    batch = found_batch(budget_round, number)
    if may_not_see(db.session(), batch, current_staff().id):
        _refuse(SawTheCodes())
    wanted = _wanted(batch)
    if wanted is None:
        if batch.state is BatchState.ENTERING:
            flash(_("U hebt alles ingevoerd wat u nu kunt invoeren."), "ok")
        return _to_batch(slug, number)
    return _page(budget_round, batch, *wanted)


def _wanted(batch: PaperBatch) -> tuple[int, int] | None:
    """Return number and attempt of the ballot to ask for, if there is one."""
    if batch.state is not BatchState.ENTERING:
        return None
    named = request.args.get("nummer")
    if named is None:
        return next_sheet(db.session(), batch, current_staff().id)
    number = read_number(named) or 0
    try:
        return number, attempt_of(db.session(), batch, number)
    except NoSuchSheet:
        abort(404)


@bp.post(SHEET)
@staff_required(*HANDLERS)
def enter(slug: str, number: int) -> ResponseReturnValue:
    """Take what one person read on a ballot, and go on to the next."""
    budget_round = desk_round(slug)
    batch = found_batch(budget_round, number)
    sheet_number = read_number(request.form.get("sheet", ""))
    attempt = read_number(request.form.get("attempt", ""))
    if sheet_number is None or attempt is None:
        abort(HTTPStatus.BAD_REQUEST)
    config = read_config(budget_round)
    try:
        content = _read(config, batch)
    except (Mistyped, BreaksLimits) as reason:
        error = mistake(reason) if isinstance(reason, Mistyped) else broken(reason)
        page = _page(budget_round, batch, sheet_number, attempt, error=error)
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    entry = Entry(sheet_number, attempt, current_staff().id, content)
    try:
        outcome = enter_sheet(
            db.session(),
            batch,
            entry,
            config=config,
            urn=_urn(budget_round),
            now=clock.now(),
        )
    except OldPage as reason:
        db.session().rollback()
        flash(refusal(reason), "warn")
        return _to_batch(slug, number)
    except PaperRefused as reason:
        _refuse(reason)
    flash(*entered(outcome, sheet_number))
    return redirect(url_for(".sheet", slug=slug, number=number), HTTPStatus.SEE_OTHER)


def _read(config: FrozenConfig, batch: PaperBatch) -> Selection | Invalid:
    """Return the ballot, typed in the field, ticked in the boxes, or invalid."""
    area_id = str(batch.area_id)
    plans = numbered_plans(config, area_id)
    typed = request.form.get("plannen", "").strip()
    boxes = written(plans, request.form)
    invalid = request.form.get("ongeldig", "")
    given = [each for each in (typed, boxes, invalid) if each]
    if len(given) > 1:
        raise Mistyped(Mistake.TWO_WAYS)
    if invalid and invalid not in REASONS:
        abort(HTTPStatus.BAD_REQUEST)
    return read_typed(config, area_id, plans, "".join(given))


def _page(
    budget_round: BudgetRound,
    batch: PaperBatch,
    number: int,
    attempt: int,
    *,
    error: str = "",
) -> str:
    plans = numbered_plans(read_config(budget_round), batch.area_id)
    return render_template(
        "paper/sheet.html",
        budget_round=budget_round,
        batch=batch,
        area=next(a.name for a in budget_round.areas if a.id == batch.area_id),
        number=number,
        attempt=attempt,
        contests=_by_contest(plans),
        reasons=reasons(),
        error=error,
        fields=request.form,
        typed=request.form.get("plannen", "")[:LONGEST],
    )


def _by_contest(plans: list[NumberedPlan]) -> list[list[NumberedPlan]]:
    ids = dict.fromkeys(plan.contest.id for plan in plans)
    return [[plan for plan in plans if plan.contest.id == id_] for id_ in ids]


def _urn(budget_round: BudgetRound) -> Urn:
    config = cast(Config, current_app.extensions["config"])
    try:
        secret = urn_files(config.instance, budget_round.slug).secret()
    except NoKey:
        abort(HTTPStatus.SERVICE_UNAVAILABLE)
    return Urn(budget_round.public_key or "", secret)


def _to_batch(slug: str, number: int) -> ResponseReturnValue:
    return redirect(url_for(".batch", slug=slug, number=number), HTTPStatus.SEE_OTHER)


def _refuse(reason: PaperRefused) -> NoReturn:
    db.session().rollback()
    abort(HTTPStatus.CONFLICT, refusal(reason))
