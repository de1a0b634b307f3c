"""The directory of places: what, where, when, how accessible, whom to call."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.community.models import Place, PlaceContact


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
