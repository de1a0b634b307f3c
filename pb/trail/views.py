"""The trail of staff, for auditors and administrators."""

from collections.abc import Callable, Iterable, Iterator

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from pb.auth.access import has_role, staff_required
from pb.auth.models import Role
from pb.db import db
from pb.rounds.service import list_all_rounds
from pb.trail.asking import asked_for
from pb.trail.files import as_csv, as_jsonl
from pb.trail.models import TrailEntry
from pb.trail.service import read_all, read_page
from pb.trail.viewing import note_export
from pb.trail.words import TITLES, person_words, sentence_of, title_of

bp = Blueprint("trail", __name__, url_prefix="/beheer/spoor")
READERS = (Role.ADMINISTRATOR, Role.AUDITOR)
PER_PAGE = 50
FILES: dict[str, tuple[Callable[[Iterable[TrailEntry]], Iterator[str]], str]] = {
    "csv": (as_csv, "text/csv"),
    "jsonl": (as_jsonl, "application/x-ndjson"),
}


@bp.get("")
@staff_required(*READERS)
def show() -> ResponseReturnValue:
    """Show what staff did, newest first."""
    session, wanted = db.session(), asked_for()
    before = request.args.get("voor", type=int)
    if before is not None and not 0 < before < 2**31:
        before = None
    entries = read_page(session, wanted, before=before, most=PER_PAGE + 1)
    shown = entries[:PER_PAGE]
    asked = {name: value for name, value in request.args.items() if name != "voor"}
    return render_template(
        "trail/show.html",
        entries=shown,
        older=shown[-1].id if len(entries) > PER_PAGE else None,
        asked=asked,
        titles=TITLES,
        rounds=list_all_rounds(session),
        title_of=title_of,
        sentence_of=sentence_of,
        person_words=person_words,
        may_look_up=has_role(Role.ADMINISTRATOR),
    )


@bp.get("/bestand.<any(csv, jsonl):form>")
@staff_required(*READERS)
def file(form: str) -> ResponseReturnValue:
    """Give the lines that were asked for as a file; the trail tells so."""
    wanted = asked_for()
    note_export(None, f"trail.{form}")
    write, kind = FILES[form]
    text = "".join(write(read_all(db.session(), wanted)))
    response = Response(text, mimetype=kind)
    name = f"attachment; filename=spoor.{form}"
    response.headers["Content-Disposition"] = name
    return response
