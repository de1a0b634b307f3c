"""The directory of places, for everyone; and the broker who keeps it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from pb import clock
from pb.auth.access import staff_required
from pb.community.blueprint import BROKERS, DESK, NUMBER, bp
from pb.community.forms import PlaceForm
from pb.community.models import Place, PlaceContact
from pb.community.offers import area_names, today
from pb.community.places import (
    hold_place,
    list_places,
    remove_place,
    save_place,
    stored_place,
)
from pb.community.words import ACCESS
from pb.db import reading_session, writing
from pb.fingerprint import ChangedMeanwhile
from pb.web.seen import with_seen


@bp.get("/plekken")
def places() -> ResponseReturnValue:
    """Show the places that plans can use; all, or those that fit."""
    session = reading_session()
    every = list_places(session)
    areas = sorted({place.area for place in every if place.area})
    area, access = request.args.get("wijk", ""), request.args.get("toegang", "")
    area, access = area if area in areas else "", access if access in ACCESS else ""
    return render_template(
        "community/places.html",
        places=list_places(session, area=area, access=access),
        total=len(every),
        areas=areas,
        area=area,
        access=access,
        words=ACCESS,
    )


@bp.get(f"/plekken/{NUMBER}")
def place(item_id: int) -> ResponseReturnValue:
    """Show one place: what, where, when, how accessible, whom to call."""
    session = reading_session()
    found = session.get(Place, item_id)
    if found is None or not found.is_shown:
        abort(404)
    contact = session.get(PlaceContact, item_id)
    return render_template(
        "community/place.html", place=found, contact=contact, words=ACCESS
    )


@bp.get(f"{DESK}/plekken")
@staff_required(*BROKERS)
def desk_places() -> ResponseReturnValue:
    """Show every place, also those that are not on the website."""
    found = list_places(reading_session(), hidden=True)
    return render_template("community/desk_places.html", places=found)


@bp.route(f"{DESK}/plekken/nieuw", methods=["GET", "POST"])
@staff_required(*BROKERS)
def new_place() -> ResponseReturnValue:
    """Add a place to the directory."""
    return _edit(None)


@bp.route(f"{DESK}/plekken/{NUMBER}", methods=["GET", "POST"])
@staff_required(*BROKERS)
def edit_place(item_id: int) -> ResponseReturnValue:
    """Change a place; saving it says that somebody checked it today."""
    found = reading_session().get(Place, item_id)
    if found is None and request.method == "POST":
        return _page_of_both(PlaceForm(area_names(reading_session())), None)
    return _edit(found or abort(404))


@bp.post(f"{DESK}/plekken/{NUMBER}/weg")
@staff_required(*BROKERS)
def end_place(item_id: int) -> ResponseReturnValue:
    """Take a place out of the directory."""
    with writing() as session:
        remove_place(session, session.get(Place, item_id) or abort(404))
    flash(_("De plek is weggehaald."))
    return redirect(url_for(".desk_places"), 303)


def _edit(found: Place | None) -> ResponseReturnValue:
    session = reading_session()
    stored = with_seen(stored_place(session, found))
    form = PlaceForm(area_names(session), data=stored)
    if not form.is_submitted():
        return _page(form, found)
    if not form.validate():
        return _page(form, found, 422)
    number = found.id if found else None
    try:
        _store(form, number)
    except ChangedMeanwhile:
        return _page_of_both(form, session.get(Place, number))
    except IntegrityError:
        form.place_name.errors = [_("Deze plek staat er al.")]
        return _page(form, found, 409)
    flash(_("De plek is bewaard."))
    return redirect(url_for(".desk_places"), 303)


def _store(form: PlaceForm, number: int | None) -> None:
    with writing() as session:
        seen = form.seen.data
        place = Place() if number is None else hold_place(session, number, seen=seen)
        form.fill(place)
        save_place(session, place, form.contact(), day=today(clock.now()))


def _page_of_both(form: PlaceForm, place: Place | None) -> ResponseReturnValue:
    """Show what was typed with what a colleague stored; or that the place is gone."""
    if place is None:
        form.place_name.errors = [
            _(
                "Een collega haalde deze plek net weg. Bewaart u dit, dan komt de plek"
                " er weer bij."
            )
        ]
        return _page(form, None, 409)
    differences = form.meet(stored_place(reading_session(), place))
    return _page(form, place, 409, differences)


def _page(
    form: PlaceForm,
    found: Place | None,
    status: int = 200,
    differences: list[tuple[str, str]] | None = None,
) -> tuple[str, int]:
    page = render_template(
        "community/edit_place.html", form=form, place=found, differences=differences
    )
    return page, status
