"""Files about a plan, for colleagues: kept, and given to save."""

from flask import Response, abort, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb import clock
from pb.auth.access import current_staff, staff_required
from pb.auth.models import Role
from pb.db import db, writing
from pb.projects.blueprint import bp
from pb.projects.care_forms import AttachmentForm
from pb.projects.care_models import PlanAttachment
from pb.projects.care_views import PLAN, care_page, done, plan_of
from pb.projects.opinions import MOST_FILES, attach, attachment_folder, attachments_of
from pb.projects.photos import LARGEST_FILE


@bp.post(f"{PLAN}/bijlagen")
@staff_required(Role.EVALUATOR)
def attach_file(slug: str, project_id: int) -> ResponseReturnValue:
    """Keep a file about a plan, for colleagues."""
    budget_round, project = plan_of(slug, project_id)
    form, sent = AttachmentForm(), request.files.get("file")
    content = sent.stream.read(LARGEST_FILE + 1) if sent and sent.filename else b""
    wrong = ""
    if not content:
        wrong = _("Kies een bestand.")
    elif len(content) > LARGEST_FILE:
        wrong = _("Dit bestand is te groot. Er past ten hoogste 5 MB.")
    elif len(attachments_of(db.session(), project_id)) >= MOST_FILES:
        wrong = _("Er zijn al twintig bestanden bij dit plan.")
    if wrong:
        form.file.errors = [wrong]
        return care_page(budget_round, project, 422, attachment_form=form)
    with writing() as session:
        attach(
            session,
            attachment_folder(current_app.extensions["config"].instance),
            content,
            (sent.filename if sent else "") or "",
            project_id=project_id,
            staff_id=current_staff().id,
            now=clock.now(),
        )
    return done(
        slug, project_id, _("Het bestand is bewaard. Alleen collega’s zien het.")
    )


@bp.get(f"{PLAN}/bijlagen/<int(max=2147483647):attachment_id>")
@staff_required(Role.EVALUATOR)
def attachment(slug: str, project_id: int, attachment_id: int) -> Response:
    """Give a file to save: it never opens as a page of ours."""
    plan_of(slug, project_id)
    found = db.session().get(PlanAttachment, attachment_id)
    if found is None or found.project_id != project_id:
        abort(404)
    folder = attachment_folder(current_app.extensions["config"].instance)
    try:
        content = (folder / found.file_name).read_bytes()
    except FileNotFoundError:
        abort(410)
    response = Response(content, mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=found.title)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
