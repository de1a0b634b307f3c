"""The kept files of a result in this installation: where they are, and making them."""

from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

from flask import abort, current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from pb.db import db, may_write, only_read
from pb.files import sync_folder, write_anew
from pb.log.acting import signer
from pb.results.ballots import ChangedBallot
from pb.results.bundle import NotAsPublished, Shelf, fill, gather
from pb.results.models import Publication
from pb.results.page import ResultPage, make_page
from pb.rounds.configuration import read_config
from pb.rounds.models import BudgetRound


def shelf_of(slug: str, version: int) -> Shelf:
    """Return where the files of a version are kept."""
    return Shelf.of(Path(current_app.instance_path), slug, version)


def filled_shelf(publication: Publication, slug: str) -> Shelf:
    """Return where the files are; make them first where they are not there.

    What can't be made as it was published is not given: better nothing than another
    file under the same address.
    """
    shelf = shelf_of(slug, publication.version)
    if shelf.holds(publication.result_hash):
        return shelf
    try:
        keep_files(shelf, publication)
    except (NotAsPublished, ChangedBallot) as reason:
        current_app.logger.error("bundle of %s: %r", slug, reason)
        abort(
            HTTPStatus.SERVICE_UNAVAILABLE,
            _("Dit bestand klopt niet meer met wat is gepubliceerd. Waarschuw ons."),
        )
    return shelf


def kept_hash(publication: Publication, slug: str) -> str | None:
    """Return SHA-256 of the bundle in hex; None while there is none to give."""
    shelf = shelf_of(slug, publication.version)
    return shelf.hash if shelf.holds(publication.result_hash) else None


def kept_copy(
    publication: Publication, slug: str, name: str, make: Callable[[], bytes]
) -> Path:
    """Return where a file about a version is kept that is not in its bundle.

    It is made when it is first asked for, and never again: a later version of the
    program would choose other words.

    Args:
        publication: The version.
        slug: Of its round.
        name: Of the file; its kind follows the dot.
        make: Gives the bytes.
    """
    stem, _dot, kind = name.rpartition(".")
    path = shelf_of(slug, publication.version).copy(publication, stem, kind)
    if not path.exists():
        content = make()
        path.parent.mkdir(parents=True, exist_ok=True)
        write_anew(path, content)
        sync_folder(path.parent)
    return path


def dutch_page(budget_round: BudgetRound, publication: Publication) -> ResultPage:
    """Return what the page of a version shows, in Dutch, whoever asks."""
    with force_locale("nl"):
        return make_page(
            budget_round,
            read_config(budget_round),
            publication,
            unit=unit_name(),
            locale="nl",
        )


def keep_files(shelf: Shelf, publication: Publication) -> None:
    """Gather the files of a version and keep them."""
    session = db.session()
    session.rollback()
    only_read(session)  # SQLite's one write lock stays free for voters elsewhere
    try:
        files = gather(session, publication, signer=signer(), unit=unit_name())
    finally:
        may_write(session)
    fill(shelf, files)


def unit_name() -> str:
    """Return the name of the municipality or part of it."""
    return str(current_app.extensions["site"].name)
