"""The job that prints letters: makes codes, prints, reads back, seals, keeps."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from flask import current_app
from sqlalchemy.orm import Session

from pb import clock
from pb.auth.models import Role
from pb.codes.code import generate, mac
from pb.codes.fonts import CharactersMissing, Face, FontMissing, face_for
from pb.codes.letter_text import write_text
from pb.codes.letters import LetterText
from pb.codes.parcel import Parcel, manifest_rows
from pb.codes.press import press_letters
from pb.codes.printing import RunIsOver, jobs_with_files, keep_run
from pb.codes.proof import LetterDoesNotFit, MisprintedLetter
from pb.codes.runs import LETTERS
from pb.codes.sealed_file import SealedWriter
from pb.codes.service import RoundTakesNoCodes
from pb.config import Config
from pb.jobs.models import Job, JobState
from pb.jobs.service import JobFailed, JobStopped, Progress, does
from pb.log.acting import acting_in_job, sign
from pb.rounds.configuration import FrozenConfig, read_config
from pb.rounds.models import BudgetRound

BATCH = 500  # letters in one PDF: bounds memory and how long a stop takes

UNPRINTABLE = (
    "Deze tekens kunnen niet worden afgedrukt: {signs}. Haal ze uit de naam van de"
    " ronde, van de wijk of uit de gegevens voor contact."
)
REASONS: dict[type[Exception], str] = {
    RoundTakesNoCodes: (
        "Het stemmen is begonnen terwijl de brieven werden gemaakt."
        " Er zijn geen codes uitgegeven."
    ),
    LetterDoesNotFit: (
        "De brief past niet op één bladzijde. Maak de naam van de ronde of de"
        " gegevens voor contact korter."
    ),
    MisprintedLetter: (
        "Bij het nalezen bleek een brief fout gedrukt. Er zijn geen codes"
        " uitgegeven. Meld dit bij de beheerder."
    ),
    FontMissing: (
        "Er is geen lettertype voor brieven. De beheerder kan het pakket"
        " font-source-sans-pro of fonts-noto-core plaatsen."
    ),
}


@dataclass(frozen=True, slots=True)
class Pile:
    """The letters of one area."""

    area_id: int
    area_name: str
    count: int
    text: LetterText
    face: Face


@dataclass(frozen=True, slots=True)
class Order:
    """All that a job needs, read once: no transaction stays open while it prints."""

    job_id: int
    round_id: int
    piles: list[Pile]
    public_key: str
    public_url: str
    code_key: bytes

    @property
    def total(self) -> int:
        """Return the number of letters."""
        return sum(pile.count for pile in self.piles)


def letters_folder() -> Path:
    """Return where sealed letters wait."""
    config = cast(Config, current_app.extensions["config"])
    folder = config.instance / "letters"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def letters_path(job_id: int) -> Path:
    """Return the sealed file of one run."""
    return letters_folder() / f"{job_id}.sealed"


def open_letters(job_id: int) -> IO[bytes] | None:
    """Return the sealed file of one run, if it is there."""
    try:
        return letters_path(job_id).open("rb")
    except FileNotFoundError:
        return None


def remove_letters(job_id: int) -> None:
    """Remove the sealed file of one run, finished or not."""
    for path in (letters_path(job_id), letters_path(job_id).with_suffix(".part")):
        path.unlink(missing_ok=True)


@does(LETTERS)
def make_letters(session: Session, job: Job, progress: Progress) -> None:
    """Print the letters that were asked for; leave one sealed file, or nothing."""
    order = _read_order(session, job)
    remove_forgotten(session)
    session.commit()
    path = letters_path(order.job_id)
    part = path.with_suffix(".part")
    try:
        with _told_in_dutch():
            macs = _print(order, part, progress)
            _settle(part, path)
            actor = acting_in_job(session, job, Role.CONFIGURATOR)
            keep_run(session, order.job_id, macs, now=clock.now(), actor=actor)
    except BaseException:
        session.rollback()
        remove_letters(order.job_id)
        raise
    sign(session.get_one(BudgetRound, order.round_id))


def _read_order(session: Session, job: Job) -> Order:
    budget_round = session.get_one(BudgetRound, job.budget_round_id)
    config = read_config(budget_round)
    counts = job.arguments["counts"].items()
    with _told_in_dutch():
        piles = [_pile(config, area_id, count) for area_id, count in counts]
    return Order(
        job_id=job.id,
        round_id=budget_round.id,
        piles=piles,
        public_key=job.arguments["public_key"],
        public_url=current_app.config["PUBLIC_URL"],
        code_key=current_app.config["CODE_KEY"],
    )


def _pile(config: FrozenConfig, area_id: str, count: int) -> Pile:
    area = config.area(area_id)
    if area is None:
        raise JobFailed("De wijk staat niet in de vastgezette ronde.")
    text = write_text(
        config,
        area,
        site=current_app.extensions["site"],
        public_url=current_app.config["PUBLIC_URL"],
    )
    return Pile(int(area_id), area.name, count, text, face_for(str(text)))


def _settle(part: Path, path: Path) -> None:
    try:
        part.rename(path)
    except FileNotFoundError:  # the next run cleared it away
        raise JobStopped from None


def _print(order: Order, path: Path, progress: Progress) -> dict[int, list[str]]:
    """Write the sealed file; return the hashes of the codes in it, by area."""
    macs: dict[int, list[str]] = {}
    done = 0
    _report(progress, done, order.total)
    with SealedWriter(path, order.public_key) as sealed:
        parcel = Parcel(sealed, clock.now().astimezone(clock.AMSTERDAM))
        for number, pile in enumerate(order.piles, start=1):
            kept = macs.setdefault(pile.area_id, [])
            for sequences in _batches(pile.count):
                kept += _print_batch(order, pile, parcel, number, sequences)
                done += len(sequences)
                _report(progress, done, order.total)
        parcel.close()
        sealed.finish()
    return macs


def _print_batch(
    order: Order, pile: Pile, parcel: Parcel, number: int, sequences: range
) -> list[str]:
    codes = [generate() for _ in sequences]
    pdf = press_letters(pile.text, codes, public_url=order.public_url, face=pile.face)
    path = f"wijk-{number:02}/brieven-{sequences[0]:06}-{sequences[-1]:06}.pdf"
    parcel.add_letters(path, pdf, list(manifest_rows(pile.area_name, path, sequences)))
    return [mac(code, order.round_id, order.code_key) for code in codes]


def _batches(count: int) -> Iterator[range]:
    for first in range(1, count + 1, BATCH):
        yield range(first, min(first + BATCH, count + 1))


def _report(progress: Progress, done: int, total: int) -> None:
    progress.report(done, total)
    # Whoever thought the worker lost may have begun a new run.
    state = progress.session.get_one(Job, progress.job_id).state
    progress.session.commit()
    if state is not JobState.RUNNING:
        raise JobStopped


def remove_forgotten(session: Session) -> None:
    """Remove files that a worker left when it was killed."""
    wanted = jobs_with_files(session)
    for path in letters_folder().iterdir():
        if path.stem.isdigit() and int(path.stem) not in wanted:
            path.unlink(missing_ok=True)


@contextmanager
def _told_in_dutch() -> Iterator[None]:
    try:
        yield
    except RunIsOver:
        raise JobStopped from None
    except CharactersMissing as error:
        signs = " ".join(error.characters)
        raise JobFailed(UNPRINTABLE.format(signs=signs)) from None
    except tuple(REASONS) as error:
        raise JobFailed(REASONS[type(error)]) from None
