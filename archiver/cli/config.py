"""`archiver config` and `archiver completion`."""

from __future__ import annotations

import sys

import click
import msgspec
from click.shell_completion import get_completion_class

from archiver.cli.options import configure, json_option


@click.command()
@json_option
def config(as_json: bool) -> None:
    """Print each setting, its value and where the value came from."""
    values = configure().values_by_name.values()
    if as_json:
        rows = [
            {"name": v.setting.name, "value": v.value, "origin": v.origin, "variable": v.setting.variable, "help": v.setting.help}
            for v in values
        ]
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(rows), indent=2) + b"\n")
        return
    for value in values:
        click.echo(f"{value.setting.name:<10} {value.value!s:<28} {value.origin:<16} {value.setting.help}")


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of a shell, for `eval "$(archiver completion bash)"`."""
    from archiver.cli.main import cli  # noqa: PLC0415  (main imports this module)

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"no completion for {shell}")
    click.echo(kind(cli, {}, "archiver", "_ARCHIVER_COMPLETE").source())
