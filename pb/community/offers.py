"""Offering help: without an account, confirmed by a link or by telephone."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pb.clock import AMSTERDAM
from pb.community.models import HelperContact, Introduction, Offer
from pb.limits.service import check, count_failure
from pb.rounds.models import Area, BudgetRound
from pb.rounds.phases import Stage

OFFERS_PER_HOUR = 10
SCOPE = "offer"
LASTS = timedelta(days=365)


class UnknownOffer(Exception):
    """There is no such offer, or its link does not work any more."""


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer as it is filled in, and how to reach who does."""

    kind: str
    title: str
    details: str
    area: str
    theme: str
    times: Sequence[str]
    name: str
    email: str
    phone: str
    language: str = "nl"


def hash_of(words: str) -> str:
    """Return what is kept of the words in a link: they are too long to guess."""
    return hashlib.sha256(words.encode()).hexdigest()


def new_words() -> str:
    """Return words for a link."""
    return secrets.token_urlsafe(24)


def offer_help(
    session: Session,
    offered: Offered,
    *,
    submission_id: str,
    subject: str,
    now: datetime,
) -> tuple[Offer, str] | None:
    """Keep an offer until it is confirmed; return it with the words of its link.

    The caller puts the mail in the outbox and commits. The same form sent again
    stores nothing and returns None.

    Raises:
        TooManyFailures: More than `OFFERS_PER_HOUR` came from one network.
    """
    hour = now.replace(minute=0, second=0, microsecond=0)
    check(session, SCOPE, subject, limit=OFFERS_PER_HOUR, now=hour)
    count_failure(session, SCOPE, subject, now=hour)
    try:
        return store_offer(session, offered, submission_id=submission_id, now=now)
    except IntegrityError:
        session.rollback()
        if session.scalar(select(Offer.id).filter_by(submission_id=submission_id)):
            return None
        raise


def store_offer(
    session: Session,
    offered: Offered,
    *,
    submission_id: str,
    now: datetime,
    is_confirmed: bool = False,
) -> tuple[Offer, str]:
    """Add an offer, confirmed when staff heard it themselves; the caller commits."""
    offer = Offer(
        submission_id=submission_id,
        kind=offered.kind,
        title=offered.title,
        details=offered.details,
        area=offered.area,
        theme=offered.theme,
        times=" ".join(offered.times),
        state="open" if is_confirmed else "asked",
        created_at=now,
        until=today(now) + LASTS,
    )
    session.add(offer)
    session.flush()
    words = new_words()
    session.add(
        HelperContact(
            offer_id=offer.id,
            name=offered.name,
            email=offered.email,
            phone=offered.phone,
            language=offered.language,
            token_hash=hash_of(words),
        )
    )
    session.flush()
    return offer, words


def find_by_link(session: Session, words: str) -> Offer:
    """Return the offer of a link.

    Raises:
        UnknownOffer: The link is of nothing that is there.
    """
    found = session.scalar(
        select(Offer)
        .join(HelperContact, HelperContact.offer_id == Offer.id)
        .where(HelperContact.token_hash == hash_of(words))
    )
    if found is None:
        raise UnknownOffer
    return found


def confirm(session: Session, offer: Offer) -> None:
    """Take an offer for meant."""
    if offer.state == "asked":
        offer.state = "open"
    session.commit()


def close(session: Session, offer: Offer) -> None:
    """End an offer and forget who made it; what was introduced stays counted."""
    offer.state = "closed"
    contact = session.get(HelperContact, offer.id)
    if contact is not None:
        session.delete(contact)
    for row in session.scalars(select(Introduction).filter_by(offer_id=offer.id)):
        row.helper_token = row.maker_token = None
    session.commit()


def end_old(session: Session, day: date) -> int:
    """Close the offers whose time is over, and commit; say how many."""
    old = session.scalars(
        select(Offer).where(Offer.until < day, Offer.state != "closed")
    ).all()
    for offer in old:
        close(session, offer)
    return len(old)


def today(now: datetime) -> date:
    """Return the day it is in Amsterdam."""
    return now.astimezone(AMSTERDAM).date()


def area_names(session: Session) -> list[str]:
    """Return the names of the areas of all public rounds, by the alphabet."""
    names = session.scalars(
        select(Area.name)
        .join(BudgetRound, BudgetRound.id == Area.budget_round_id)
        .where(
            BudgetRound.stage.not_in((Stage.DRAFT, Stage.ARCHIVED)),
            BudgetRound.imported_from.is_(None),
        )
        .distinct()
    )
    return sorted(names)
