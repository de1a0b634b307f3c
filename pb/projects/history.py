"""What happens to a plan, kept as it happens.

An entry is made in the transaction of what it tells about. The worker makes a mail of
each entry that the proposers are to hear of, so no mail tells of what did not happen.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.projects.care_models import HistoryEntry


def note(
    session: Session,
    project_id: int,
    kind: str,
    *,
    at: datetime,
    text: str = "",
    amounts: tuple[int | None, int | None] = (None, None),
    due_at: datetime | None = None,
    is_public: bool = True,
    tells: bool = False,
) -> HistoryEntry:
    """Add an entry to the history of a plan; the caller commits.

    Args:
        session: Of the change that the entry tells about.
        project_id: The plan.
        kind: What happened, a key of `pb.projects.history_words.KINDS`.
        at: In UTC.
        text: What somebody wrote about it, in our Markdown.
        amounts: Cents before and after, where an amount changed.
        due_at: By when something is expected.
        is_public: Whether everyone may read it.
        tells: Whether the proposers get a mail.
    """
    entry = HistoryEntry(
        project_id=project_id,
        kind=kind,
        at=at,
        text=text,
        amount_from=amounts[0],
        amount_to=amounts[1],
        due_at=due_at,
        is_public=is_public,
        tells=tells,
    )
    session.add(entry)
    return entry


def read_history(
    session: Session, project_id: int, *, is_public: bool = True
) -> list[HistoryEntry]:
    """Return what happened to a plan, oldest first; to the public what it may read."""
    entries = (
        select(HistoryEntry)
        .where(HistoryEntry.project_id == project_id)
        .order_by(HistoryEntry.at, HistoryEntry.id)
    )
    if is_public:
        entries = entries.where(HistoryEntry.is_public.is_(True))
    return list(session.scalars(entries))
