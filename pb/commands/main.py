"""The console script: finds a command and turns failures into one line."""

import importlib
import sys

import click

# Each command is loaded only when asked for, so `allocate` needs no database.
COMMANDS = {
    "allocate": ("pb.commands.allocate", "allocate"),
    "backup": ("pb.commands.backup", "backup"),
    "check": ("pb.commands.check", "check"),
    "codes": ("pb.commands.codes", "codes"),
    "db": ("pb.commands.database", "database"),
    "demo": ("pb.commands.demo", "demo"),
    "erase": ("pb.commands.erase", "erase"),
    "import-round": ("pb.commands.import_round", "import_round"),
    "restore": ("pb.commands.restore", "restore"),
    "run": ("pb.commands.run", "run"),
    "serve": ("pb.commands.serve", "serve"),
    "staff": ("pb.commands.staff", "staff"),
    "urn": ("pb.commands.urn", "urn"),
    "verify": ("pb.commands.verify", "verify"),
    "worker": ("pb.commands.worker", "worker"),
}


class Commands(click.Group):
    """The group of all commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names, for --help."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(cls=Commands)
def cli() -> None:
    """Buurtgeld: residents divide neighbourhood money."""


def main() -> None:
    """Run the console script; exit with 2 and one line on bad use or input."""
    try:
        status = cli.main(standalone_mode=False)
        if isinstance(status, int) and status:  # of a command that ended early
            sys.exit(status)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.Abort:
        sys.exit(130)
    except click.ClickException as error:
        where = (
            error.ctx.command_path
            if isinstance(error, click.UsageError) and error.ctx
            else "buurtgeld"
        )
        click.echo(f"{where}: {error.format_message()}", err=True)
        sys.exit(2)
