"""Issuing, counting, finding and revoking voting codes. Knows the database only."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from pb.codes.code import generate, mac
from pb.codes.deleting import numbers_of
from pb.codes.letter_number import normalise_number, number_mac
from pb.codes.models import CodeBatch, CodeState, VotingCode
from pb.codes.moments import takes_codes, takes_extra_codes, takes_revocations
from pb.codes.runs import Run, list_runs
from pb.log.codes import tell_issued
from pb.log.service import SYSTEM
from pb.rounds.models import Area, BudgetRound

Moment = Callable[[BudgetRound, datetime], bool]


class CodesRefused(Exception):
    """Nothing was issued or revoked."""


class RoundTakesNoCodes(CodesRefused):
    """The round is not frozen yet, or people may already be voting."""


class KeptCode(NamedTuple):
    """What the database keeps of a code and of the letter it stands in."""

    mac: str
    letter_mac: str | None = None  # none without a letter of ours


@dataclass(frozen=True, slots=True)
class AreaTally:
    """The codes of one area. `issued` is the sum of the other three."""

    area_id: int
    name: str
    letters_sent: int  # residents who are to get a letter
    issued: int
    unused: int
    used: int
    revoked: int

    @property
    def missing(self) -> int:
        """Return how many codes are still to be issued."""
        return max(self.letters_sent - self.unused - self.used, 0)


def lock_for_codes(
    session: Session, round_id: int, *, now: datetime, may: Moment = takes_codes
) -> BudgetRound:
    """Return the round, locked until the transaction ends.

    Raises:
        RoundTakesNoCodes: It is not the moment for what one may do then.
    """
    # NO KEY UPDATE: rows that refer to the round may still be added.
    budget_round = session.scalars(
        select(BudgetRound)
        .where(BudgetRound.id == round_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()
    if not may(budget_round, now):
        raise RoundTakesNoCodes
    return budget_round


def issue_codes(
    session: Session,
    area: Area,
    count: int,
    *,
    channel: str,
    key: bytes,
    now: datetime,
    job_id: int | None = None,
    actor: str = SYSTEM,
    extra: bool = False,
) -> list[str]:
    """Make `count` codes for an area; return them, for the only time.

    Args:
        session: Not committed here.
        area: Says for which round as well.
        count: At least one.
        channel: Where the codes go: desk, file or demo.
        key: The code key of the installation.
        now: In UTC.
        job_id: The job that prints the letters.
        actor: Who asked for them, for the logbook.
        extra: They come while people vote, which two persons decide.

    Raises:
        RoundTakesNoCodes: The round is not frozen yet, or people vote already.
    """
    codes = [generate() for _ in range(count)]
    kept = [KeptCode(mac(code, area.budget_round_id, key)) for code in codes]
    add_batch(
        session,
        area,
        kept,
        channel=channel,
        now=now,
        job_id=job_id,
        actor=actor,
        extra=extra,
    )
    return codes


def add_batch(
    session: Session,
    area: Area,
    kept: Sequence[KeptCode],
    *,
    channel: str,
    now: datetime,
    job_id: int | None = None,
    actor: str = SYSTEM,
    extra: bool = False,
) -> CodeBatch:
    """Keep the hashes of codes that were made; see `issue_codes`."""
    may = takes_extra_codes if extra else takes_codes
    lock_for_codes(session, area.budget_round_id, now=now, may=may)
    return keep_codes(
        session,
        area,
        kept,
        channel=channel,
        now=now,
        job_id=job_id,
        actor=actor,
        extra=extra,
    )


def keep_codes(
    session: Session,
    area: Area,
    kept: Iterable[KeptCode],
    *,
    channel: str,
    now: datetime,
    job_id: int | None = None,
    actor: str = SYSTEM,
    extra: bool = False,
) -> CodeBatch:
    """Keep hashes of codes whatever the phase: whoever calls this has looked."""
    # Sorted, so that the place of a row says nothing about the place in a pile
    # of letters.
    ordered = sorted(kept)
    batch = CodeBatch(
        budget_round_id=area.budget_round_id,
        area_id=area.id,
        count=len(ordered),
        channel=channel,
        job_id=job_id,
        created_at=now,
    )
    session.add(batch)
    session.flush()
    shared = {
        "budget_round_id": area.budget_round_id,
        "area_id": area.id,
        "batch_id": batch.id,
    }
    rows = [{**shared, **code._asdict()} for code in ordered]
    session.execute(insert(VotingCode), rows)
    macs = [code.mac for code in ordered]
    tell_issued(session, area, macs, at=now, actor=actor, extra=extra)
    return batch


def tally(session: Session, budget_round: BudgetRound) -> list[AreaTally]:
    """Return the numbers of codes of every area of a round."""
    counts: Counter[tuple[int, CodeState]] = Counter()
    for found in numbers_of(session, budget_round):
        counts[found.area_id, found.state] += found.number
    areas = session.scalars(
        select(Area).where(Area.budget_round_id == budget_round.id).order_by(Area.id)
    )
    return [_tally_of(area, counts) for area in areas]


def _tally_of(area: Area, counts: Mapping[tuple[int, CodeState], int]) -> AreaTally:
    unused, used, revoked = (
        counts.get((area.id, state), 0)
        for state in (CodeState.ISSUED, CodeState.USED, CodeState.REVOKED)
    )
    return AreaTally(
        area_id=area.id,
        name=area.name,
        letters_sent=area.letters_sent,
        issued=unused + used + revoked,
        unused=unused,
        used=used,
        revoked=revoked,
    )


def find_by_letter_number(
    session: Session, budget_round: BudgetRound, number: str, *, key: bytes
) -> VotingCode | None:
    """Return the code in the letter with this number, whatever its state.

    Args:
        session: Only read.
        budget_round: The number belongs to one round.
        number: As somebody reads it from a letter or a list.
        key: The code key of the installation.
    """
    meant = normalise_number(number)
    if meant is None:
        return None
    return session.scalar(
        select(VotingCode).where(
            VotingCode.budget_round_id == budget_round.id,
            VotingCode.letter_mac == number_mac(meant, budget_round.id, key),
        )
    )


@dataclass(frozen=True, slots=True)
class CodesDesk:
    """What the desk of a round shows about codes and letters."""

    takes_codes: bool  # one person may issue codes now
    takes_extra: bool  # two persons may
    takes_revocations: bool  # one person may revoke a whole batch
    areas: list[AreaTally]
    runs: list[Run]  # newest first

    @property
    def is_busy(self) -> bool:
        """Say whether letters are being made."""
        return any(run.is_busy for run in self.runs)

    @property
    def has_everyone(self) -> bool:
        """Say whether each resident has a code, as far as they were counted."""
        return all(area.letters_sent and not area.missing for area in self.areas)


def desk_state(session: Session, budget_round: BudgetRound, now: datetime) -> CodesDesk:
    """Return what the desk of a round shows about codes and letters."""
    return CodesDesk(
        takes_codes=takes_codes(budget_round, now),
        takes_extra=takes_extra_codes(budget_round, now),
        takes_revocations=takes_revocations(budget_round, now),
        areas=tally(session, budget_round),
        runs=list_runs(session, budget_round),
    )
