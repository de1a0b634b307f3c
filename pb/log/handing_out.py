"""Giving signed checkpoints to others, so that no log can be told two ways (T32).

A checkpoint that another party holds proves later that a log only grew. Two ways: a
folder, which may be a share of the clerk or a clone of a git repository that a program
of the operator pushes; and a mailbox. Nothing in either is secret.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.config import Config
from pb.files import write_once
from pb.log.models import Checkpoint
from pb.log.signing import find_key
from pb.mail.outbox import post
from pb.recovery.findings import Finding
from pb.rounds.models import BudgetRound

KEY = "key.txt"


def hand_out(session: Session, config: Config, now: datetime) -> None:
    """Give every checkpoint that was not given yet; commit."""
    if config.checkpoints is not None:
        _fill(config.checkpoints, session, config)
    if config.checkpoints_mail:
        for slug, newest in _newest(session):
            _mail(session, config, slug, newest, now=now)
    session.commit()


def _fill(folder: Path, session: Session, config: Config) -> None:
    """Write what is missing; a file that is there is never written over."""
    for slug, kept in _all(session):
        path = _path(folder, slug, kept)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_once(path, kept.text.encode())
            path.chmod(0o644)
    key = find_key(config.instance, config.host)
    if key is not None and folder.is_dir() and not (folder / KEY).exists():
        write_once(folder / KEY, key.text.encode())
        (folder / KEY).chmod(0o644)


def _mail(
    session: Session, config: Config, slug: str, kept: Checkpoint, *, now: datetime
) -> None:
    name = f"{slug}/{kept.log}-{kept.size}.txt"
    text = (
        "Bewaar dit bericht. Met dit controlepunt is later te bewijzen dat niemand"
        f" iets uit het logboek haalde.\n\n{kept.text}\n"
        "Controleren: buurtgeld verify BUNDEL --since dit-controlepunt.txt\n"
    )
    post(
        session,
        key=f"checkpoint:{name}",  # one mail each, ever
        recipient=config.checkpoints_mail or "",
        subject=f"Controlepunt {name}",
        text=text,
        html="",
        now=now,
    )


def about_copies(config: Config, session: Session) -> Iterator[Finding]:
    """Compare what others hold with what we say now."""
    folder = config.checkpoints
    if folder is None and not config.checkpoints_mail:
        text = "nobody else holds them: set BUURTGELD_CHECKPOINTS or .._MAIL"
        is_ok = not config.is_production
        yield Finding(is_ok, "checkpoints", text, part="no copies")
        return
    if folder is None:
        text = f"mailed to {config.checkpoints_mail}"
        yield Finding(is_ok=True, name="checkpoints", text=text)
        return
    kept = {_path(folder, slug, each): each.text for slug, each in _all(session)}
    other = sorted(
        str(path.relative_to(folder))
        for path in folder.glob("*/*-*.txt")
        if path.read_text(encoding="utf-8") != kept.get(path)
    )
    missing = sum(not path.exists() for path in kept)
    yield Finding(
        not other,
        "checkpoints",
        f"{folder} holds other ones than the database: {', '.join(other[:5])}"
        if other
        else f"{len(kept) - missing} in {folder}, {missing} on their way",
    )


def _all(session: Session) -> list[tuple[str, Checkpoint]]:
    query = select(BudgetRound.slug, Checkpoint).join(
        BudgetRound, BudgetRound.id == Checkpoint.budget_round_id
    )
    return [(slug, kept) for slug, kept in session.execute(query)]


def _newest(session: Session) -> list[tuple[str, Checkpoint]]:
    newest: dict[tuple[str, str], tuple[str, Checkpoint]] = {}
    for slug, kept in sorted(_all(session), key=lambda found: found[1].size):
        newest[slug, kept.log] = (slug, kept)
    return list(newest.values())


def _path(folder: Path, slug: str, kept: Checkpoint) -> Path:
    return folder / slug / f"{kept.log}-{kept.size}.txt"
