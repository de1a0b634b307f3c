"""A plan that is being written: kept on the server, found by words in its address."""

import hashlib
import json
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pb.limits.service import TooManyFailures, check, count_failure
from pb.projects.photo_keeping import photos_of
from pb.projects.plan_models import PlanDraft, PlanPhoto
from pb.projects.service import TooManyPlans
from pb.rounds.models import BudgetRound

Answers = dict[str, list[str]]
DRAFTS_PER_HOUR = 60
DRAFTS_KEPT = timedelta(days=30)
TOKEN_LENGTH = 32


def hash_of(token: str) -> str:
    """Return what the database keeps of a secret address."""
    return hashlib.sha256(token.encode()).hexdigest()


def submission_of(token: str) -> str:
    """Return the name under which this draft is handed in, once."""
    return hash_of(f"submission {token}")[:32]


def start_draft(
    session: Session,
    budget_round: BudgetRound,
    answers: Answers,
    *,
    subject: str,
    now: datetime,
) -> str:
    """Keep the first answers of a new plan; return the words for its address.

    Raises:
        TooManyPlans: More than `DRAFTS_PER_HOUR` came from one network.
    """
    hour = now.replace(minute=0, second=0, microsecond=0)
    try:
        check(session, "plan draft", subject, limit=DRAFTS_PER_HOUR, now=hour)
    except TooManyFailures:
        wait = hour + timedelta(hours=1) - now
        raise TooManyPlans(int(wait.total_seconds()) + 1) from None
    token = secrets.token_urlsafe(TOKEN_LENGTH * 3 // 4)
    session.add(
        PlanDraft(
            budget_round_id=budget_round.id,
            token_hash=hash_of(token),
            answers=json.dumps({"wat": answers}),
            created_at=now,
            updated_at=now,
        )
    )
    count_failure(session, "plan draft", subject, now=hour)
    return token


def find_draft(
    session: Session, budget_round: BudgetRound, token: str
) -> PlanDraft | None:
    """Return the draft with this address in this round."""
    return session.scalar(
        select(PlanDraft).where(
            PlanDraft.token_hash == hash_of(token),
            PlanDraft.budget_round_id == budget_round.id,
        )
    )


def answers_of(draft: PlanDraft) -> dict[str, Answers]:
    """Return what was typed, by step."""
    kept: dict[str, Answers] = json.loads(draft.answers)
    return kept


def save_step(
    session: Session, draft_id: int, step: str, answers: Answers, *, now: datetime
) -> None:
    """Keep what was typed in one step, right or wrong, and commit."""
    draft = session.get_one(
        PlanDraft, draft_id, with_for_update=True, populate_existing=True
    )
    if draft.project_id is None:
        draft.answers = json.dumps(answers_of(draft) | {step: answers})
        draft.updated_at = now
    session.commit()


def finish_draft(session: Session, draft_id: int, project_id: int) -> None:
    """Give the photos to the plan and forget the rest; the caller commits."""
    draft = session.get_one(
        PlanDraft, draft_id, with_for_update=True, populate_existing=True
    )
    for photo in photos_of(session, draft_id=draft_id):
        photo.project_id, photo.draft_id = project_id, None
    draft.answers = "{}"
    draft.project_id = project_id


def remove_old_drafts(session: Session, *, before: datetime) -> list[str]:
    """Forget drafts that nobody touched since `before`; return their photo files.

    The caller commits, and then removes the files.
    """
    old = select(PlanDraft.id).where(PlanDraft.updated_at < before)
    removed = session.scalars(
        delete(PlanPhoto)
        .where(PlanPhoto.draft_id.in_(old))
        .returning(PlanPhoto.file_name),
        execution_options={"synchronize_session": False},
    ).all()
    session.execute(
        delete(PlanDraft).where(PlanDraft.updated_at < before),
        execution_options={"synchronize_session": False},
    )
    return list(removed)
