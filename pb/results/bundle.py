"""The files of one published version: gathered once from the database, then kept."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from exports.bundle import (
    SMALLEST_CONTEST,
    SUMS,
    ListedBallot,
    Parts,
    make_files,
    to_zip,
)
from exports.pabulib import to_pabulib
from exports.result import ContestResult, PublishedResult
from pb.files import sync_folder, write_anew
from pb.log.checkpoints import BALLOTS, read_checkpoints
from pb.log.models import Event
from pb.log.service import body_of, event_line, read_events
from pb.log.signing import Signer
from pb.log.types import EventType
from pb.results.area_ballots import hidden_areas
from pb.results.ballots import CastBallots, make_instance, read_cast_ballots
from pb.results.models import Publication
from pb.results.page import published_result
from pb.rounds.configuration import FrozenConfig, read_config
from pb.rounds.models import BudgetRound
from pb.voting.service import read_ballots

FOLDER, ZIP = "publications", "bundel.zip"
HASH = f"{ZIP}.sha256"  # made last: with it, all the others are there
# They come with the program, so a new version of it makes others.
OF_THE_PROGRAM = frozenset({"verify.py", "LEESMIJ.txt"})


class NotAsPublished(Exception):
    """What the database gives is not what was published before; the files are named."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where the files of one version are kept."""

    folder: Path

    @classmethod
    def of(cls, instance: Path, slug: str, version: int) -> "Shelf":
        """Return the shelf of a version in the instance folder."""
        return cls(instance / FOLDER / slug / f"v{version}")

    @property
    def zip(self) -> Path:
        """Return where the bundle is."""
        return self.folder / ZIP

    @property
    def hash(self) -> str | None:
        """Return SHA-256 of the bundle in hex; None where it is not made yet."""
        try:
            return (self.folder / HASH).read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None

    def holds(self, result_hash: str) -> bool:
        """Say whether all files are there, and are about this result.json."""
        if self.hash is None or not self.zip.exists():
            return False
        return f"{result_hash}  result.json" in self.sums.splitlines()

    @property
    def sums(self) -> str:
        """Return the sums of the files; nothing where they were never made."""
        try:
            return (self.folder / SUMS).read_text(encoding="utf-8")
        except FileNotFoundError:
            return ""

    def copy(self, publication: Publication, stem: str, kind: str) -> Path:
        """Return where a file about just this publication is kept."""
        about = f"{publication.result_hash} {publication.published_at.isoformat()}"
        mark = hashlib.sha256(about.encode()).hexdigest()[:16]
        return self.folder / f"{stem}-{mark}.{kind}"

    def pabulib(self, contest_id: str | None) -> Path:
        """Return where the ballots of one contest are; of the only one for None."""
        return self.folder / (f"round-{contest_id}.pb" if contest_id else "round.pb")


def fill(shelf: Shelf, files: Mapping[str, bytes]) -> None:
    """Keep the files of a bundle; each appears whole or not at all.

    Args:
        shelf: Where. Files that are lost are made again.
        files: As `exports.bundle.make_files` returns them.

    Raises:
        NotAsPublished: The bundle was made before from other files.
    """
    _compare(shelf, files)
    shelf.folder.mkdir(parents=True, exist_ok=True)
    bundle = to_zip(files)
    kept = {name: data for name, data in files.items() if name.endswith(".pb")}
    hash_ = hashlib.sha256(bundle).hexdigest()
    for name, data in (kept | {SUMS: files[SUMS], ZIP: bundle}).items():
        write_anew(shelf.folder / name, data)
    sync_folder(shelf.folder)  # the power may fail between any two of these lines
    write_anew(shelf.folder / HASH, f"{hash_}\n".encode())
    sync_folder(shelf.folder)


def _compare(shelf: Shelf, files: Mapping[str, bytes]) -> None:
    """Hold new files to the sums that are left of the old ones."""
    if not shelf.sums:
        return
    lines = set(shelf.sums.splitlines()) ^ set(files[SUMS].decode().splitlines())
    changed = {line.partition("  ")[2] for line in lines} - OF_THE_PROGRAM
    if changed:
        raise NotAsPublished(", ".join(sorted(changed)))


def gather(
    session: Session, publication: Publication, *, signer: Signer, unit: str
) -> dict[str, bytes]:
    """Return the files of the bundle of one version.

    Args:
        session: Only read.
        publication: The version.
        signer: Of the installation.
        unit: The municipality or part of it, for the Pabulib files.

    Raises:
        ChangedBallot: A stored ballot is not the one that was cast.
    """
    budget_round = session.get_one(BudgetRound, publication.budget_round_id)
    config = read_config(budget_round)
    result = published_result(budget_round, config, publication, unit=unit)
    events = events_until(session, budget_round, publication)
    ballots = list(_listed(session, budget_round, config, result))
    parts = Parts(
        origin=signer.origin(budget_round.slug, "").rstrip("/"),
        version=publication.version,
        config=(budget_round.config_json or "").encode(),
        ballots=ballots,
        events=[event_line(event) for event in events],
        checkpoints={
            f"{found.log}-{found.size}": found.text
            for found in read_checkpoints(session, budget_round)
            if found.size <= (len(ballots) if found.log == BALLOTS else len(events))
        },
        result=publication.result_json.encode(),
        rounds=_pabulib(session, budget_round, config, result),
        contests=len(config.contests),
    )
    return make_files(parts, signer.key, signer.sign)


def hides_ballots(budget_round: BudgetRound, contest: ContestResult) -> bool:
    """Say whether so few people voted that single ballots would tell who."""
    return budget_round.imported_from is None and contest.ballots < SMALLEST_CONTEST


def events_until(
    session: Session, budget_round: BudgetRound, publication: Publication
) -> list[Event]:
    """Return the logbook up to this version and no further, so it never changes."""
    events = read_events(session, budget_round)
    for place, event in enumerate(events, start=1):
        is_it = event.type == EventType.RESULT_PUBLISHED
        if is_it and body_of(event)["version"] == publication.version:
            return events[:place]
    return [event for event in events if event.at <= publication.published_at]


def _listed(
    session: Session,
    budget_round: BudgetRound,
    config: FrozenConfig,
    result: PublishedResult,
) -> Iterator[ListedBallot]:
    small = {c.area for c in result.contests if hides_ballots(budget_round, c)}
    if budget_round.imported_from is None:
        cast = read_cast_ballots(session, budget_round, config)
        small |= areas_of_few(config, cast)
    for ballot in read_ballots(session, budget_round):
        is_shown = None not in small and json.loads(ballot.body)["area"] not in small
        body = ballot.body if is_shown else None
        yield ListedBallot(ballot.commitment, ballot.nonce, body)


def areas_of_few(config: FrozenConfig, ballots: CastBallots) -> set[str]:
    """Return the areas whose ballots would tell how many took part, which is hidden.

    An area with a pot of its own is not among them: that pot's number is public.
    """
    if len(config.areas) < 2:  # its number is that of the whole round
        return set()
    own = {contest.area for contest in config.contests}
    return hidden_areas(config, ballots) - {area for area in own if area is not None}


def _pabulib(
    session: Session,
    budget_round: BudgetRound,
    config: FrozenConfig,
    result: PublishedResult,
) -> dict[str, str]:
    """Return the text of the file of every contest that has one."""
    ballots = read_cast_ballots(session, budget_round, config)
    return {
        contest.id: to_pabulib(result, contest, make_instance(fixed, ballots))
        for contest, fixed in zip(result.contests, config.contests, strict=True)
        if not hides_ballots(budget_round, contest)
    }
