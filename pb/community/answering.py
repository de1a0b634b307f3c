"""Noting an answer, and introducing two who both said yes."""

from sqlalchemy.orm import Session

from pb import clock
from pb.community import broker
from pb.community.broker import AnsweredBefore
from pb.community.letters import introduce
from pb.community.models import Introduction


def note_answer(
    session: Session, row_id: int, side: str, *, is_yes: bool
) -> Introduction:
    """Note what one side says, and put the mails in the outbox when both agree.

    Raises:
        AnsweredBefore: See `pb.community.broker.answer`; or the plan is gone.
    """
    now = clock.now()
    row = broker.answer(session, row_id, side, is_yes=is_yes, now=now)
    sought = broker.find_sought(session, row.need_id)
    if sought is None:  # the plan was taken back meanwhile
        session.rollback()
        raise AnsweredBefore
    introduce(session, sought, row, now=now)
    session.commit()
    return row
