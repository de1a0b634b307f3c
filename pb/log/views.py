"""The public logbook of a round, and its files."""

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from pb.db import db
from pb.log.acting import signer
from pb.log.checkpoints import (
    BALLOTS,
    EVENTS,
    find_checkpoint,
    newest_checkpoint,
    read_checkpoints,
)
from pb.log.models import Event
from pb.log.page import chosen, make_page
from pb.log.service import event_line, read_events
from pb.log.table import as_csv
from pb.log.words import CHAPTERS
from pb.rounds.models import BudgetRound
from pb.trail.asking import period
from pb.web.rounds import found_or_404, public_round

bp = Blueprint("log", __name__, url_prefix="/rondes/<slug>")
FILES = "/logboek"
SIZE = "<int(max=1000000000):size>"
ONE_DAY = 24 * 3600
ASKED = ("soort", "van", "tot")  # what the address may ask for
NEWEST = 5  # checkpoints that are shown; the file names of the others follow


@bp.get("/logboek")
def show(slug: str) -> ResponseReturnValue:
    """Tell what happened in a round, newest first."""
    budget_round, events = _logged(slug)
    session, chapter = db.session(), _chapter()
    signed = newest_checkpoint(session, budget_round, EVENTS)
    page = make_page(
        budget_round,
        events,
        signed,
        types=CHAPTERS[chapter].types if chapter else None,
        before=request.args.get("voor", type=int),
        period=period(),
        locale=str(get_locale() or "nl"),
    )
    return render_template(
        "log/show.html",
        budget_round=budget_round,
        page=page,
        chapter=chapter,
        chapters=_chapters(events),
        signed=signed,
        ballots=newest_checkpoint(session, budget_round, BALLOTS),
        checkpoints=read_checkpoints(session, budget_round, EVENTS)[-NEWEST:],
        key=signer().key.text.strip(),
        asked={name: request.args[name] for name in ASKED if request.args.get(name)},
    )


def _chapter() -> str | None:
    chapter = request.args.get("soort") or None
    if chapter is not None and chapter not in CHAPTERS:
        abort(404)
    return chapter


@bp.get("/logboek.csv")
def table(slug: str) -> ResponseReturnValue:
    """Give the lines that were asked for, for a spreadsheet."""
    budget_round, events = _logged(slug)
    chapter = _chapter()
    types = CHAPTERS[chapter].types if chapter else None
    shown = chosen(events, types, period())
    text = "".join(as_csv(budget_round, shown, str(get_locale() or "nl")))
    response = Response(text, mimetype="text/csv")
    name = f"attachment; filename=logboek-{slug}.csv"
    response.headers["Content-Disposition"] = name
    return response


@bp.get("/logboek.jsonl")
def lines(slug: str) -> ResponseReturnValue:
    """Give the logbook as it is, a line of canonical JSON each."""
    _round, events = _logged(slug)
    text = "".join(f"{event_line(event)}\n" for event in events)
    response = Response(text, mimetype="text/plain")
    response.set_etag(events[-1].hash)
    return response.make_conditional(request.environ)


@bp.get(f"{FILES}/key.txt")
def key(slug: str) -> ResponseReturnValue:
    """Give the key with which checkpoints can be verified."""
    public_round(slug)
    return Response(signer().key.text, mimetype="text/plain")


@bp.get(f"{FILES}/checkpoint.txt")
def newest(slug: str) -> ResponseReturnValue:
    """Give the newest checkpoint of the logbook, for who keeps watch."""
    found = newest_checkpoint(db.session(), public_round(slug), EVENTS)
    return Response(found_or_404(found).text, mimetype="text/plain")


@bp.get(f"{FILES}/<any({EVENTS}, {BALLOTS}):log>-{SIZE}.txt")
def checkpoint(slug: str, log: str, size: int) -> ResponseReturnValue:
    """Give a checkpoint; it never changes."""
    found = find_checkpoint(db.session(), public_round(slug), log, size)
    response = Response(found_or_404(found).text, mimetype="text/plain")
    response.headers["Cache-Control"] = f"public, max-age={ONE_DAY}"
    return response


def _logged(slug: str) -> tuple[BudgetRound, list[Event]]:
    budget_round = public_round(slug)
    events = read_events(db.session(), budget_round)
    if not events:
        abort(404, _("Het logboek begint zodra de ronde vaststaat."))
    return budget_round, events


def _chapters(events: list[Event]) -> list[tuple[str, str, int]]:
    """Return address, name and number of lines of the chapters that have any."""
    counted = (
        (name, str(chapter.name), sum(event.type in chapter.types for event in events))
        for name, chapter in CHAPTERS.items()
    )
    return [each for each in counted if each[2]]
