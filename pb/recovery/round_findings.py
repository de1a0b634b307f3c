"""What `buurtgeld check` finds about each round."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from exports.checkpoint import Key
from pb.log.models import Checkpoint
from pb.recovery import watermarks
from pb.recovery.findings import Finding
from pb.recovery.service import look_at
from pb.recovery.soundness import Fault, Part, find_faults
from pb.recovery.watermarks import BadWatermark
from pb.rounds.models import BudgetRound
from pb.urn.keyfiles import NoKey, UrnFiles, urn_files


def about_log_key(session: Session, key: Key | None) -> Iterator[Finding]:
    """Look whether what was signed can still be proven."""
    if key is not None:
        yield Finding(is_ok=True, name="log key", text=key.text.strip())
    elif session.scalar(select(exists().where(Checkpoint.size >= 0))):
        text = "instance/keys/log.key is not here, and logbooks were signed with it"
        yield Finding(is_ok=False, name="log key", text=text)


def about_rounds(
    session: Session, instance: Path, key: Key | None, *, now: datetime
) -> Iterator[Finding]:
    """Look whether every round holds together, and nothing of it was lost."""
    rounds = session.scalars(select(BudgetRound).order_by(BudgetRound.id)).all()
    for budget_round in rounds:
        name = f"round {budget_round.slug}"
        faults = [
            *find_faults(session, key, budget_round),
            *_losses(session, budget_round, instance, now=now),
            *_key_faults(session, budget_round, urn_files(instance, budget_round.slug)),
        ]
        for fault in faults:
            yield Finding(is_ok=False, name=name, text=fault.text, part=fault.part)
        if not faults:
            text = "log, checkpoints, numbers and key hold together"
            yield Finding(is_ok=True, name=name, text=text)
    for slug in sorted({*watermarks.slugs(instance)} - {each.slug for each in rounds}):
        text = "this machine knew it, and the database does not"
        name = f"round {slug}"
        yield Finding(is_ok=False, name=name, text=text, part=Part.GONE)


def _losses(
    session: Session, budget_round: BudgetRound, instance: Path, *, now: datetime
) -> Iterator[Fault]:
    if budget_round.on_hold_at is not None:
        yield Fault(Part.HOLD, "on hold: two persons must decide at the desk")
    try:
        look = look_at(session, budget_round, instance, now=now)
    except BadWatermark as error:
        yield Fault(Part.WATERMARK, f"the watermark {error} can't be read")
        return
    if look.is_less:
        numbers = (f"{name} {value}" for name, value in look.as_body().items())
        text = f"the database knows less than it did: {', '.join(numbers)}"
        yield Fault(Part.LESS, text)


def _key_faults(
    session: Session, budget_round: BudgetRound, files: UrnFiles
) -> Iterator[Fault]:
    is_needed = budget_round.public_key and budget_round.unsealed_at is None
    if not is_needed:
        return
    try:
        if files.key().public_key != budget_round.public_key:
            yield Fault(Part.OTHER_KEY, "instance/urn holds the key of another round")
    except (NoKey, ValueError, KeyError, TypeError):
        yield Fault(
            Part.KEY,
            "the wrapped key is not in instance/urn: nobody can open the urn; put it"
            " back, or run: buurtgeld urn restore-key",
        )
    try:
        files.secret()
    except NoKey:
        yield Fault(
            Part.NONCES,
            "the round's secret is not in instance/urn: nobody can vote; put it back",
        )
