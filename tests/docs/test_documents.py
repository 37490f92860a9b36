"""The documentation cannot lie: what is made from the code is fresh, what it names exists, what exists is named."""

from __future__ import annotations

import importlib.util
import inspect
import re
import tomllib
from contextlib import suppress
from pathlib import Path
from types import ModuleType

import click
import pytest
from scrapy.settings import Settings, default_settings
from scrapy.spiderloader import SpiderLoader

from archiver.cli.main import cli
from archiver.config import SETTINGS, load_config
from archiver.crawl import settings as crawl_settings
from archiver.export import made_schema
from db.models import VIEWS, Base
from spiders.platforms import built_in, platforms
from tests.docs.reading import DOCUMENTS, ROOT, Command, anchors, commands, links, named_commands

SHOWN = [command for document in DOCUMENTS for command in [*commands(document), *named_commands(document)]]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def of(program: str) -> list[Command]:
    return [command for command in SHOWN if command.words[0] == program]


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    """docs/generate.py, which is a script and not a module of the project."""
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# -- what is made from the code ----------------------------------------------------------------------------------------


def test_generated_documents_are_fresh(generate: ModuleType) -> None:
    stale = [path.name for path, made in generate.documents().items() if not path.exists() or path.read_text("utf-8") != made]
    assert not stale, "run `make docs`"


def test_a_document_without_its_marks_is_refused(generate: ModuleType) -> None:
    assert generate.between("a\n<!-- begin x -->\nold\n<!-- end x -->\nz", "x", "new\n").splitlines()[2] == "new"
    with pytest.raises(LookupError, match="begin x"):
        generate.between("a\n<!-- end x -->\nz", "x", "new\n")


# -- what exists is named ----------------------------------------------------------------------------------------------


