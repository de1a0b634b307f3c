"""One new letter: printed, sealed for one browser, handed over once."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

from flask import current_app
from sqlalchemy.orm import Session

from pb.approvals.acts import CannotPrepare
from pb.codes.fonts import CharactersMissing, FontMissing
from pb.codes.letters import LetterDoesNotFit
from pb.codes.press import PressBroke
from pb.codes.proof import MisprintedLetter
from pb.codes.sealed_file import SealedWriter, new_key_pair
from pb.codes.service import KeptCode
from pb.codes.single import print_single_letter
from pb.config import Config
from pb.rounds.models import Area, BudgetRound

# How long a letter waits that nobody fetches.
WAITS = timedelta(days=1)
FAULTS = (
    CharactersMissing,
    FontMissing,
    LetterDoesNotFit,
    MisprintedLetter,
    PressBroke,
)


class CannotPrint(CannotPrepare):
    """There is no letter, and nothing was changed."""


@dataclass(frozen=True, slots=True)
class NewLetter:
    """A printed letter that lies sealed; its code counts once it is kept."""

    kept: KeptCode
    private_key: str  # for the browser that will fetch it


def print_new_letter(
    session: Session,
    round_id: int,
    area_id: str,
    *,
    large: bool,
    path: Path,
) -> NewLetter:
    """Print a letter for somebody in an area, and seal it.

    Args:
        session: Ended here: nobody waits while the letter is printed.
        round_id: Of a frozen round.
        area_id: As the configuration names it.
        large: Whether in large print.
        path: Where the sealed letter is to lie.

    Raises:
        CannotPrint: The log of the server says why.
    """
    private_key, public_key = new_key_pair()
    with _told():
        letter = print_single_letter(
            session,
            session.get_one(BudgetRound, round_id),
            session.get_one(Area, int(area_id)),
            site=current_app.extensions["site"],
            public_url=current_app.config["PUBLIC_URL"],
            code_key=current_app.config["CODE_KEY"],
            large=large,
        )
    with SealedWriter(path, public_key) as sealed:
        sealed.write(letter.pdf)
        sealed.finish()
    return NewLetter(letter.kept, private_key)


def letter_path(proposal_id: int, attempt: str = "") -> Path:
    """Return where the new letter of a proposal lies, or a draft of it."""
    config = cast(Config, current_app.extensions["config"])
    folder = config.instance / "new-letters"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"{proposal_id}{attempt}.sealed"


def remove_unfetched(now: datetime) -> None:
    """Remove the new letters and drafts that waited too long; the worker does so."""
    for path in letter_path(0).parent.iterdir():
        with suppress(FileNotFoundError):  # fetched, or thrown away, at this moment
            if datetime.fromtimestamp(path.stat().st_mtime, now.tzinfo) < now - WAITS:
                path.unlink()


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except FAULTS as fault:
        current_app.logger.exception("a letter could not be printed")
        raise CannotPrint from fault
