"""Threads as JSON, in the format ``archiver.thread/1`` (docs/thread-json.md)."""

from __future__ import annotations

from importlib.resources import files
from typing import BinaryIO, Literal

import msgspec
from sqlalchemy import Connection

from archiver.export.build import build_thread, encode
from archiver.export.format import FORMAT, Thread, json_schema
from db.queries import thread_records

Format = Literal["json", "jsonl"]
FORMATS: tuple[Format, ...] = ("json", "jsonl")


def export_threads(
    connection: Connection,
    out: BinaryIO,
    *,
    format: Format = "jsonl",  # noqa: A002 - the option's name
    site: str | None = None,
    thread: str | None = None,
) -> int:
    """Write threads; how many there were. Memory does not grow with their number.

    Args:
        format: ``jsonl`` is one thread a line. ``json`` is for people: indented; one object where one thread was asked for,
            else a list.
        site: only this site's, see `db.queries.find_site`.
        thread: only this one, see `db.queries.find_thread`.

    Raises:
        UsageError: there is no such site or thread.
    """
    count = 0
    records = thread_records(connection, site=site, thread=thread)
    if format == "jsonl":
        for record in records:
            out.write(encode(build_thread(record)) + b"\n")
            count += 1
        return count
    one = thread is not None
    for count, record in enumerate(records, start=1):
        if not one:
            out.write(b"[\n" if count == 1 else b",\n")
        out.write(msgspec.json.format(encode(build_thread(record)), indent=1))
    out.write(b"\n" if one else b"\n]\n" if count else b"[]\n")
    return count


def schema_text() -> str:
    """The JSON Schema of the format, as it ships with the package."""
    return files("archiver.export").joinpath("thread.schema.json").read_text("utf-8")


def made_schema() -> str:
    """The JSON Schema as the types say it now: what ``thread.schema.json`` is made from."""
    return msgspec.json.format(msgspec.json.encode(json_schema()), indent=1).decode() + "\n"


__all__ = ["FORMAT", "FORMATS", "Format", "Thread", "build_thread", "encode", "export_threads", "made_schema", "schema_text"]
