"""A page as residents will see it, shown to staff before it is public."""

from dataclasses import dataclass
from typing import Any

from flask import g

from pb.rounds.models import BudgetRound


@dataclass(frozen=True, slots=True)
class Preview:
    """What the gates of public pages let through, for this request only.

    The round is detached from the database: what was changed of it is never stored.
    """

    budget_round: BudgetRound
    publication: Any = None  # pb.results.models.Publication, of invented votes


def current_preview() -> Preview | None:
    """Return the preview that this request shows, if it is one."""
    preview = g.get("preview")
    return preview if isinstance(preview, Preview) else None


def previewed_result() -> str | None:
    """Return the result of invented votes that this request shows, if it does."""
    preview = current_preview()
    if preview is None or preview.publication is None:
        return None
    return str(preview.publication.result_json)
