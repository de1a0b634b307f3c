"""`buurtgeld import-round`: a round from a Pabulib file."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

import allocation
from pb import clock
from pb.commands.application import application
from pb.db import db
from pb.log.acting import signer
from pb.log.keeping import sign_all
from pb.results import foreign
from pb.results.importing import (
    CannotImport,
    ImportOrder,
    NoDates,
    NotPast,
    SlugTaken,
    import_published,
    import_shortlist,
)
from pb.results.service import ResultRefused

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_SLUG = 60
RESERVED = frozenset({"nieuw"})  # /beheer/rondes/nieuw makes a round


class Moment(click.ParamType[datetime]):
    """A moment: with a zone, or on the clock of Amsterdam."""

    name = "moment"

    def convert(self, value: Any, param: Any, ctx: Any) -> datetime:
        """Return the moment in UTC."""
        try:
            at = datetime.fromisoformat(value)
            return at.astimezone(UTC) if at.tzinfo else clock.to_utc(at)
        except ValueError:
            self.fail(f"{value!r} is no moment; write 2022-10-03T09:00", param, ctx)


@click.command("import-round")
@click.argument("file", metavar="FILE.pb", type=click.Path(path_type=Path))
@click.option("--slug", required=True, help="Its address: /rondes/SLUG.")
@click.option("--published", is_flag=True, help="Also count and publish the ballots.")
@click.option("--opens", type=Moment(), help="When the vote opened.")
@click.option("--closes", type=Moment(), help="When the vote closed.")
def import_round(
    file: Path,
    *,
    slug: str,
    published: bool,
    opens: datetime | None,
    closes: datetime | None,
) -> None:
    """Make a round from the projects of FILE.pb, or a whole past round.

    Without --published the round gets the projects, the budget and the limits, and
    waits for its vote. The rule is that of the file where Buurtgeld has it.
    """
    if not SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG or slug in RESERVED:
        raise click.UsageError(
            f"{slug!r} is no slug; use small letters, digits and single dashes",
            click.get_current_context(),
        )
    parsed = _read(file)
    order = _order(parsed, slug, _period(opens, closes), published=published)
    with application():
        _import(order, published=published)
        sign_all(db.session(), signer())
    click.echo(_report(order, published=published))


def _read(file: Path) -> allocation.ParsedFile:
    try:
        return allocation.read_pabulib(file)
    except allocation.UnreadableFile as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(
            f"{file}: {error.strerror}; give the name of a .pb file"
        ) from None


def _period(
    opens: datetime | None, closes: datetime | None
) -> tuple[datetime, datetime] | None:
    if opens is None and closes is None:
        return None
    if opens is None or closes is None or closes <= opens:
        raise click.UsageError(
            "give --opens and --closes together, in that order",
            click.get_current_context(),
        )
    return opens, closes


def _order(
    parsed: allocation.ParsedFile,
    slug: str,
    period: tuple[datetime, datetime] | None,
    *,
    published: bool,
) -> ImportOrder:
    try:
        rule = foreign.rule_of(parsed)
    except allocation.UnreadableFile as error:
        raise click.ClickException(str(error)) from None
    place = foreign.place_of(parsed) or "elders"
    summary = f"De plannen komen uit {parsed.name} ({place})."
    if published:
        counted = (
            "Wij telden de stemmen met de regel die het bestand noemt."
            if rule.is_declared
            else "Wij telden de stemmen met gelijke delen, niet met de regel van toen."
        )
        summary = (
            f"Deze ronde is gehouden in: {place}. {counted} De uitslag kan anders zijn"
            " dan die van toen."
        )
        if leftover := foreign.leftover_of(parsed):
            summary += f" Over het geld dat over was, zegt het bestand: ‘{leftover}’."
    return ImportOrder(parsed, slug, period, summary=summary)


def _import(order: ImportOrder, *, published: bool) -> None:
    """Import in one transaction: nothing is left of what could not be finished."""
    make = import_published if published else import_shortlist
    try:
        with db.engine.connect() as connection, connection.begin():
            session = Session(connection, join_transaction_mode="create_savepoint")
            with session:
                make(session, order, clock.now())
    except CannotImport as reason:
        raise click.ClickException(_why(order, reason)) from None
    except ResultRefused as reason:
        name = order.parsed.name
        raise click.ClickException(f"{name}: not counted: {reason}") from None


def _why(order: ImportOrder, reason: CannotImport) -> str:
    name = order.parsed.name
    if isinstance(reason, SlugTaken):
        return f"there is a round {order.slug!r} already; choose another --slug"
    if isinstance(reason, NoDates):
        return f"{name}: META has no usable dates; give --opens and --closes"
    if isinstance(reason, NotPast):
        return f"{name}: the vote is not over; give --closes in the past"
    raise reason


def _report(order: ImportOrder, *, published: bool) -> str:
    parsed, rule = order.parsed, foreign.rule_of(order.parsed)
    origin = (
        "the rule of the file"
        if rule.is_declared
        else f"our default, for the file says {parsed.meta.get('rule', 'nothing')!r}"
    )
    parts = [f"{len(parsed.instance.projects)} projects"]
    if published:
        parts.append(f"{parsed.instance.ballot_count} ballots")
    for warning in parsed.warnings:
        where = "" if warning.line is None else f"{warning.line}: "
        click.echo(f"warning: {where}{warning.text}", err=True)
    page = "/uitslag" if published else ""
    return (
        f"{', '.join(parts)}; rule {_rule(rule)} ({origin}): /rondes/{order.slug}{page}"
    )


def _rule(rule: foreign.ForeignRule) -> str:
    words = [rule.rule, rule.completion or ""]
    words += [f"{name}={value}" for name, value in rule.options.items()]
    return " ".join(filter(None, words))
