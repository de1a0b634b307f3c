"""How far a round was, kept outside the database (T23).

Who puts an old backup back also puts back every number in it. These files stay where
they are, so they tell that the database knew more.
"""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exports import merkle
from pb.codes.deleting import numbers_of
from pb.codes.models import CodeState
from pb.formatting import iso
from pb.log.models import Event
from pb.rounds.models import BudgetRound
from pb.urn.models import Envelope

SUFFIX = ".watermark.json"


class BadWatermark(Exception):
    """The file can't be read; the message names it."""


@dataclass(frozen=True, slots=True)
class Watermark:
    """What a round was at one moment."""

    size: int  # of its logbook
    root: str  # over those lines, hex
    used: int  # codes
    envelopes: int
    at: str


def folder_of(instance: Path) -> Path:
    """Return where the watermarks of an installation lie."""
    return instance / "urn"


def present(session: Session, budget_round: BudgetRound, now: datetime) -> Watermark:
    """Return what a round is now."""
    hashes = hashes_of(session, budget_round)
    return Watermark(
        size=len(hashes),
        root=root_of(hashes),
        used=_used(session, budget_round),
        envelopes=_envelopes(session, budget_round),
        at=iso(now),
    )


def hashes_of(session: Session, budget_round: BudgetRound) -> list[str]:
    """Return the hashes of the lines of a logbook, in order."""
    return list(
        session.scalars(
            select(Event.hash)
            .where(Event.budget_round_id == budget_round.id)
            .order_by(Event.index)
        )
    )


def root_of(hashes: list[str]) -> str:
    """Return the Merkle root over lines, in hex."""
    return merkle.root([bytes.fromhex(each) for each in hashes]).hex()


def keep(instance: Path, slug: str, watermark: Watermark) -> None:
    """Write the watermark of a round, whole, in the place of the one before."""
    path = _path(instance, slug)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(watermark), file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def kept(instance: Path, slug: str) -> Watermark | None:
    """Return the watermark of a round; None when there is none yet.

    Raises:
        BadWatermark: The file is not one.
    """
    path = _path(instance, slug)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return Watermark(**content)
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise BadWatermark(str(path)) from error


def forget(instance: Path, slug: str) -> None:
    """Remove the watermark of a round that was removed on purpose."""
    _path(instance, slug).unlink(missing_ok=True)


def slugs(instance: Path) -> list[str]:
    """Return the rounds of which a watermark is kept."""
    found = folder_of(instance).glob(f"*{SUFFIX}")
    return sorted(path.name.removesuffix(SUFFIX) for path in found)


def _path(instance: Path, slug: str) -> Path:
    return folder_of(instance) / f"{slug}{SUFFIX}"


def _used(session: Session, budget_round: BudgetRound) -> int:
    rows = numbers_of(session, budget_round)
    return sum(row.number for row in rows if row.state is CodeState.USED)


def _envelopes(session: Session, budget_round: BudgetRound) -> int:
    query = select(func.count()).where(Envelope.budget_round_id == budget_round.id)
    return session.scalar(query) or 0
