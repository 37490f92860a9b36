"""Addresses of software that nobody knows: which thread they name, which page of it, which must not be followed.

By the words that forums' and blogs' addresses have in common, in queries and in paths. An address that names no thread gives
none: it is never guessed from figures that may be anything. Owns no page.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

from spiders.urls import SESSION, normalise, query, split

THREAD_PARAMETERS = (
    "t tid topic topicid topic_id thread threadid thread_id showtopic showthread th tno discussion discussionid "
    "question questionid "
    "qid story sid article articleid aid"
).split()
POST_PARAMETERS = (
    "pid post postid post_id p msg msgid message messageid mid cid comment commentid comment_id reply replyid".split()
)
PAGE_PARAMETERS = "page pg paged start st offset from p pagenumber page_no pageno pageindex cpage skip".split()
BOARD_PARAMETERS = "f fid forum forumid board b boardid showforum category cat c tag section".split()
_MEANINGLESS = frozenset(
    "highlight hl view sort order dir sk sd st_sort do pp perpage s mode goto ref source share lang style theme noscript".split()
)

_THREAD_WORDS = (
    "topics?|threads?|showthread|viewtopic|viewthread|discussions?|questions?|showtopic|story|stories|t|d|s|q|comments|"
    "conversation|"
    "article|articles|message-thread|forum-post|thema|sujet|tema|hilo|temat"
)
_BOARD_WORDS = re.compile(
    r"(?:^|[/?&])(?:forums?|boards?|viewforum|forumdisplay|viewboard|categor(?:y|ies)|c|f|tags?|archives?|sections?|"
    r"groups?|list|latest|recent|new|"
    r"index)(?:[/?&=.,_-]|$)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(rf"(?:^|/)(?:{_THREAD_WORDS})(?:\.\w+)?[/,=_-]?(\d+)(?:[/.,_-]|$)", re.IGNORECASE)
_AFTER_NAME = re.compile(rf"(?:^|/)(?:{_THREAD_WORDS})/[^/]*[^\W\d][^/]*/(\d+)(?:/|$)", re.IGNORECASE)
_NAMED = re.compile(rf"(?:^|/)(?:{_THREAD_WORDS})/([^/]*\d[^/]*|[^/]+)(?:/|$)", re.IGNORECASE)
_AFTER_SLUG = re.compile(r"(?:^|/)(?:[^/]*[^\W\d][^/]*)[.](\d+)/?$|/[^/]*-t(\d+)(?:-s\d+)?(?:\.html?)?/?$|/[^/]+/(\d{3,})/?$")
_BEFORE_SLUG = re.compile(r"(?:^|/)(\d+)[-/_][^/]*[^\W\d]")
_AT_END = re.compile(r"[-_/](\d{3,})(?:-\d+)?\.(?:s?html?|php|aspx?)$")
_HASH = re.compile(r"/(?:thread|topic|message|t)/([A-Z0-9]{16,}|[0-9a-f]{12,})(?:/|$)")
_DATED = re.compile(r"(?:^|/)(?:19|20)\d\d/(?:0?[1-9]|1[0-2])(?:/|$)")
_PAGE = re.compile(r"(?:/|[-_])(?:page|seite|pagina|comment-page|p)[-_/]?(\d{1,5})(?=/|\.html?$|$)", re.IGNORECASE)
_FILE_PAGE = re.compile(r"-(\d{1,4})(?=\.html?$)")
_NEVER = re.compile(
    r"(?:^|[/?&=;,])(?:log-?(?:in|out)|sign-?(?:in|up|out)|register|registration|lost-?password|password|auth|oauth|"
    r"reply|replies/new|"
    r"newreply|newthread|new-topic|posting|compose|quote|report|flag|edit|delete|vote|like|react|rate\w*|rating|"
    r"subscribe|unsubscribe|watch|"
    r"bookmark|favou?rite|markread|mark-?all|mark|print|printthread|printpage|printview|print-friendly|email|sendpage|"
    r"sendmail|pm|private|"
    r"ucp|usercp|modcp|mcp|moderate|moderator|admin|wp-admin|wp-login|calendar|search|memberlist|members/list|online|"
    r"whosonline|who|stats|"
    r"help|faq|rules|contact|privacy|terms|cart|checkout|download|attachment|avatar|captcha|share|rss|feed|xmlrpc|"
    r"trackback|replytocom|"
    r"unread|newposts?|getnew|getdaily|lastpost|last-post|gotonewpost|goto|next(?:newest|oldest)|previous|"
    r"userlist|user_list|new-?reply|new-?thread|send-?message|add-?(?:comment|reply)|mark-?(?:topics-?)?(?:as-?)?read)"
    r"(?=$|[/?&=;,.])",
    re.IGNORECASE,
)
_OTHER_VIEW = re.compile(
    r"print(?:thread|page|view|able|er-friendly)|[/?&;]print\b|[?&;]view=print|action=print|archive/index|lofiversion|"
    r"mode=threaded",
    re.IGNORECASE,
)
_SORTED = re.compile(
    r"(?:^|[?&;])(?:sort\w*|order\w*|sk|sd|dir|desc|asc|orderby|highlight|hilit|replytocom|share|print|action|do|mode|tab|view)=",
    re.IGNORECASE,
)


def canonical(url: str) -> str:
    """An address without sessions, tracking and the like, and page 1 of a thing under the thing's own address."""
    address = normalise(url, drop=_MEANINGLESS)
    parts = split(address)
    if parts is None:
        return address
    if parts.query:
        stated = query(address)
        first = {"page": "1", "start": "0", "st": "0", "offset": "0", "pg": "1", "paged": "1"}
        if any(stated.get(name) == value for name, value in first.items()):
            address = normalise(address, drop=frozenset(name for name, value in first.items() if stated.get(name) == value))
    return address


