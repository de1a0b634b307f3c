"""What ends by itself: offers, links that nobody used, names with an agreed end."""

from datetime import datetime

from sqlalchemy.orm import Session

from pb.community.offers import end_old, today
from pb.delivery.service import erase_contacts
from pb.talk.support import forget_asked


def tidy_neighbourhood(session: Session, *, now: datetime) -> None:
    """Forget what had its time; coming twice is no error."""
    end_old(session, today(now))
    erase_contacts(session, before=today(now))
    forget_asked(session, now=now)
    session.commit()
