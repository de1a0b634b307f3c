"""`buurtgeld allocate`: count a Pabulib file, without a database."""

import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

import allocation
from allocation.certificate import price_system_of
from allocation.model import ProgressListener
from allocation.pabulib import (
    apply_limits,
    declared_limits,
    limits_warning,
    read_areas,
)
from allocation.pabulib.numbers import NotANumber, read_hundredths, read_number
from allocation.pabulib.parsed import shown
from allocation.payments import payments_json
from pb.commands.computing import (
    Computed,
    Wanted,
    compute_within,
    look_for_stable_prices,
)
from pb.results.bounded import OutOfTime

RULES = ("equal-shares", "greedy", "knapsack", "phragmen")
COMPLETIONS = ("none", "utilitarian", "add1", "add1u", "knapsack")
CHOSEN = (  # options of this command that are options of the library by name
    "rule",
    "utility",
    "completion",
    "objective",
    "add1_stop",
    "increment",
    "min_score",
    "leftover",
    "comparison",
    "caps_bind_completion",
)
MOST_SECONDS = 60  # unless --time-limit says otherwise; --reruns may take longer
SECONDS_BETWEEN_LINES = 0.1
CLEAR_LINE = "\r\x1b[K"


class Refused(click.ClickException):
    """Bad input, told in one line by the console script."""

    exit_code = 2


class Amount(click.ParamType[int]):
    """An amount of money, in hundredths."""

    name = "amount"

    def convert(self, value: Any, param: Any, ctx: Any) -> int:
        """Return the amount in hundredths, more than 0."""
        if isinstance(value, int):
            return value
        try:
            hundredths = read_hundredths(value)
        except NotANumber as error:
            self.fail(f"{shown(value)} {error}; write it as 1 or 0.50", param, ctx)
        if hundredths == 0:
            self.fail("it must be more than 0", param, ctx)
        return hundredths


class Minimum(click.ParamType[allocation.MinScore]):
    """A least score: a number, or a percentage of the ballots."""

    name = "N|P%"

    def convert(self, value: Any, param: Any, ctx: Any) -> allocation.MinScore:
        """Return the minimum."""
        if isinstance(value, allocation.MinScore):
            return value
        try:
            number = Fraction(read_number(value.removesuffix("%")))
        except NotANumber as error:
            self.fail(f"{shown(value)} {error}; write it as 50 or 5%", param, ctx)
        return allocation.MinScore(number, value.endswith("%"))


@click.command()
@click.argument("file", metavar="FILE.pb", type=click.Path(path_type=Path))
@click.option("--rule", type=click.Choice(RULES), default="equal-shares")
@click.option("--utility", type=click.Choice(["cost", "cardinality"]), default="cost")
@click.option("--completion", type=click.Choice(COMPLETIONS))
@click.option("--objective", type=click.Choice(["votes", "votes-cost"]))
@click.option("--add1-stop", type=click.Choice(["exhaustive", "overspend"]))
@click.option("--increment", type=Amount(), help="Per voter; 1 by default.")
@click.option("--no-skip", is_flag=True, help="Greedy stops at what does not fit.")
@click.option("--min-score", type=Minimum(), help="The least score that takes part.")
@click.option("--leftover", type=click.Choice(["keep", "next-fit", "partial"]))
@click.option("--comparison", type=click.Choice(["none", "funded-votes"]))
@click.option(
    "--caps-bind-completion/--caps-free-completion",
    default=None,
    help="Whether caps hold for what is bought from the money left, too.",
)
@click.option("--tie-order", type=click.Path(path_type=Path), help="An id a line.")
@click.option("--limits", type=click.Choice(["none", "declared"]), default="none")
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text"
)
@click.option("--explain", is_flag=True, help="Say of each project why.")
@click.option("--reruns", is_flag=True, help="Explain by counting again; slow.")
@click.option(
    "--certificate",
    type=click.Path(path_type=Path),
    help="A new file for who paid what, to check without this program.",
)
@click.option(
    "--time-limit",
    type=click.IntRange(0, 1_000_000),
    metavar="SECONDS",
    help="60 by default, none with --reruns; 0 for none.",
)
@click.option("--no-progress", is_flag=True, help="Do not show how far it is.")
def allocate(file: Path, *, format_: str, no_progress: bool, **chosen: Any) -> None:
    """Read FILE.pb, compute the allocation and print it."""
    content = _content(file)
    parsed = _read(content, file)
    is_watched = sys.stderr.isatty() and not no_progress
    try:
        computed = _computed(parsed, chosen, _show_progress() if is_watched else None)
    except ValueError as error:
        raise Refused(_with_file(file, error)) from None
    except allocation.NotComputed as error:
        text = f"{shown(str(file))}: not computed: {error}; choose another rule"
        if isinstance(error, OutOfTime):
            text += ", or give more time with --time-limit"
        raise Refused(text) from None
    finally:
        if is_watched:
            click.echo(CLEAR_LINE, nl=False, err=True)
    if chosen["certificate"] is not None:
        _write_certificate(chosen["certificate"], parsed, computed)
    text = _rendered(content, parsed, computed, as_json=format_ == "json")
    click.echo(text, nl=False)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        text = f"{shown(str(file))}: {error.strerror}; give the name of a .pb file"
        raise Refused(text) from None


