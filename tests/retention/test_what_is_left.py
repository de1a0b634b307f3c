"""No table holds somebody's name or address without a term for it."""

import re
from datetime import date, timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.community.models import Place, PlaceContact
from pb.db import Base
from pb.retention.register import words
from pb.retention.service import erase_due, erase_person, find_person
from pb.trail.service import SYSTEM
from tests.factories import NOW

OF_A_PERSON = re.compile(r"email|phone|recipient|(^|_)contact")
# Which kind of the register sees to the table. A new table must be named here.
TERMS = {
    "delivery_contact": "delivery_contact",
    "helper_contact": "helper_contact",
    "mail": "plan_mail",
    "place_contact": "place_contact",
    "plan_joiner": "plan_joiner",
    "proposer_contact": "proposer_contact",
    "remark_writer": "remark_writer",
    "staff_member": "staff_account",
    "support_asked": "supporter",
}


def test_every_table_with_contacts_has_a_term(app: Flask) -> None:
    tables = {
        table.name
        for table in Base.metadata.sorted_tables
        if any(OF_A_PERSON.search(column.name) for column in table.columns)
    }

    assert tables == TERMS.keys()
    assert set(TERMS.values()) <= words().keys()


def make_place(session: Session, name: str, checked_on: date) -> None:
    place = Place(name=name, address="Oude Dijk 1", checked_on=checked_on)
    session.add(place)
    session.flush()
    contact = PlaceContact(place_id=place.id, name="Noor", email="noor@example.org")
    session.add(contact)
    session.commit()


def test_who_answers_for_a_place_is_kept_until_nobody_looked_for_long(
    session: Session,
) -> None:
    make_place(session, "Oud", NOW.date() - timedelta(days=24 * 30 + 1))
    make_place(session, "Nieuw", NOW.date() - timedelta(days=24 * 30))

    assert erase_due(session, {}, now=NOW) == 1
    (left,) = session.scalars(select(PlaceContact))
    assert session.get_one(Place, left.place_id).name == "Nieuw"


def test_who_answers_for_a_place_can_be_erased(session: Session) -> None:
    make_place(session, "Speeltuin", NOW.date())

    assert find_person(session, "Noor@example.org") == {"place_contact": 1}
    erase_person(session, "noor@example.org", actor=SYSTEM, now=NOW)
    assert find_person(session, "noor@example.org") == {}
