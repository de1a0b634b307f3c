"""The directory of places, for everyone; and the broker who keeps it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pb import clock
from pb.auth.access import staff_required
from pb.community.blueprint import BROKERS, DESK, NUMBER, bp
from pb.community.forms import PlaceForm, place_print
from pb.community.models import Place, PlaceContact
from pb.community.offers import area_names, today
from pb.community.places import list_places, remove_place, save_place
from pb.community.words import ACCESS
from pb.db import reading_session
from pb.projects.blueprint import writing


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
    return _edit(reading_session().get(Place, item_id) or abort(404))


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
    contact = session.get(PlaceContact, found.id) if found else None
    form = PlaceForm(area_names(session), found, contact)
    if not form.is_submitted():
        return _page(form, found)
    if not form.validate():
        return _page(form, found, 422)
    number = found.id if found else None
    try:
        with writing() as session:
            changed = _held(session, number) if number else Place()
            if number and not _saw(session, form, changed):
                return _page(
                    form, changed, 409, differences=_meet(session, form, changed)
                )
            form.fill(changed)
            save_place(session, changed, form.contact(), day=today(clock.now()))
    except IntegrityError:
        form.place_name.errors = [_("Deze plek staat er al.")]
        return _page(form, found, 409)
    flash(_("De plek is bewaard."))
    return redirect(url_for(".desk_places"), 303)


def _held(session: Session, number: int) -> Place:
    """Return a place as it is now; nobody else changes it until the commit."""
    return session.get_one(Place, number, with_for_update=True, populate_existing=True)


def _saw(session: Session, form: PlaceForm, place: Place) -> bool:
    """Say whether the place is still as the form showed it."""
    contact = session.get(PlaceContact, place.id, populate_existing=True)
    return form.seen.data in {None, "", place_print(place, contact)}


def _meet(session: Session, form: PlaceForm, place: Place) -> list[tuple[str, str]]:
    """Return what a colleague stored; sent once more, the form replaces it."""
    contact = session.get(PlaceContact, place.id)
    form.show_again(place_print(place, contact))
    theirs = PlaceForm(area_names(session), place, contact, formdata=None)
    return form.differences(theirs)


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
