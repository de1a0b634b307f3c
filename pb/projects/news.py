"""Telling proposers what happened to their plan: a mail for each entry that tells.

The worker does this, so the mail of an entry is made once, after the change it tells
about is certain. Every mail has a link of its own, of which we keep a hash.
"""

from datetime import datetime

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.mail import outbox
from pb.projects.care_models import HistoryEntry
from pb.projects.change_reading import family_of
from pb.projects.history_words import title_of
from pb.projects.models import Project, ProposerContact
from pb.projects.own_plan import LINK, new_access
from pb.rounds.models import BudgetRound
from pb.web.languages import speaking

MOST_AT_ONCE = 200
# What the others who merged into a plan hear by an entry of their own.
OWN = frozenset({"merged_in", "merge_asked", "split_asked", "change_dropped"})


def write_news(session: Session, *, now: datetime) -> int:
    """Put a mail in the outbox for each proposer who is to hear; return how many.

    Each entry is a transaction: whatever stops us, none is told twice.
    """
    waiting = session.scalars(
        select(HistoryEntry.id)
        .where(HistoryEntry.tells.is_(True), HistoryEntry.told_at.is_(None))
        .order_by(HistoryEntry.id)
        .limit(MOST_AT_ONCE)
    ).all()
    return sum(_write(session, entry_id, now) for entry_id in waiting)


def _write(session: Session, entry_id: int, now: datetime) -> int:
    entry = session.get(HistoryEntry, entry_id, with_for_update=True)
    if entry is None or entry.told_at is not None:
        session.rollback()
        return 0
    project = session.get_one(Project, entry.project_id)
    told = [entry.project_id]
    if entry.kind not in OWN:
        told = family_of(session, entry.project_id)
    contacts = session.scalars(
        select(ProposerContact)
        .where(ProposerContact.project_id.in_(told), ProposerContact.email != "")
        .order_by(
            ProposerContact.project_id == entry.project_id, ProposerContact.project_id
        )
    )
    made = []
    # Who handed in more than one of them hears of it once, about this one if theirs.
    for contact in {each.email.lower(): each for each in contacts}.values():
        with speaking(contact.language):
            made.append(_post(session, entry, project, contact, now))
    entry.told_at = now
    session.commit()
    return sum(made)


def _post(
    session: Session,
    entry: HistoryEntry,
    project: Project,
    contact: ProposerContact,
    now: datetime,
) -> bool:
    # Of their own plan: of those merged with it they may only read.
    access, words = new_access(contact.project_id, LINK, now=now)
    session.add(access)
    context = {
        "name": contact.name,
        "language": contact.language,
        "project": project,
        "budget_round": session.get_one(BudgetRound, project.budget_round_id),
        "entry": entry,
        "news": str(title_of(entry)),
        "link": f"{current_app.config['PUBLIC_URL']}/mijn-plan/open/{words}",
        "public_url": current_app.config["PUBLIC_URL"],
    }
    subject = _(
        "Uw plan ‘%(title)s’: %(news)s",
        title=project.title,
        news=_first_low(str(context["news"])),
    )
    return outbox.post(
        session,
        key=f"plan-{entry.id}-{contact.project_id}",
        recipient=contact.email,
        subject=subject,
        text=_rendered("mail/plan.txt", context),
        html=_rendered("mail/plan.html", context),
        now=now,
    )


def _rendered(template: str, context: dict[str, object]) -> str:
    """Return a template without what only a request could tell it."""
    return current_app.jinja_env.get_template(template).render(context)


def _first_low(text: str) -> str:
    return text[:1].lower() + text[1:]
