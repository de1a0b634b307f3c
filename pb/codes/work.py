"""The job that prints letters: makes codes, prints, reads back, seals, keeps."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import current_app
from sqlalchemy.orm import Session

from pb import clock
from pb.auth.models import Role
from pb.codes.fonts import CharactersMissing, Face, FontMissing, face_for
from pb.codes.fresh import FreshLetters
from pb.codes.letter import Letter, LetterText, Style
from pb.codes.letter_text import write_text
from pb.codes.letters import LetterDoesNotFit
from pb.codes.parcel import Parcel, Place
from pb.codes.press import press_letters
from pb.codes.printing import RunIsOver, jobs_with_files, keep_run
from pb.codes.proof import MisprintedLetter
from pb.codes.runs import LETTERS
from pb.codes.sealed_file import SealedWriter
from pb.codes.service import KeptCode, RoundTakesNoCodes
from pb.codes.storage import (
    letters_path,
    remove_all_but,
    remove_letters,
    take_list_of_run,
)
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
        "Het stemmen is begonnen of voorbij terwijl de brieven werden gemaakt."
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
    addresses: Sequence[Sequence[str]]  # lines of each letter's; empty without
    text: LetterText
    face: Face


@dataclass(frozen=True, slots=True)
class Order:
    """All that a job needs, read once: no transaction stays open while it prints."""

    job_id: int
    round_id: int
    piles: list[Pile]
    style: Style
    public_key: str
    public_url: str
    code_key: bytes

    @property
    def total(self) -> int:
        """Return the number of letters."""
        return sum(len(pile.addresses) for pile in self.piles)


@does(LETTERS)
def make_letters(session: Session, job: Job, progress: Progress) -> None:
    """Print the letters that were asked for; leave one sealed file, or nothing."""
    order = _read_order(session, job)
    job.arguments = {**job.arguments, "began_at": clock.now().isoformat()}
    remove_forgotten(session)
    session.commit()
    path = letters_path(order.job_id)
    part = path.with_suffix(".part")
    try:
        with _told_in_dutch():
            kept, check = _print(order, part, progress)
            _settle(part, path)
            keep_run(
                session,
                order.job_id,
                kept,
                parcel_check=check,
                now=clock.now(),
                actor=acting_in_job(session, job, *_roles_of(job)),
            )
    except BaseException:
        session.rollback()
        remove_letters(order.job_id)
        raise
    sign(session.get_one(BudgetRound, order.round_id))


def _roles_of(job: Job) -> tuple[Role, ...]:
    """Return the roles of who may have asked: extra codes come when approved."""
    if job.arguments["extra"]:
        return (Role.APPROVER, Role.CONFIGURATOR)
    return (Role.CONFIGURATOR,)


def _read_order(session: Session, job: Job) -> Order:
    budget_round = session.get_one(BudgetRound, job.budget_round_id)
    config = read_config(budget_round)
    given = job.arguments
    addresses = _addresses_of(job)
    with _told_in_dutch():
        piles = [
            _pile(config, area_id, count, given["language"], addresses)
            for area_id, count in given["counts"].items()
        ]
    site = current_app.extensions["site"]
    return Order(
        job_id=job.id,
        round_id=budget_round.id,
        piles=piles,
        style=Style(site.letter_window, large=given["large"]),
        public_key=given["public_key"],
        public_url=current_app.config["PUBLIC_URL"],
        code_key=current_app.config["CODE_KEY"],
    )


def _addresses_of(job: Job) -> Mapping[str, Sequence[Sequence[str]]]:
    if not job.arguments["has_addresses"]:
        return {}
    content = take_list_of_run(job.id)
    if content is None:
        raise JobFailed("De lijst met adressen is er niet meer. Begin opnieuw.")
    found: Mapping[str, Sequence[Sequence[str]]] = content["addresses"]
    return found


def _pile(
    config: FrozenConfig,
    area_id: str,
    count: int,
    language: str,
    addresses: Mapping[str, Sequence[Sequence[str]]],
) -> Pile:
    area = config.area(area_id)
    if area is None:
        raise JobFailed("De wijk staat niet in de vastgezette ronde.")
    text = write_text(
        config,
        area,
        site=current_app.extensions["site"],
        public_url=current_app.config["PUBLIC_URL"],
        language=language,
    )
    lines = addresses.get(area_id, [()] * count)
    signs = "".join(sorted({sign for line in lines for part in line for sign in part}))
    return Pile(int(area_id), area.name, lines, text, face_for(str(text) + signs))


def _settle(part: Path, path: Path) -> None:
    try:
        part.rename(path)
    except FileNotFoundError:  # the next run cleared it away
        raise JobStopped from None


def _print(
    order: Order, path: Path, progress: Progress
) -> tuple[dict[int, list[KeptCode]], str]:
    """Write the sealed file; return what to keep of it by area, and its check."""
    kept: dict[int, list[KeptCode]] = {}
    done = 0
    _report(progress, done, order.total)
    with SealedWriter(path, order.public_key) as sealed:
        parcel = Parcel(sealed, clock.now().astimezone(clock.AMSTERDAM))
        fresh = FreshLetters(progress.session, order.round_id, order.code_key)
        for number, pile in enumerate(order.piles, start=1):
            codes = kept.setdefault(pile.area_id, [])
            for part in _batches(len(pile.addresses)):
                letters = fresh.draw([pile.addresses[at - 1] for at in part])
                _print_batch(order, pile, parcel, number, part, done, letters)
                codes += [fresh.kept(letter) for letter in letters]
                done += len(part)
                _report(progress, done, order.total)
        check = parcel.close()
        sealed.finish()
    return kept, check


def _print_batch(
    order: Order,
    pile: Pile,
    parcel: Parcel,
    number: int,
    sequences: range,
    done: int,
    letters: Sequence[Letter],
) -> None:
    pdf = press_letters(
        pile.text,
        letters,
        style=order.style,
        public_url=order.public_url,
        face=pile.face,
    )
    path = f"wijk-{number:02}/brieven-{sequences[0]:06}-{sequences[-1]:06}.pdf"
    places = [
        Place(
            number=done + at + 1,
            sequence=sequence,
            area=pile.area_name,
            path=path,
            page=at * order.style.pages + 1,
        )
        for at, sequence in enumerate(sequences)
    ]
    rows = list(zip(places, letters, strict=True))
    parcel.add_letters(path, pdf, rows, public_url=order.public_url)


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
    """Remove files that a worker left when it was killed, or nobody fetched."""
    now = clock.now()
    remove_all_but(jobs_with_files(session, now=now), now=now)


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
