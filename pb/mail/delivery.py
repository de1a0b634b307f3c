"""What the worker does every minute: write the mails, and send what is due."""

from datetime import datetime

from sqlalchemy.orm import Session

from pb.config import Config
from pb.mail import outbox
from pb.mail.models import Mail
from pb.mail.transport import (
    Letter,
    NotTaken,
    Rejected,
    Sender,
    Transport,
    Unsure,
    transport_for,
)
from pb.site.settings import SiteSettings

MOST_AT_ONCE = 50


def make_transport(config: Config, site: SiteSettings) -> Transport:
    """Return how the mails of this installation go out."""
    host = config.host.partition(":")[0]
    sender = Sender(site.name, site.contact_email or f"geen-antwoord@{host}", host)
    return transport_for(config.mail_url, sender, is_production=config.is_production)


def send_due(session: Session, transport: Transport, *, now: datetime) -> int:
    """Send what waits, each at most once; return how many were taken.

    Without a mail server everything waits: nothing was tried, so nothing is given up.
    """
    outbox.give_up_lost(session, now)
    if not transport.is_ready:
        return 0
    taken = 0
    for mail_id in outbox.due(session, now, most=MOST_AT_ONCE):
        mail = outbox.claim(session, mail_id, now)
        if mail is not None:
            taken += _send(session, transport, mail, now)
    return taken


def _send(session: Session, transport: Transport, mail: Mail, now: datetime) -> bool:
    number = mail.id
    letter = Letter(mail.key, mail.recipient, mail.subject, mail.text, mail.html)
    session.commit()  # nobody waits for us while we wait for a mail server
    try:
        transport.send(letter)
    except NotTaken as error:
        outbox.note_refused(session, number, str(error), is_final=False, now=now)
    except Rejected as error:
        outbox.note_refused(session, number, str(error), is_final=True, now=now)
    except Unsure as error:
        outbox.note_unsure(session, number, str(error))
    else:
        outbox.note_sent(session, number, now)
        return True
    return False
