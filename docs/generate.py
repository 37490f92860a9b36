"""Write the parts of the documentation that are made from the code, or with ``--check`` say which of them are stale.

- ``docs/schema.md``: every table and column, from the comments of the models
- ``archiver/export/thread.schema.json``: the JSON Schema of the export, from its types
- ``docs/cli.md``: the ``--help`` of each command
- the tables of platforms and settings in ``README.md`` and ``docs/configuration.md``
"""

# ruff: noqa: INP001  (a script: nothing imports from docs)
from __future__ import annotations

import sys
from pathlib import Path

import click

from archiver.cli.crawl import crawl
from archiver.cli.main import cli
from archiver.config import SETTINGS, Setting
from archiver.export import made_schema
from db.describe import describe_schema
from spiders.platforms import platforms

ROOT = Path(__file__).resolve().parent.parent
NOTE = "<!-- made by `make docs`; edit the code instead -->\n"


def commands() -> str:
    """The help of every command, as a terminal of 100 columns shows it."""
    parts = [f"# Which commands are there?\n\n{NOTE}"]
    root = click.Context(cli, info_name="archiver", terminal_width=100, help_option_names=["-h", "--help"])
    queue: list[tuple[click.Context, click.Command]] = [(root, cli)]
    while queue:
        context, command = queue.pop(0)
        parts.append(f"\n## {context.command_path}\n\n```\n{command.get_help(context)}\n```\n")
        if isinstance(command, click.Group):
            children = []
            for name in command.list_commands(context):
                child = command.get_command(context, name)
                if child is not None:
                    children.append((click.Context(child, info_name=name, parent=context, terminal_width=100), child))
            queue[:0] = children
    return "".join(parts)


def configuration() -> str:
    """Every setting."""
    rows = "\n".join(_setting(setting) for setting in SETTINGS)
    return f"""# Which settings are there?

{NOTE}
A flag beats the environment, the environment beats `archiver.toml` in the current folder (or the file that `ARCHIVER_CONFIG`
names), the file beats the default. `archiver config` prints each value and where it came from. The flags are those of
`archiver crawl`; `-s NAME=VALUE` sets any of [Scrapy's own settings](scrapy.md) for one crawl.

```toml
# archiver.toml
database = "postgresql://archiver@localhost/archive"
contact = "mailto:you@example.org"
delay = 2.5
```

| setting | environment | flag | default | meaning |
|---|---|---|---|---|
{rows}
"""


def _setting(setting: Setting) -> str:
    flag = next((f"`{p.opts[0]}`" for p in crawl.params if p.name == setting.name), "")
    default = "" if setting.default == "" else f"`{setting.default}`"
    return f"| `{setting.name}` | `{setting.variable}` | {flag} | {default} | {setting.help} |"


def platform_table() -> str:
    """What can be read, for the README."""
    rows = "\n".join(f"| {p.title} | {p.versions} | {p.family} | `{name}` |" for name, p in platforms().items())
    return f"| platform | versions | kind | name |\n|---|---|---|---|\n{rows}\n"


def between(text: str, name: str, content: str) -> str:
    """The text with the part between ``<!-- begin name -->`` and ``<!-- end name -->`` replaced.

    Raises:
        LookupError: one of the two marks is not there.
    """
    begin, end = f"<!-- begin {name} -->\n", f"<!-- end {name} -->"
    head, began, rest = text.partition(begin)
    _, ended, tail = rest.partition(end)
    if not (began and ended):
        raise LookupError(f"no <!-- begin {name} --> ... <!-- end {name} --> in the text")
    return f"{head}{begin}{content}{end}{tail}"


def documents() -> dict[Path, str]:
    """Every generated file and what it should hold."""
    readme = ROOT / "README.md"
    return {
        ROOT / "docs" / "schema.md": describe_schema(),
        ROOT / "archiver" / "export" / "thread.schema.json": made_schema(),
        ROOT / "docs" / "cli.md": commands(),
        ROOT / "docs" / "configuration.md": configuration(),
        readme: between(readme.read_text(encoding="utf-8"), "platforms", platform_table()),
    }


def main() -> int:
    """Write the files; with ``--check`` only name those that are stale, and fail if there are any."""
    stale = [path for path, text in documents().items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv[1:]:
        for path in stale:
            sys.stderr.write(f"{path.relative_to(ROOT)} is stale; run `make docs`\n")
        return 1 if stale else 0
    for path, text in documents().items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