def _read(content: bytes, file: Path) -> allocation.ParsedFile:
    try:
        return allocation.read_pabulib(content, name=str(file))
    except allocation.UnreadableFile as error:
        raise Refused(str(error)) from None


def _computed(
    parsed: allocation.ParsedFile,
    chosen: Mapping[str, Any],
    show: ProgressListener | None,
) -> Computed:
    seconds = chosen["time_limit"]
    if seconds is None:
        seconds = 0 if chosen["reruns"] else MOST_SECONDS
    wanted = Wanted(
        parsed.instance,
        _options(parsed, chosen),
        _tie_order(chosen["tie_order"]),
        chosen["explain"],
        chosen["reruns"],
    )
    computed = compute_within(seconds, wanted, show)
    if computed.explanations is None:
        return computed
    notes = look_for_stable_prices(seconds, parsed.instance, computed.outcome)
    return replace(computed, notes=notes)


def _write_certificate(
    file: Path, parsed: allocation.ParsedFile, computed: Computed
) -> None:
    system = price_system_of(parsed.instance, computed.outcome)
    if system is None:
        text = "nothing was paid for by its supporters; use the rule equal-shares"
        raise Refused(f"there is no certificate: {text}")
    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.write(payments_json(parsed.instance, computed.outcome, system))
    except OSError as error:
        text = f"{shown(str(file))}: {error.strerror}; give the name of a new file"
        raise Refused(text) from None


def _options(
    parsed: allocation.ParsedFile, chosen: Mapping[str, Any]
) -> allocation.Options:
    """Return the options: those given, over those declared, over the defaults."""
    given = {name: chosen[name] for name in CHOSEN if chosen[name] is not None}
    if chosen["no_skip"]:
        given["skip"] = False
    options = allocation.Options(**given)
    if chosen["limits"] == "declared":
        options = apply_limits(options, declared_limits(parsed), keep=given)
    return options


def _tie_order(file: Path | None) -> list[str] | None:
    if file is None:
        return None
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        text = f"{shown(str(file))}: cannot be read as UTF-8; give one id a line"
        raise Refused(text) from None
    return [line.strip() for line in lines if line.strip()]


def _with_file(file: Path, error: ValueError) -> str:
    if isinstance(error, allocation.UnreadableFile):
        return str(error)
    return f"{shown(str(file))}: {shown(str(error), limit=None)}"


def _show_progress() -> ProgressListener:
    """Return a listener that writes one line over and over, now and then."""
    last = 0.0

    def show(progress: allocation.Progress) -> None:
        nonlocal last
        if time.monotonic() - last >= SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            line = f"{CLEAR_LINE}{progress.activity} {progress.done} "
            click.echo(line, nl=False, err=True)

    return show


def _rendered(
    content: bytes,
    parsed: allocation.ParsedFile,
    computed: Computed,
    *,
    as_json: bool,
) -> str:
    outcome, said = computed.outcome, computed.explanations
    unapplied = None if outcome.options.limits == "declared" else limits_warning(parsed)
    warnings = (*parsed.warnings, *([unapplied] if unapplied else []))
    currency = parsed.currency
    areas = read_areas(content, parsed) if as_json or said is not None else None
    if as_json:
        return allocation.to_json(
            parsed.instance,
            outcome,
            source=allocation.Source.of(parsed),
            currency=currency,
            warnings=warnings,
            explanations=said,
            areas=areas,
            certificate_notes=computed.notes,
        )
    for warning in warnings:
        where = "" if warning.line is None else f"{warning.line}: "
        click.echo(f"warning: {where}{warning.text}", err=True)
    text = allocation.to_text(
        parsed.instance, outcome, currency=currency, explanations=said, areas=areas
    )
    return text + "".join(f"{note}\n" for note in computed.notes)
