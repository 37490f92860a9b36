"""How a thread is shown on a terminal: its posts in order, quotes where they stood, edits and placeholders marked."""

from __future__ import annotations

import shutil
import textwrap

import click

from archiver.export.format import Post, Quote, Thread

WIDEST = 100


def print_thread(thread: Thread, *, limit: int | None = None) -> None:
    """Print a thread, or its first ``limit`` posts."""
    width = min(shutil.get_terminal_size((WIDEST, 24)).columns, WIDEST)
    click.secho((f"[{thread.prefix}] " if thread.prefix else "") + (thread.title or "(no title)"), bold=True)
    place = " / ".join(thread.board.path) if thread.board else ""
    facts = [place, thread.url or "", *(name for name, on in (("sticky", thread.sticky), ("locked", thread.locked)) if on)]
    click.echo("  ".join(fact for fact in facts if fact))
    if thread.poll is not None:
        click.echo(f"Poll: {thread.poll.question}")
        for option in thread.poll.options:
            click.echo(f"  {option.text}" + ("" if option.votes is None else f": {option.votes}"))
    posts = thread.posts if limit is None else thread.posts[:limit]
    depths: dict[str, int] = {}
    for post in posts:
        depth = depths[post.id] = depths.get(post.parent_id or "", -1) + 1 if post.parent_id else 0
        print_post(post, width=width, indent="  " * min(depth, 8))
    held = thread.completeness
    click.echo()
    left = f", {len(thread.posts) - len(posts):,} not shown" if len(posts) < len(thread.posts) else ""
    declared = "" if held.posts_declared is None else f" of {held.posts_declared:,} declared"
    click.echo(f"{held.posts:,} posts held{declared}{left}")


def print_post(post: Post, *, width: int, indent: str = "") -> None:
    """Print one post: a line that says who and when, then the words."""
    author = post.author.name if post.author and post.author.name else "(unknown)"
    when = f"{post.posted_at:%Y-%m-%d %H:%M} UTC" if post.posted_at else post.posted_raw or "(no time)"
    marks = [post.kind if post.kind not in ("post", "comment") else "", "guest" if post.author and post.author.guest else ""]
    if post.edit is not None:
        at = f" {post.edit.at:%Y-%m-%d %H:%M}" if post.edit.at else ""
        marks.append(f"edited{at}" + (f" by {post.edit.by}" if post.edit.by else ""))
    if post.state != "visible":
        marks.append(post.state)
    number = f"#{post.ordinal} " if post.ordinal is not None else ""
    click.echo()
    click.secho(f"{indent}{number}{author}, {when}", bold=True, nl=False)
    click.echo("".join(f"  ({mark})" for mark in marks if mark))
    for line in written(post):
        quoted = len(line) - len(line.lstrip(">"))
        start = f"{indent}  {'> ' * quoted}"
        for piece in textwrap.wrap(line[quoted:], max(width - len(start), 20)) or [""]:
            click.secho((start + piece).rstrip(), dim=bool(quoted))


def written(post: Post) -> list[str]:
    """The post's lines with each quote where it stood, ``>`` before its lines once for each level."""
    if post.text is None:
        return ["(its words are not on the page)"]
    if post.kind == "article":
        return post.text.split("\n")
    lines: list[str] = []
    done = 0
    for quote in post.quotes:
        if quote.position > done:
            lines += post.text[done : quote.position].strip("\n").split("\n")
            done = quote.position
        lines += _quoted(quote)
    rest = post.text[done:].strip("\n")
    return lines + (rest.split("\n") if rest else [])


def _quoted(quote: Quote) -> list[str]:
    marks = ">" * quote.depth
    source = f" (post {quote.source.post_id})" if quote.source else ""
    head = [f"{marks}{quote.author}{source}:"] if quote.author else []
    return head + [marks + line for line in quote.text.split("\n")]
