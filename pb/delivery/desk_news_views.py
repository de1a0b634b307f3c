"""Staff read the news of makers before everyone does, and give them a code."""

from flask import Response, abort, flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb.auth.access import staff_required
from pb.db import db, writing
from pb.delivery.blueprint import WRITERS, bp
from pb.delivery.desk_views import ITEM, PLAN
from pb.delivery.dossier import acting, asked, back, dossier_page
from pb.delivery.forms import RefusalForm
from pb.delivery.models import NoteState
from pb.delivery.news import AlreadyDecided, decide_news, find_photo
from pb.delivery.photo_files import send_photo
from pb.projects.own_plan import CODE
from pb.projects.own_plan import grant as grant_access
from pb.trail.kinds import Kind
from pb.trail.service import note


@bp.post(f"{PLAN}/berichten/{ITEM}/plaats")
@staff_required(*WRITERS)
def show_news(slug: str, project_id: int, item_id: int) -> ResponseReturnValue:
    """Show a piece of news of the makers."""
    asked(slug, project_id)
    return _decide(slug, project_id, item_id, "")


@bp.post(f"{PLAN}/berichten/{ITEM}/weiger")
@staff_required(*WRITERS)
def refuse_news(slug: str, project_id: int, item_id: int) -> ResponseReturnValue:
    """Refuse a piece of news, with a reason."""
    budget_round, carried = asked(slug, project_id)
    form = RefusalForm(prefix=f"weiger{item_id}-")
    if not form.validate():
        name = f"refusal_{item_id}"
        return dossier_page(budget_round, carried, 422, **{name: form})
    return _decide(slug, project_id, item_id, form.refusal.data or "")


def _decide(
    slug: str, project_id: int, news_id: int, refusal: str
) -> ResponseReturnValue:
    try:
        with writing() as session:
            decide_news(session, project_id, news_id, refusal=refusal, act=acting())
    except AlreadyDecided:
        abort(409, _("Over dit bericht is al besloten."))
    flash(_("Het bericht is geweigerd.") if refusal else _("Het bericht is geplaatst."))
    return back(slug, project_id)


@bp.post(f"{PLAN}/code")
@staff_required(*WRITERS)
def code(slug: str, project_id: int) -> ResponseReturnValue:
    """Give the makers a code for their news, and show it once."""
    asked(slug, project_id)
    act, detail = acting(), {"plan": project_id}
    with writing() as session:
        note(
            session,
            Kind.PLAN_CODE_MADE,
            at=act.now,
            actor=act.staff_id,
            round_slug=slug,
            detail=detail,
        )
        _row, made = grant_access(session, project_id, CODE, now=act.now)
    budget_round, carried = asked(slug, project_id)
    return render_template(
        "delivery/code.html", budget_round=budget_round, carried=carried, code=made
    )


@bp.get(f"{PLAN}/fotos/<name>")
@staff_required()
def desk_photo(slug: str, project_id: int, name: str) -> Response:
    """Send a photo to staff, also of news that nobody else may see."""
    _round, carried = asked(slug, project_id)
    return send_photo(find_photo(db.session(), carried.project, name, *NoteState))
