"""What we write to helpers and makers, in the language of each; each mail once."""

from collections.abc import Sequence
from datetime import datetime

from flask import current_app, render_template, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from pb.community.broker import (
    SIDES,
    NotBothAgreed,
    Person,
    Sought,
    people_of,
    person_of,
)
from pb.community.models import Introduction, Offer
from pb.community.offers import hash_of
from pb.mail.outbox import post
from pb.web.languages import speaking

PROMISE = _l(
    "Zegt u allebei ja? Dan krijgt u elkaars naam, telefoonnummer en e-mailadres."
    " Zegt u nee, dan hoort de ander niet wie u bent."
)


def send(
    session: Session,
    *,
    key: str,
    to: Person,
    subject: str,
    lines: Sequence[str],
    link: str = "",
    now: datetime,
) -> None:
    """Put a mail in the outbox, as text and with mark-up; nothing without address."""
    if not to.email:
        return
    words = {"person": to, "lines": lines, "link": link}
    post(
        session,
        key=key,
        recipient=to.email,
        subject=subject,
        text=render_template("community/mail.txt", **words),
        html=render_template("community/mail.html", subject=subject, **words),
        now=now,
    )


def absolute(endpoint: str, words: str) -> str:
    """Return an address for a mail: the public one, never that of the request."""
    public: str = current_app.config["PUBLIC_URL"]
    return public + url_for(endpoint, words=words)


def ask_to_confirm(
    session: Session, offer: Offer, to: Person, words: str, *, now: datetime
) -> None:
    """Ask whether an offer is meant."""
    with speaking(to.language):
        send(
            session,
            key=f"offer-{offer.id}-confirm",
            to=to,
            subject=_("Bevestig uw aanbod om te helpen"),
            lines=[
                _("U bood aan: %(offer)s.", offer=offer.title),
                _(
                    "Klopt dat? Open de link en druk op de knop. Dan zoeken wij een"
                    " plan."
                ),
                _(
                    "Met dezelfde link haalt u uw aanbod later weer weg. Bewaar deze"
                    " mail."
                ),
            ],
            link=absolute("community.own_offer", words),
            now=now,
        )


def ask_both(
    session: Session,
    sought: Sought,
    offer: Offer,
    row: Introduction,
    words: dict[str, str],
    *,
    now: datetime,
) -> None:
    """Ask both sides whether they want to meet, without naming the other."""
    for side in SIDES:
        to = person_of(session, row, side)
        if to is not None:
            with speaking(to.language):
                send(
                    session,
                    # An introduction goes with its wish, and its id to the next one.
                    key=f"introduction-{side}-{hash_of(words[side])}",
                    to=to,
                    subject=_("Wilt u kennismaken?"),
                    lines=[str(_question(side, sought, offer)), str(PROMISE)],
                    link=absolute("community.answer", words[side]),
                    now=now,
                )


def _question(side: str, sought: Sought, offer: Offer) -> LazyString:
    if side == "helper":
        return _l(
            "Het plan ‘%(plan)s’ zoekt hulp: %(need)s.",
            plan=sought.project.title,
            need=sought.need.description,
        )
    return _l(
        "Voor uw plan ‘%(plan)s’ biedt iemand aan: %(offer)s.",
        plan=sought.project.title,
        offer=offer.title,
    )


def introduce(
    session: Session, sought: Sought, row: Introduction, *, now: datetime
) -> None:
    """Tell both sides who the other is; nothing before both said yes."""
    try:
        people = people_of(session, row)
    except NotBothAgreed:
        return
    meeting = f"introduction-{row.id}-{row.offer_id}-{row.introduced_at}"
    for side, other in (("maker", "helper"), ("helper", "maker")):
        if side in people and other in people:
            with speaking(people[side].language):
                send(
                    session,
                    key=f"{meeting}-{side}-met",
                    to=people[side],
                    subject=_("U kunt kennismaken"),
                    lines=[
                        _(
                            "Het gaat om het plan ‘%(plan)s’.",
                            plan=sought.project.title,
                        ),
                        _("U zei allebei ja. Dit zijn de gegevens van de ander:"),
                        _reach(people[other]),
                        _("Gebruik ze alleen voor dit plan."),
                    ],
                    now=now,
                )


def _reach(person: Person) -> str:
    ways = (person.name, person.phone, person.email)
    return " · ".join(way for way in ways if way)