def walk(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    found: list[tuple[tuple[str, ...], click.Command]] = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, name
        found.append(((*path, name), command))
        if isinstance(command, click.Group):
            found += walk(command, (*path, name))
    return found


@pytest.mark.parametrize(("path", "command"), walk(cli), ids=lambda value: " ".join(value) if isinstance(value, tuple) else "")
def test_every_command_and_option_is_explained(path: tuple[str, ...], command: click.Command) -> None:
    """docs/cli.md shows the help; here: that there is a help, of the command and of each option."""
    section = text("docs/cli.md").partition(f"## archiver {' '.join(path)}\n")[2].partition("\n## ")[0]
    assert command.help
    assert " ".join(command.help.split("\n\n")[0].split()) in " ".join(section.split())
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{parameter.name} has no help"
            assert all(name in section for name in parameter.opts)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_is_explained(setting) -> None:
    row = next(line for line in text("docs/configuration.md").splitlines() if line.startswith(f"| `{setting.name}` |"))
    assert f"`{setting.variable}`" in row
    assert row.endswith(f"| {setting.help} |")
    assert len(setting.help) > 20


def test_every_table_view_and_column_is_explained() -> None:
    schema = text("docs/schema.md")
    for table in Base.metadata.tables.values():
        section = schema.partition(f"\n## {table.name}\n")[2].partition("\n## ")[0]
        assert table.comment
        assert table.comment in section
        for column in table.columns:
            assert column.comment, f"{table.name}.{column.name} has no comment"
            assert f"\n| {column.name} | " in section
    for view in VIEWS:
        assert f"\n## {view.name}\n" in schema


def test_every_platform_is_in_the_table_of_the_readme() -> None:
    rows = [line for line in text("README.md").splitlines() if line.endswith("` |") and line.count("|") == 5]
    for name in built_in():
        platform = platforms()[name]
        assert any(f"`{name}`" in row and platform.title in row and platform.versions in row for row in rows), name
        assert f"| `{name}` |" in text("docs/counting.md"), "what it counts is not said"


def test_every_document_is_found_from_the_readme() -> None:
    led_to = {link.partition("#")[0] for link in links(ROOT / "README.md")}
    for document in DOCUMENTS:
        assert document == ROOT / "README.md" or str(document.relative_to(ROOT)) in led_to


def test_every_exit_code_is_in_the_readme() -> None:
    codes = {cls.exit_code for cls in _errors()} | {0, 130}
    named = {int(code) for code in re.findall(r"^\| (\d+) \|", text("README.md"), re.MULTILINE)}
    assert named == codes


def _errors() -> list[type]:
    from spiders import errors

    return [cls for _, cls in inspect.getmembers(errors, inspect.isclass) if issubclass(cls, errors.ArchiverError)]


# -- what is named exists ----------------------------------------------------------------------------------------------


def test_commands_are_shown() -> None:
    assert len(of("archiver")) > 20


@pytest.mark.parametrize("command", of("archiver"), ids=str)
def test_commands_of_ours_parse(command: Command) -> None:
    """By click's own parser; nothing is run. ``archiver`` alone, or a group alone, shows its help."""
    words = list(command.words[1:])
    group: click.Command = cli
    context = click.Context(cli, info_name="archiver")
    while isinstance(group, click.Group) and words and not words[0].startswith("-"):
        name = words.pop(0)
        found = group.get_command(context, name)
        assert found is not None, f"there is no command {name!r}"
        group = found
        context = click.Context(group, info_name=name, parent=context)
    try:
        with suppress(click.exceptions.Exit):  # --help and --version
            group.make_context(context.info_name, words, parent=context.parent)
    except click.exceptions.MissingParameter:
        assert not command.output, "a command without its argument prints nothing"
        assert len(command.words) == 2, "named with options, so it has to be whole"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_options_that_are_named_alone_exist(document: Path) -> None:
    """`--platform` in the text: an option of one of the commands."""
    options = {name for _, command in walk(cli) for parameter in command.params for name in parameter.opts} | {"--help", "-h"}
    for option in re.findall(r"(?<!`)`(--?[a-z][\w-]*)[^`]*`(?!`)", document.read_text("utf-8")):
        assert option in options, option


@pytest.mark.parametrize("command", of("make"), ids=str)
def test_targets_of_make_exist(command: Command) -> None:
    assert f"\n{command.words[1]}:" in text("Makefile")


@pytest.mark.parametrize("command", of("scrapy"), ids=str)
def test_commands_of_scrapy_name_our_spiders_and_their_arguments(command: Command) -> None:
    loader = SpiderLoader(Settings({"SPIDER_MODULES": crawl_settings.SPIDER_MODULES}))
    if command.words[1] == "list":
        assert sorted(loader.list()) == list(command.output)
        return
    assert command.words[1] == "crawl"
    spider = loader.load(command.words[2])
    for flag, value in zip(command.words[3:], command.words[4:], strict=False):
        if flag == "-a":
            assert value.partition("=")[0] in inspect.signature(spider.__init__).parameters
        if flag == "-s":
            assert hasattr(default_settings, value.partition("=")[0]) or hasattr(crawl_settings, value.partition("=")[0])


@pytest.mark.parametrize("command", [*of("pytest"), *of(".venv/bin/pytest")], ids=str)
def test_tests_that_are_named_exist(command: Command) -> None:
    for word in command.words[1:]:
        place, _, test = word.partition("::")
        if "/" in place:
            assert (ROOT / place).exists(), place
            assert f"def {test}" in (ROOT / place).read_text("utf-8") if test else True


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    for link in links(document):
        if "://" in link or link.startswith("mailto:"):
            continue
        place, _, fragment = link.partition("#")
        target = document.parent / place.replace("\\", "") if place else document
        assert target.exists(), link
        if fragment:
            assert fragment in anchors(target), link


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_files_that_are_named_exist(document: Path) -> None:
    """`spiders/platforms/base.py` in the text; not those with a placeholder in them (`tests/pages/<platform>/`)."""
    for place in re.findall(r"`((?:archiver|db|spiders|tests|docs)/[\w./]+)`", document.read_text("utf-8")):
        assert (ROOT / place).exists(), place


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_modules_that_are_named_exist(document: Path) -> None:
    """`spiders.dates` is a module, or something in one."""
    for name in re.findall(r"`((?:archiver|db|spiders)(?:\.\w+)+)`", document.read_text("utf-8")):
        if name in {"archiver.thread", "archiver.toml", "archiver.platforms"}:
            continue  # a format, a file, a group of entry points
        module, _, attribute = name.rpartition(".")
        place = ROOT / name.replace(".", "/")
        is_module = place.is_dir() or place.with_suffix(".py").exists()
        assert is_module or hasattr(importlib.import_module(module), attribute), name


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_variables_that_are_named_are_read(document: Path) -> None:
    known = {setting.variable for setting in SETTINGS} | {"ARCHIVER_CONFIG", "ARCHIVER_CAPTURES"}
    assert set(re.findall(r"\bARCHIVER_[A-Z_]+\b", document.read_text("utf-8"))) <= known


def test_settings_of_scrapy_that_are_named_exist() -> None:
    for name in re.findall(r"`(?:-s )?([A-Z]+(?:_[A-Z]+)*)(?:=[^`]*)?`", text("docs/scrapy.md")):
        assert hasattr(crawl_settings, name) or hasattr(default_settings, name) or name == "SCRAPY_SETTINGS_MODULE", name


def test_the_example_of_a_configuration_is_one(tmp_path: Path) -> None:
    example = text("docs/configuration.md").partition("```toml\n")[2].partition("```")[0]
    (tmp_path / "archiver.toml").write_text(example)
    config = load_config(environment={"ARCHIVER_CONFIG": str(tmp_path / "archiver.toml")})
    assert {name for name in config if config.values_by_name[name].origin != "default"} == set(tomllib.loads(example))


def test_fields_of_the_json_that_are_named_exist() -> None:
    """Every word in backticks that looks like a field or value of the format is one."""
    schema = made_schema()
    document = text("docs/thread-json.md")
    for name in re.findall(r"`([a-z_]+(?:\.[a-z_]+)*)`", document):
        for part in name.split("."):
            assert f'"{part}"' in schema or part in {"null", "jsonl", "json"}, name


# -- what must not be in them ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_documents_name_no_machine_and_no_stranger(document: Path) -> None:
    """Addresses are examples (RFC 2606) or this machine; paths are the project's."""
    said = document.read_text("utf-8")
    for host in re.findall(r"https?://([\w.-]+)", said):
        assert re.fullmatch(r"(?:[\w-]+\.)*example(?:\.\w+)?|\w+\.invalid|127\.0\.0\.1|localhost", host), host
    assert not re.search(r"(?:^|[\s`(\"'])/(?:home|root|work|tmp|Users)/", said)
