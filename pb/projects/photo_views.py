"""Photos of plans, as files."""

from pathlib import Path

from flask import (
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from pb import clock
from pb.db import db, reading_session, writing
from pb.limits.service import TooManyFailures, check, count_failure
from pb.projects.blueprint import bp
from pb.projects.care import can_change
from pb.projects.models import Project, ProjectStatus
from pb.projects.own_views import round_of
from pb.projects.own_visits import current_plan
from pb.projects.photo_forms import PhotoForm
from pb.projects.photo_keeping import (
    EnoughPhotos,
    add_photo,
    drop_photo,
    photos_of,
    photos_with_room,
)
from pb.projects.photos import FILE_NAME, MOST_PHOTOS, photo_folder
from pb.projects.plan_models import PlanPhoto
from pb.web.addresses import visitor_subject

SCOPE, PHOTOS_A_MINUTE = "photo", 30
# A picture can be looked at; whatever else a browser takes it for can do nothing.
ONLY_LOOK = "default-src 'none'; sandbox"


def folder() -> Path:
    """Return where this installation keeps its photos."""
    return photo_folder(current_app.extensions["config"].instance)


def change_photos(
    form: PhotoForm, *, project_id: int | None = None, draft_id: int | None = None
) -> int:
    """Take a photo in or away, as the form says; return 0, or why not as a status.

    Drawing a picture anew is slow work: nothing is drawn that has no room, and only so
    much for one network.
    """
    if "weg" in request.form:
        with writing() as session:
            drop_photo(
                session,
                folder(),
                request.form["weg"],
                project_id=project_id,
                draft_id=draft_id,
            )
        return 0
    try:
        _count_drawing(project_id=project_id, draft_id=draft_id)
        picture = form.picture()
        if picture is None:
            return 422
        with writing() as session:
            add_photo(
                session,
                folder(),
                picture,
                form.alt.data or "",
                now=clock.now(),
                project_id=project_id,
                draft_id=draft_id,
            )
    except EnoughPhotos:
        return 409
    return 0


def _count_drawing(*, project_id: int | None, draft_id: int | None) -> None:
    """Count one picture of this network, before it is drawn."""
    now, subject = clock.now(), visitor_subject()
    photos_with_room(db.session(), project_id=project_id, draft_id=draft_id)
    try:
        check(db.session(), SCOPE, subject, limit=PHOTOS_A_MINUTE, now=now)
    except TooManyFailures as refusal:
        abort(429, retry_after=refusal.retry_after)
    with writing() as session:
        count_failure(session, SCOPE, subject, now=now)


@bp.route("/mijn-plan/fotos", methods=["GET", "POST"])
def own_photos() -> ResponseReturnValue:
    """Show the photos of the own plan; take one in, or away."""
    reading_session()
    project = current_plan()
    number, budget_round = project.id, round_of(project)
    if not can_change(budget_round, project, clock.now()):
        abort(
            409, _("U kunt dit plan niet meer veranderen. Bel ons als er iets mis is.")
        )
    form, refused = PhotoForm(), 0
    if request.method == "POST":
        refused = change_photos(form, project_id=number)
        if not refused:
            return redirect(url_for(".own_photos"), 303)
    page = render_template(
        "projects/own_photos.html",
        photos=photos_of(db.session(), project_id=number),
        most=MOST_PHOTOS,
        form=form,
        project=project,
    )
    return page, refused or 200


@bp.get("/fotos/<name>")
def photo(name: str) -> Response:
    """Send a photo; that of a plan which was taken back is no longer there."""
    if not FILE_NAME.fullmatch(name):
        abort(404)
    row = (
        db.session()
        .execute(
            select(PlanPhoto.id, Project.status)
            .outerjoin(Project, Project.id == PlanPhoto.project_id)
            .where(PlanPhoto.file_name == name)
        )
        .one_or_none()
    )
    if row is None or row.status is ProjectStatus.WITHDRAWN:
        abort(404)
    try:
        picture = (folder() / name).read_bytes()
    except FileNotFoundError:
        abort(404)
    response = Response(picture, mimetype="image/jpeg")
    response.headers["Content-Security-Policy"] = ONLY_LOOK
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
