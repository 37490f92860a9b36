"""Responses that can only be read when all others are stored: kept on disk until then, since there may be any number."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

import msgspec

from archiver.captures.reading import Item

_SIZE = 4


class Waiting:
    """Items in the order in which they came."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - see `close`
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(Item)
        self._count = 0

    def close(self) -> None:
        """Forget them."""
        self._file.close()

    def __len__(self) -> int:
        return self._count

    def add(self, item: Item) -> None:
        """Put one at the end."""
        data = self._encoder.encode(item)
        self._file.write(len(data).to_bytes(_SIZE, "big") + data)
        self._count += 1

    def __iter__(self) -> Iterator[Item]:
        self._file.seek(0)
        while size := self._file.read(_SIZE):
            yield self._decoder.decode(self._file.read(int.from_bytes(size, "big")))

    def groups(self, size: int) -> Iterator[list[Item]]:
        """So many at a time, and all whose records share a frame together: there is one way through it for all of them."""
        group: list[Item] = []
        last: tuple[str | None, int | None] | None = None
        for item in self:
            place = (item.record.capture.warc, item.record.capture.offset)
            if len(group) >= size and (place != last or place[1] is None):
                yield group
                group = []
            group.append(item)
            last = place
        if group:
            yield group
