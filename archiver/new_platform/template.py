"""The text of a new platform's module: guesses with what speaks for them, and FILL IN where nothing did."""

from __future__ import annotations

from archiver.new_platform.guess import Guess, Guesses

MARK = "FILL IN"
_WIDTH = 128


def class_name(name: str) -> str:
    """The name of the class, by that of the platform."""
    return name[0].upper() + name[1:]


def module(name: str, guesses: Guesses, page: str) -> str:
    """The module of a platform that was guessed from a page of that file's name."""
    parts = [_HEAD.format(name=name, cls=class_name(name), imports=_imports(guesses))]
    parts += [
        _selector("POST", guesses.post, "each post of a thread's page", page),
        _selector("BODY", guesses.body, "the body, inside a post", page),
        _selector("QUOTE", guesses.quote, "each quote with its attribution inside it", page),
        '    DROP = ""  # FILL IN: what stands in bodies and is not the author\'s (attributions, edit notes, signatures)\n',
        _detect(guesses.generator),
        _KIND,
        _header(guesses),
        _post_id(guesses.post_prefix),
        _author(guesses.author),
        _posted(guesses.time),
        _REST,
    ]
    return "".join(parts)


_HEAD = '''"""{cls}: threads. A draft by `archiver new-platform`: search it for "guessed" and "FILL IN"."""

from __future__ import annotations

{imports}

class {cls}(Platform):
    """{cls}."""

    name = "{name}"
    title = "{cls}"  # FILL IN: as people write it
    versions = ""  # FILL IN: the versions that are read

'''

_KIND = '''
    def kind(self, page: Page) -> PageKind:
        """What sort of page it is."""
        # FILL IN: index, board, login and error, too; `listing` reads the first two
        return "thread" if self.POST and self.BODY and page.first(self.POST) is not None else "other"

    def site_url(self, page: Page) -> str:
        """Where the site begins."""
        return page.absolute("/") or page.url  # FILL IN: where the forum lies in a folder

    # Addresses: `canonical` makes one of all that lead to one thing, `follows` refuses login, reply, report and sorted views.
    # FILL IN both before crawling.

    def listing(self, page: Page) -> Listing:
        """The boards and rows of an index or a board."""
        return Listing()  # FILL IN: with all that they declare; see Listing, Board, Thread and Declared in spiders/items.py
'''

_REST = """
    # FILL IN where the pages tell them: edits, quote_head, permalink, ordinal, page_number, reactions, attachments, mention,
    # zone, logged_in, message. spiders/platforms/base.py says what each promises; mybb.py and fluxbb.py are examples.
"""


def _imports(guesses: Guesses) -> str:
    spiders = [
        "from spiders.dates import stamp\n" if guesses.time else "",
        "from spiders.errors import ParseError\n",
        "from spiders.items import Author, Listing, Moment, PageKind, Thread\n",
        "from spiders.page import Page\n",
        "from spiders.platforms.base import Detected, Platform\n",
        "from spiders.text import label\n" if guesses.author or guesses.title or guesses.time else "",
    ]
    before = "import re\n\n" if guesses.thread else ""
    return f"{before}from selectolax.lexbor import LexborNode\n\n{''.join(spiders)}"


def _selector(name: str, found: Guess | None, what: str, page: str) -> str:
    if found is None:
        return f'    {name} = ""  # {MARK}: {what}\n'
    line, reason = f"    {name} = {_quoted(found.value)}", f"# guessed from {page}: {found.why}"
    return f"{line}  {reason}\n" if len(line) + len(reason) < _WIDTH else f"    {reason}\n{line}\n"


def _detect(found: Guess | None) -> str:
    head = '''
    def detect(self, page: Page) -> Detected | None:
        """Whether this platform made the page, by what the page says of itself, never by its host."""
'''
    if found is None:
        return f"{head}        return None  # {MARK}: until then name the platform with --platform\n"
    return f"""{head}        if page.is_json or page.is_xml:
            return None
        made_by = page.attribute('meta[name="generator"]', "content") or ""
        # guessed: {found.why}; {MARK}: the version
        return Detected() if made_by.startswith({_quoted(found.value)}) else None
"""


def _header(guesses: Guesses) -> str:
    number = (
        f'        found = re.search(r"{guesses.thread.value}", page.url)  # guessed: {guesses.thread.why}\n'
        if guesses.thread
        else f"        found = None  # {MARK}: which thread it is, by an element, a link or the address\n"
    )
    title = (
        f"label(page.first({_quoted(guesses.title.value)}))  # guessed: {guesses.title.why}"
        if guesses.title
        else f"None  # {MARK}: the thread's title"
    )
    return (
        f'''
    def header(self, page: Page) -> Thread:
        """The thread as its own page states it."""
{number}        if found is None:
            raise ParseError(self.name, page.url, "nothing says which thread it is")
        title = {title}
        return Thread(id=found[1], title=title)  # {MARK}: url, boards, locked, declared
'''
        if guesses.thread
        else f'''
    def header(self, page: Page) -> Thread:
        """The thread as its own page states it."""
        # {MARK}: which thread it is, by an element, a link or the address; and its title, url, boards
        raise ParseError(self.name, page.url, "nothing says which thread it is")
'''
    )


def _post_id(found: Guess | None) -> str:
    head = '''
    def post_id(self, page: Page, node: LexborNode) -> str | None:
        """The post's own id as the site has it."""
'''
    if found is None:
        return f"{head}        return None  # {MARK}\n"
    return f'{head}        return (node.id or "").removeprefix({_quoted(found.value)}) or None  # guessed: {found.why}\n'


def _author(found: Guess | None) -> str:
    head = '''
    def author(self, page: Page, node: LexborNode) -> Author | None:
        """Who wrote the post."""
'''
    if found is None:
        return f"{head}        return None  # {MARK}\n"
    return f"""{head}        name = label(node.css_first({_quoted(found.value)}))  # guessed: {found.why}
        return Author(name=name) if name else None  # {MARK}: id, url, guest
"""


def _posted(found: Guess | None) -> str:
    head = '''
    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        """When it was written."""
'''
    if found is None:
        return f"{head}        return None  # {MARK}: see spiders.dates.read_date for times in words\n"
    return f"""{head}        time = node.css_first({_quoted(found.value)})  # guessed: {found.why}
        return stamp(time.attributes.get("datetime"), label(time)) if time is not None else None
"""


def _quoted(text: str) -> str:
    """As a Python string, with quotation marks as ruff sets them."""
    return repr(text) if '"' in text else f'"{text}"' if "\\" not in text else repr(text)
