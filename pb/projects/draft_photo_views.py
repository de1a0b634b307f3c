"""The photos of a plan that is being written."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pb.db import db
from pb.projects.blueprint import bp
from pb.projects.photo_forms import PhotoForm
from pb.projects.photo_keeping import photos_of
from pb.projects.photo_views import change_photos
from pb.projects.photos import MOST_PHOTOS
from pb.projects.step_views import PLACE, open_draft
from pb.projects.steps import STEPS
from pb.rounds.models import BudgetRound


@bp.route(f"{PLACE}/fotos", methods=["GET", "POST"])
def photos(slug: str, token: str) -> ResponseReturnValue:
    """Show the photos of a draft; take one in, or away."""
    budget_round, draft = open_draft(slug, token)
    form, draft_id = PhotoForm(), draft.id
    if request.method == "GET":
        return _photo_page(budget_round, token, draft_id, form)
    refused = change_photos(form, draft_id=draft_id)
    if refused:
        return _photo_page(budget_round, token, draft_id, form, refused)
    return redirect(url_for(".photos", slug=slug, token=token), 303)


def _photo_page(
    budget_round: BudgetRound,
    token: str,
    draft_id: int,
    form: PhotoForm,
    status: int = 200,
) -> ResponseReturnValue:
    page = render_template(
        "projects/photos.html",
        budget_round=budget_round,
        token=token,
        steps=STEPS,
        photos=photos_of(db.session(), draft_id=draft_id),
        most=MOST_PHOTOS,
        form=form,
    )
    return page, status
