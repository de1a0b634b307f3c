"""The directory of places: what, where, when, how accessible, whom to call."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.community.models import Place, PlaceContact
from pb.fingerprint import ChangedMeanwhile, check_seen

OWN = ("address", "area", "what", "hours", "price", "capacity", "access_note")


def list_places(
    session: Session, *, area: str = "", access: str = "", hidden: bool = False
) -> list[Place]:
    """Return the places by name; only those of an area or with some access if given."""
    found = session.scalars(select(Place).order_by(Place.name))
    return [
        place
        for place in found
        if (hidden or place.is_shown)
        and area in ("", place.area)
        and (not access or access in place.access.split())
    ]


def stored_place(session: Session, place: Place | None) -> dict[str, Any]:
    """Return all that staff decide about a place, by the name of its field."""
    if place is None:
        return {"is_shown": True}
    contact = session.get(PlaceContact, place.id) or PlaceContact()
    whom = {name: getattr(contact, name) or "" for name in ("name", "phone", "email")}
    stored = {name: getattr(place, name) for name in (*OWN, "is_shown")}
    return stored | whom | {"place_name": place.name, "access": place.access.split()}


def hold_place(session: Session, number: int, *, seen: str | None) -> Place:
    """Return a place for changing; nobody else changes it until the commit.

    Raises:
        ChangedMeanwhile: The page showed something else, or the place is gone.
    """
    place = session.get(Place, number, with_for_update=True, populate_existing=True)
    if place is None:
        raise ChangedMeanwhile
    session.get(PlaceContact, number, populate_existing=True)
    check_seen(seen, stored_place(session, place))
    return place


def save_place(
    session: Session, place: Place, contact: PlaceContact, *, day: date
) -> None:
    """Keep a place as somebody checked it on a day, and whom to call."""
    place.checked_on = day
    session.add(place)
    session.flush()
    old = session.get(PlaceContact, place.id)
    if old is not None:
        session.delete(old)
        session.flush()
    contact.place_id = place.id
    session.add(contact)
    session.commit()


def remove_place(session: Session, place: Place) -> None:
    """Take a place out of the directory, with whom to call."""
    contact = session.get(PlaceContact, place.id)
    if contact is not None:
        session.delete(contact)
        session.flush()
    session.delete(place)
    session.commit()