def may_follow(url: str) -> bool:
    """Whether an address leads to something to read: never to log in, reply, report, vote, print, sort or search."""
    parts = split(url)
    if parts is None or parts.scheme not in ("http", "https"):
        return False
    if parts.path.lower().endswith(
        (".jpg", ".jpeg", ".png", ".gif", ".webp", ".pdf", ".zip", ".mp4", ".mp3", ".css", ".js", ".ico", ".svg")
    ):
        return False
    return not _NEVER.search(f"{parts.path}?{parts.query}") and not _SORTED.search(f"?{parts.query}")


@lru_cache(maxsize=4_096)
def thread_in(url: str) -> str | None:
    """The id of the thread that an address names, as far as it tells; None where it names none."""
    parts = split(url)
    if parts is None:
        return None
    stated = _stated(url)
    for name in THREAD_PARAMETERS:
        value = re.match(r"[\w-]+", stated.get(name, ""))
        if value and (any(c.isdigit() for c in value[0]) or len(value[0]) > 8):
            return value[0]
    path = without_page(unquote(parts.path))
    script = path.rpartition("/")[2].lower()
    if stated.get("id", "").isdecimal() and not _BOARD_WORDS.search(script):
        return stated["id"] if not any(name in stated for name in ("action", "mode")) else None
    bare = next((name for name, value in query(url).items() if not value and len(name) > 3), "")
    for text in (path, bare):
        found = thread_in_path(text)
        if found is not None:
            return found
    return None


def _stated(url: str) -> dict[str, str]:
    """The query's parameters in lower case, those of sessions left out ("sid" is a story's number, where it is one)."""
    return {
        name.lower(): value
        for name, value in query(url).items()
        if name.lower() not in SESSION or (value.isdecimal() and len(value) < 12)
    }


def thread_in_path(path: str) -> str | None:
    """The id of a thread in a path: the figures that stand where a thread's stand, else the name of its own."""
    if not path.strip("/"):
        return None
    hashed = _HASH.search(path)
    if hashed:
        return hashed[1]
    numbered = _NUMBERED.search(path) or _AFTER_NAME.search(path)
    if numbered and not _DATED.search(path):
        return numbered[1]
    after = _AFTER_SLUG.search(path)
    if after and not _DATED.search(path):
        return next(found for found in after.groups() if found)
    if not _DATED.search(path):
        before = [found for found in _BEFORE_SLUG.finditer(path) if len(found[1]) > 1]
        if before:
            return before[-1][1]
        end = _AT_END.search(path)
        if end:
            return end[1]
    named = _NAMED.search(path)
    if named and not named[1].isdecimal() and not _DATED.search(path):
        return named[1]
    return None


def without_page(path: str) -> str:
    """A path without the page that it names."""
    return _PAGE.sub("", path, count=1)


