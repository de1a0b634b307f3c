"""News about a plan: written by its makers with a code, or by staff; read first."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pb.delivery.models import News, NewsPhoto, NoteState
from pb.delivery.service import Act, DeliveryRefused
from pb.limits.service import check, count_failure
from pb.projects.models import Project
from pb.projects.own_plan import find_by_code

TRIES_PER_MINUTE = 10
SCOPE = "maker"


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo that was made anew and stands on the disk."""

    name: str
    description: str
    width: int
    height: int


class WrongCode(DeliveryRefused):
    """The code is not that of the makers of this plan."""


class AlreadyDecided(DeliveryRefused):
    """Somebody read this piece of news before."""


def check_code(
    session: Session, project_id: int, typed: str, *, subject: str, now: datetime
) -> None:
    """Refuse who does not have the code of this plan.

    Raises:
        WrongCode: The code is mistyped, old, or of another plan.
        TooManyFailures: This network tried too often in this minute.
    """
    check(session, SCOPE, subject, limit=TRIES_PER_MINUTE, now=now)
    access = find_by_code(session, typed)
    if access is not None and access.project_id == project_id:
        return
    session.rollback()
    count_failure(session, SCOPE, subject, now=now)
    raise WrongCode


def write_news(
    session: Session,
    project_id: int,
    text: str,
    photo: Photo | None,
    *,
    submission_id: str,
    now: datetime,
) -> bool:
    """Keep news of the makers until somebody read it; say whether it is new.

    The same form sent again is kept once.
    """
    news = News(
        project_id=project_id, submission_id=submission_id, text=text, written_at=now
    )
    session.add(news)
    try:
        session.flush()
    except IntegrityError:
        session.rollback()
        if session.scalar(select(News.id).filter_by(submission_id=submission_id)):
            return False  # the same form, sent again
        raise
    if photo is not None:
        session.add(_row(news, photo))
    session.commit()
    return True


def tell_news(session: Session, project_id: int, text: str, act: Act) -> None:
    """Show news that staff write, at once."""
    session.add(
        News(
            project_id=project_id,
            is_staff=True,
            text=text,
            written_at=act.now,
            state=NoteState.SHOWN,
            decided_at=act.now,
            decided_by_id=act.staff_id,
        )
    )
    session.commit()


def decide_news(
    session: Session, project_id: int, news_id: int, *, refusal: str, act: Act
) -> None:
    """Show a piece of news, or refuse it with a reason for who wrote it.

    Raises:
        AlreadyDecided: It is not waiting, or not news of this plan.
    """
    news = session.get(News, news_id, with_for_update=True, populate_existing=True)
    if news is None or news.project_id != project_id:
        raise AlreadyDecided
    if news.state is not NoteState.WAITING:
        raise AlreadyDecided
    news.state = NoteState.REFUSED if refusal else NoteState.SHOWN
    news.refusal = refusal
    news.decided_at = act.now
    news.decided_by_id = act.staff_id
    session.commit()


def find_photo(
    session: Session, project: Project, name: str, *states: NoteState
) -> NewsPhoto | None:
    """Return a photo of a plan, if its news is in one of `states`."""
    return session.scalar(
        select(NewsPhoto)
        .join(News, News.id == NewsPhoto.news_id)
        .where(
            NewsPhoto.name == name,
            News.project_id == project.id,
            News.state.in_(states),
        )
    )


def _row(news: News, photo: Photo) -> NewsPhoto:
    return NewsPhoto(
        news_id=news.id,
        name=photo.name,
        description=photo.description,
        width=photo.width,
        height=photo.height,
    )
