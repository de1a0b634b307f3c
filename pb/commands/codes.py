"""`buurtgeld codes issue`: voting codes as a list, for who prints letters elsewhere."""

import csv
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click
from sqlalchemy.orm import Session

from pb import clock
from pb.codes.letters import code_address
from pb.codes.moments import takes_codes
from pb.codes.parcel import harmless
from pb.codes.service import RoundTakesNoCodes, issue_codes
from pb.commands.application import application
from pb.config import Config
from pb.db import db
from pb.rehearsal.service import (
    MOST_CODES,
    NoAreas,
    RehearsalRefused,
    TooManyCodes,
    issue_play_codes,
)
from pb.rounds.models import Area, BudgetRound
from pb.rounds.service import find_round

NOT_NOW = (
    "codes are issued after the round is frozen and before the vote is opened;"
    " from then on, extra codes need two people at the desk"
)
COLUMNS = ("number", "area", "code", "url")
PLAY_REFUSALS: dict[type[RehearsalRefused], str] = {
    NoAreas: "the round has no areas to issue codes for",
    TooManyCodes: f"a rehearsal has at most {MOST_CODES} codes; erase it at the desk",
}


@click.group()
def codes() -> None:
    """Make voting codes."""


@codes.command()
@click.argument("slug", metavar="ROUND")
@click.option("--count", type=click.IntRange(1, 1_000_000), required=True)
@click.option("--area", "wanted", help="Number or name of the area.")
@click.option("--out", type=click.Path(path_type=Path), required=True)
@click.option(
    "--rehearsal", is_flag=True, help="Play codes, which never count, at any time."
)
def issue(
    slug: str, *, count: int, wanted: str | None, out: Path, rehearsal: bool
) -> None:
    """Write COUNT new voting codes for ROUND to a new file, before the vote opens.

    The file is the only place where the codes stand: keep it as you would keep the
    letters, and remove it when they are printed.
    """
    if rehearsal:
        _write_play_codes(slug, count, wanted, out)
        return
    with application() as app:
        session, config = db.session(), app.extensions["config"]
        budget_round = _find_round(session, slug)
        if not takes_codes(budget_round, clock.now()):
            raise click.UsageError(NOT_NOW)
        area = _find_area(budget_round, wanted)
        area_name = area.name
        with _new_file(out) as file:
            _write(file, area_name, _issue(session, area, count, config), config)
            # What is on the disk is kept; when that fails, the codes are not.
            session.commit()
    noun, verb = ("code", "is") if count == 1 else ("codes", "are")
    click.echo(f"{count} {noun} for {area_name} {verb} in {out}", err=True)


def _write_play_codes(slug: str, count: int, wanted: str | None, out: Path) -> None:
    """Write play codes; without an area named, as many for each."""
    with application() as app:
        session, config = db.session(), app.extensions["config"]
        budget_round = _find_round(session, slug)
        areas = [_find_area(budget_round, wanted)] if wanted else []
        try:
            issued = issue_play_codes(
                session, budget_round, count, clock.now(), areas=areas
            )
        except RehearsalRefused as reason:
            raise click.UsageError(PLAY_REFUSALS[type(reason)]) from None
        rows = [(each.number, each.area, each.code) for each in issued]
        with _new_file(out) as file:
            _write_rows(file, rows, config)
            session.commit()
    click.echo(f"{count} play codes, which never count, are in {out}", err=True)


def _find_round(session: Session, slug: str) -> BudgetRound:
    found = find_round(session, slug)
    if found is None:
        raise click.UsageError(f"there is no round {slug!r}")
    return found


def _find_area(budget_round: BudgetRound, wanted: str | None) -> Area:
    areas = budget_round.areas
    if not areas:
        raise click.UsageError(f"{budget_round.slug} has no areas to issue codes for")
    found = [a for a in areas if wanted in (None, str(a.id), a.name)]
    if len(found) == 1:
        return found[0]
    choices = ", ".join(f"{area.id} ({area.name})" for area in areas)
    problem = "say which area" if wanted is None else f"there is no area {wanted!r}"
    raise click.UsageError(f"{problem} with --area: {choices}")


def _issue(session: Session, area: Area, count: int, config: Config) -> list[str]:
    try:
        return issue_codes(
            session, area, count, channel="file", key=config.code_key, now=clock.now()
        )
    except RoundTakesNoCodes:
        raise click.UsageError(NOT_NOW) from None


def _write(file: TextIO, area_name: str, issued: Sequence[str], config: Config) -> None:
    rows = [(number, area_name, code) for number, code in enumerate(issued, start=1)]
    _write_rows(file, rows, config)


def _write_rows(
    file: TextIO, rows: Sequence[tuple[int, str, str]], config: Config
) -> None:
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for number, area_name, code in rows:
        address = code_address(config.public_url, code)
        writer.writerow((number, harmless(area_name), code, address))
    file.flush()
    os.fsync(file.fileno())


@contextmanager
def _new_file(path: Path) -> Iterator[TextIO]:
    """Open a file that only its owner can read; leave none when something fails."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise click.UsageError(
            f"{path} exists; codes are never written over a file"
        ) from None
    except OSError as error:
        raise click.UsageError(f"can't write {path} ({error.strerror})") from None
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            yield file
    except OSError as error:
        path.unlink(missing_ok=True)
        raise click.UsageError(
            f"can't write {path} ({error.strerror}); no codes were issued"
        ) from None
    except BaseException:
        path.unlink(missing_ok=True)
        raise
