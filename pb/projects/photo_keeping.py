"""The photos of a plan or a draft: which there are, one more, one less."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pb.projects.models import Project
from pb.projects.photos import MOST_PHOTOS, Picture, remove_picture, save_picture
from pb.projects.plan_models import PlanPhoto, PlanPin
from pb.projects.service import ProjectRefused


class EnoughPhotos(ProjectRefused):
    """There are as many photos as a plan can have."""


def photos_of(
    session: Session, *, project_id: int | None = None, draft_id: int | None = None
) -> list[PlanPhoto]:
    """Return the photos of a plan, or of a draft, in their order."""
    owner = (
        PlanPhoto.draft_id == draft_id
        if project_id is None
        else PlanPhoto.project_id == project_id
    )
    return list(session.scalars(select(PlanPhoto).where(owner).order_by(PlanPhoto.id)))


def photos_with_room(
    session: Session, *, project_id: int | None = None, draft_id: int | None = None
) -> list[PlanPhoto]:
    """Return the photos, where one more can be added.

    Raises:
        EnoughPhotos: There are `MOST_PHOTOS`.
    """
    there = photos_of(session, project_id=project_id, draft_id=draft_id)
    if len(there) >= MOST_PHOTOS:
        session.rollback()
        raise EnoughPhotos
    return there


def add_photo(
    session: Session,
    folder: Path,
    picture: Picture,
    alt: str,
    *,
    now: datetime,
    project_id: int | None = None,
    draft_id: int | None = None,
) -> None:
    """Keep one more photo, and commit.

    Raises:
        EnoughPhotos: There are `MOST_PHOTOS`.
    """
    there = photos_with_room(session, project_id=project_id, draft_id=draft_id)
    session.add(
        PlanPhoto(
            project_id=project_id,
            draft_id=draft_id,
            file_name=save_picture(folder, picture),
            alt=alt,
            width=picture.width,
            height=picture.height,
            position=max((photo.position for photo in there), default=0) + 1,
            added_at=now,
        )
    )
    session.commit()


def drop_photo(
    session: Session,
    folder: Path,
    name: str,
    *,
    project_id: int | None = None,
    draft_id: int | None = None,
) -> None:
    """Remove a photo of this plan or draft, row and file; a stranger's stays."""
    for photo in photos_of(session, project_id=project_id, draft_id=draft_id):
        if photo.file_name == name:
            session.delete(photo)
            session.commit()
            remove_picture(folder, name)


def remove_unwanted(session: Session, *, before: datetime) -> list[str]:
    """Forget photos and points of plans taken back; return the files to remove."""
    withdrawn = select(Project.id).where(Project.withdrawn_at < before)
    session.execute(
        delete(PlanPin).where(PlanPin.project_id.in_(withdrawn)),
        execution_options={"synchronize_session": False},
    )
    from_withdrawn = (
        select(PlanPhoto)
        .join(Project, Project.id == PlanPhoto.project_id)
        .where(Project.withdrawn_at < before)
    )
    photos = session.scalars(from_withdrawn).all()
    names = [photo.file_name for photo in photos]
    for photo in photos:
        session.delete(photo)
    return names


def remove_strays(session: Session, folder: Path, *, before: datetime) -> None:
    """Remove the files of photos that were forgotten without them."""
    known = set(session.scalars(select(PlanPhoto.file_name)))
    for path in folder.glob("*.jpg"):
        if path.name not in known and path.stat().st_mtime < before.timestamp():
            remove_picture(folder, path.name)
