"""`archiver new-platform`: the files with which a platform begins."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import Path

import click

from archiver.cli.options import configure
from archiver.cli.pages import fetch_page, is_address, open_page
from archiver.new_platform import Draft, Source, drafted, expected, refuse_taken, write
from spiders.page import Page
from spiders.urls import split

_WORD = re.compile(r"[a-z0-9]+")


@click.command("new-platform")
@click.argument("name")
@click.argument("sources", metavar="URL_OR_FILE...", nargs=-1, required=True)
@click.option("--url", "urls", multiple=True, help="The address a file was saved from; once for each file, in their order.")
@click.option(
    "--directory",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    metavar="DIR",
    help="Where: a checkout of the archiver, else the folder of a package of its own.  [default: here]",
)
def new_platform(name: str, sources: tuple[str, ...], urls: tuple[str, ...], directory: Path) -> None:
    """Begin a platform called NAME with pages of a site it made, a thread's first.

    Writes its module, with what the pages suggest and FILL IN where they suggest nothing; the pages; and the JSON of what is read
    of them so far. In a folder that is no checkout of the archiver, a package that brings the platform along. Nothing is written
    over.
    """
    refuse_taken(name)
    if len(urls) > len(sources):
        raise click.UsageError(f"{len(urls)} addresses for {len(sources)} pages: --url is for files, once for each")
    pages = _pages(sources, urls)
    draft = drafted(name, pages, folder=directory)
    paths = write(draft, directory)
    readings, unread = expected(draft, pages, directory)
    for path in (*paths, *readings):
        click.echo(path)
    _say_what_next(draft, pages, unread, directory)


def _pages(sources: tuple[str, ...], urls: tuple[str, ...]) -> list[Source]:
    """The pages, one after another, with the pause of a crawl between two requests."""
    addresses = list(urls)
    found: list[Source] = []
    fetched = False
    for source in sources:
        if is_address(source):
            if fetched:
                time.sleep(configure()["delay"])
            page, fetched = fetch_page(source), True
        else:
            page = open_page(source, addresses.pop(0) if addresses else None)
            page = page if page.url.startswith("http") or page.is_json or page.is_xml else _addressed(page)
        case = _case(source, page)
        taken = sum(one.case.partition("_")[0] == case for one in found)
        found.append(Source(case=f"{case}_{taken + 1}" if taken else case, page=page))
    return found


def _addressed(page: Page) -> Page:
    """A saved page by the address that it gives itself."""
    stated = page.attribute('link[rel="canonical"]', "href") or page.attribute('meta[property="og:url"]', "content")
    return replace(page, url=stated) if stated and stated.startswith("http") else page


def _case(source: str, page: Page) -> str:
    """What the page's files are called: as the file is, or by the first word of the address's path."""
    if not is_address(source):
        words = _WORD.findall(Path(source).name.partition(".")[0].lower())
    else:
        parts = split(page.url)
        words = _WORD.findall(parts.path.lower())[:1] if parts is not None else []
    return "-".join(words) or "page"


def _say_what_next(draft: Draft, pages: list[Source], unread: list[str], directory: Path) -> None:
    saved = next(path for path in draft.files if path.endswith(f"/{pages[0].case}.meta.json")).removesuffix(".meta.json")
    page = next(path for path in draft.files if path.startswith(f"{saved}.") and not path.endswith(".json"))
    for one in unread:
        click.echo(f"not read yet: {one}", err=True)
    look = f"archiver parse {directory / page} --url {pages[0].page.url} --platform {draft.name}"
    again = f"pytest tests/unit/test_pages.py -k {draft.name} --update" if draft.inside else f"python tests/test_{draft.name}.py"
    steps = [
        f"fill in what {directory / draft.module} marks FILL IN ({draft.to_fill}), and look at what is guessed",
        *([] if draft.inside else [f"make it known: pip install -e {directory}"]),
        f"see what is read: {look}",
        f"write the JSON anew: {again}; read it",
        "before others see the pages: shorten them, put words of your own for those of the people on them",
    ]
    click.echo("\n".join(["Next:", *(f"  {number}. {step}" for number, step in enumerate(steps, 1))]), err=True)