def page_in(url: str) -> int | None:
    """Which page an address asks for; None where it does not say it in pages."""
    stated = query(url)
    for name in ("page", "pg", "paged", "pagenumber", "pageno", "page_no", "cpage", "p"):
        value = stated.get(name, "")
        if value.isdecimal() and len(value) < 6 and (name != "p" or len(stated) > 1):
            return int(value) or None
    parts = split(url)
    found = _PAGE.search(parts.path) if parts is not None else None
    return int(found[1]) or None if found else None


def is_tool(url: str) -> bool:
    """Whether an address is of a page that serves a visit, and shows nothing that was said: members, who is online, a search."""
    parts = split(url)
    return parts is not None and bool(_NEVER.search(parts.path)) and thread_in(url) is None


def is_other_view(url: str) -> bool:
    """Whether an address is of another form of a page that has one of its own: to be printed, for telephones of old."""
    return bool(_OTHER_VIEW.search(url))


def is_post_address(url: str) -> bool:
    """Whether an address names a post and no thread: the page may show the thread at any place."""
    stated = _stated(url)
    if any(name in stated for name in THREAD_PARAMETERS):
        return False
    parts = split(url)
    path = parts.path if parts is not None else ""
    if re.search(r"/(?:post|posts|message|messages|comment)/[\w-]+/?$", path) and thread_in(url) is None:
        return True
    return (
        any(stated.get(name, "").isdecimal() for name in ("pid", "p", "post", "postid", "post_id", "msg", "mid"))
        and "id" not in stated
    )


def names_post(url: str) -> bool:
    """Whether an address leads to one post, whatever else it names."""
    parts = split(url)
    if parts is None:
        return False
    stated = _stated(url)
    if any(any(c.isdigit() for c in stated.get(name, "")) for name in POST_PARAMETERS):
        return True
    return bool(re.search(r"/(?:comments?|c|reply|permalink)/[\w-]+/?$", parts.path) or re.search(r"\d{2}", parts.fragment))


def looks_like_board(url: str) -> bool:
    """Whether an address reads as that of a list."""
    parts = split(url)
    if parts is None:
        return False
    stated = query(url)
    if any(name in stated for name in BOARD_PARAMETERS) and thread_in(url) is None:
        return True
    return bool(_BOARD_WORDS.search(f"{parts.path}?{parts.query}"))


def member_in(url: str) -> str | None:
    """The id of a member in the address of a profile: its number, else the name in it."""
    stated = _stated(url)
    for name in ("u", "uid", "userid", "user_id", "memberid", "member_id", "mid", "user", "member", "username", "id"):
        if stated.get(name):
            return stated[name]
    parts = split(url)
    path = unquote(parts.path).rstrip("/") if parts is not None else ""
    numbered = re.search(r"/(\d+)(?:[-/][^/]*)?$|[.-](\d+)(?:\.html?)?$", path)
    if numbered:
        return next(one for one in numbered.groups() if one)
    name = path.rpartition("/")[2].removesuffix(".html").removeprefix("~").removeprefix("@")
    return name or None


def same_thing(url: str, other: str) -> bool:
    """Whether two addresses are of one thread or list, whatever page of it."""
    one, two = _base(url), _base(other)
    return one == two


@lru_cache(maxsize=4_096)
def _base(url: str) -> tuple[str, str]:
    parts = split(url)
    if parts is None:
        return url, ""
    named = thread_in(url)
    if named is not None and not _FILE_PAGE.search(parts.path):
        return parts.netloc, f"thread {named}"
    path = _FILE_PAGE.sub("", without_page(unquote(parts.path))).rstrip("/")
    kept = sorted(
        (name, value.partition(".")[0])
        for name, value in query(url).items()
        if name.lower() not in PAGE_PARAMETERS and name.lower() not in _MEANINGLESS
    )
    return parts.netloc, f"{path}?{kept}"


def form_of(url: str) -> str:
    """An address with all that names one thing taken out: what addresses of one sort have in common."""
    parts = split(url)
    if parts is None:
        return url
    names = [name.lower() for name in query(url) if name.lower() not in PAGE_PARAMETERS]
    steps = [step for step in parts.path.split("/") if step]
    shown = []
    for number, step in enumerate(steps):
        last = number == len(steps) - 1
        if last and number and "." not in step:
            shown.append("*")
        elif re.search(r"\d", step):
            shown.append(re.sub(r"[^/]*\d[^/]*", "#", step) if last or len(step) > 6 else re.sub(r"\d+", "#", step))
        else:
            shown.append(step)
    return f"{parts.netloc}/{'/'.join(shown)}?{'&'.join(sorted(names))}"
