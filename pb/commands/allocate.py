"""`buurtgeld allocate`: count a Pabulib file, without a database."""

import sys
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

import allocation
from allocation.explain.rerun import with_reruns
from allocation.model import ProgressListener
from allocation.pabulib import apply_limits, declared_limits, limits_warning
from allocation.pabulib.numbers import NotANumber, read_hundredths, read_number
from allocation.pabulib.parsed import shown

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
)


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
@click.option("--tie-order", type=click.Path(path_type=Path), help="An id a line.")
@click.option("--limits", type=click.Choice(["none", "declared"]), default="none")
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text"
)
@click.option("--explain", is_flag=True, help="Say of each project why.")
@click.option("--reruns", is_flag=True, help="Explain by counting again; slow.")
@click.option("--no-progress", is_flag=True, help="Do not show how far it is.")
def allocate(file: Path, *, format_: str, no_progress: bool, **chosen: Any) -> None:
    """Read FILE.pb, compute the allocation and print it."""
    parsed = _read(file)
    show = None if no_progress or not sys.stderr.isatty() else _show_progress
    try:
        outcome = allocation.allocate(
            parsed.instance,
            _options(parsed, chosen),
            _tie_order(chosen["tie_order"]),
            progress=show,
        )
        said = _explanations(parsed.instance, outcome, show, chosen)
    except ValueError as error:
        raise Refused(_with_file(file, error)) from None
    except allocation.NotComputed as error:
        raise Refused(f"not computed: {error}") from None
    click.echo(_rendered(parsed, outcome, said, as_json=format_ == "json"), nl=False)


def _read(file: Path) -> allocation.ParsedFile:
    try:
        return allocation.read_pabulib(file)
    except allocation.UnreadableFile as error:
        raise Refused(str(error)) from None
    except OSError as error:
        text = f"{shown(str(file))}: {error.strerror}; give the name of a .pb file"
        raise Refused(text) from None


def _explanations(
    instance: allocation.Instance,
    outcome: allocation.Outcome,
    show: ProgressListener | None,
    chosen: Mapping[str, Any],
) -> Mapping[str, allocation.Explanation] | None:
    if not chosen["explain"] and not chosen["reruns"]:
        return None
    said = allocation.explain(instance, outcome)
    if chosen["reruns"]:
        said = with_reruns(instance, outcome, said, progress=show)
    return said


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
    return f"{shown(str(file))}: {error}"


def _show_progress(progress: allocation.Progress) -> None:
    click.echo(f"\r{progress.activity} {progress.done} ", nl=False, err=True)


def _rendered(
    parsed: allocation.ParsedFile,
    outcome: allocation.Outcome,
    said: Mapping[str, allocation.Explanation] | None,
    *,
    as_json: bool,
) -> str:
    unapplied = None if outcome.options.limits == "declared" else limits_warning(parsed)
    warnings = (*parsed.warnings, *([unapplied] if unapplied else []))
    currency = parsed.currency
    if as_json:
        return allocation.to_json(
            parsed.instance,
            outcome,
            source=allocation.Source.of(parsed),
            currency=currency,
            warnings=warnings,
            explanations=said,
        )
    for warning in warnings:
        where = "" if warning.line is None else f"{warning.line}: "
        click.echo(f"warning: {where}{warning.text}", err=True)
    return allocation.to_text(
        parsed.instance, outcome, currency=currency, explanations=said
    )
