"""The `archiver` command: which commands there are, and how errors end."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

from spiders.errors import ArchiverError

COMMANDS = {
    "crawl": "archiver.cli.crawl:crawl",
    "plan": "archiver.cli.plan:plan",
    "ingest": "archiver.cli.captures:ingest",
    "reparse": "archiver.cli.captures:reparse",
    "parse": "archiver.cli.parse:parse",
    "platforms": "archiver.cli.parse:platforms",
    "new-platform": "archiver.cli.new_platform:new_platform",
    "threads": "archiver.cli.show:threads",
    "show": "archiver.cli.show:show",
    "history": "archiver.cli.history:history",
    "changes": "archiver.cli.history:changes",
    "stats": "archiver.cli.show:stats",
    "losses": "archiver.cli.losses:losses",
    "audit": "archiver.cli.audit:audit",
    "tree": "archiver.cli.tree:tree",
    "quotes": "archiver.cli.quotes:quotes",
    "link": "archiver.cli.link:link",
    "export": "archiver.cli.export:export",
    "verify": "archiver.cli.keeping:verify",
    "repair": "archiver.cli.keeping:repair",
    "db": "archiver.cli.database:db",
    "config": "archiver.cli.config:config",
    "completion": "archiver.cli.config:completion",
    "demo": "archiver.cli.demo:demo",
}
"""Loaded when asked for, so that `--help` and shell completion answer at once."""


class LazyGroup(click.Group):
    """A group whose commands are imported only when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order a newcomer meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, _, name = place.partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(package_name="archiver")
def cli() -> None:
    """Keep forum and blog discussions from being lost, and make them answerable."""


def main(arguments: list[str] | None = None) -> Any:
    """Run a command. An error of ours is one line on standard error and its own exit code; never a traceback."""
    try:
        code = cli.main(arguments, prog_name="archiver", standalone_mode=False)
    except click.exceptions.Abort:
        code = 130
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except ArchiverError as error:
        click.echo(f"Error: {error}", err=True)
        code = error.exit_code
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:
        # The reader of our output went away (`| head`); nothing is wrong. Python would complain again at exit.
        sys.stderr.close()
        code = 0
    sys.exit(code if isinstance(code, int) else 0)
