"""Posts met under another name than the one their row has: where a page gives no id, a post goes by what else tells it.

Such a name begins with ``~`` (`id_kind` derived). A page that gives the id lists the name among the post's aliases; whichever
page comes first, the post stays one, and has its id as soon as any page tells it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, literal_column, select, update

from db.keys import short
from db.models import tables as t
from db.store.sql import Statement, among
from db.store.visit import Visit
from spiders.items import Post

_C = t.POST.c
_A = t.POST_ALIAS.c

FIND = Statement(
    lambda _: (
        select(_A.alias, _C.native_id)
        .join_from(t.POST_ALIAS, t.POST, _C.id == _A.post_id)
        .where(_A.site_id == bindparam("site"), among(_A.alias, "names"))
    ),
    "site", "names",
)  # fmt: skip
HELD = Statement(lambda _: select(_C.id, _C.native_id).where(_C.site_id == bindparam("site"), among(_C.native_id, "names")),
                 "site", "names")  # fmt: skip
_NAMED: dict[str, Any] = {"native_id": bindparam("native"), "id_kind": literal_column("'stated'")}
NAME = Statement(lambda _: update(t.POST).where(_C.id == bindparam("key")).values(_NAMED), "native", "key")


def known_names(visit: Visit, posts: Sequence[Post]) -> dict[str, str]:
    """By what id to look for the posts that a page names without one, where it is known; rows that had only a name have got their
    ids from this page.

    Args:
        posts: those of the page; nothing is asked where none of them goes by such a name.
    """
    writer = visit.writer
    unnamed = [short(post.id, 400) for post in posts if post.id_kind == "derived"]
    found = writer.rows(FIND, visit.site_id, writer.listed(unnamed)) if unnamed else ()
    stated = {
        short(alias, 400): short(post.id, 400)
        for post in posts
        if post.id_kind == "stated"
        for alias in post.aliases
        if alias.startswith("~")
    }
    if stated:
        held = {row.native_id for row in writer.rows(HELD, visit.site_id, writer.listed(stated.values()))}
        rows = writer.rows(HELD, visit.site_id, writer.listed(stated))
        named = [(stated[row.native_id], row.id) for row in rows if stated[row.native_id] not in held]
        writer.many(NAME, named)
    return {row.alias: row.native_id for row in found}
