"""Which alternatives of a selector can match on a page at all, by the classes and ids that stand on it.

Lexbor takes 20 ns for each element and each alternative: on a whole page, a twentieth of the time that parsing it took. Themes
have some thirty names for one thing, and a page knows two of them. Owns no tree and no page.
"""

from __future__ import annotations

import re
from functools import cache

_OPAQUE = re.compile(r""""[^"]*"|'[^']*'|\[[^][()"']*\]|\([^][()"']*\)""")
"""What may hold commas and dots that part and name nothing, innermost first."""
_NAME = re.compile(r"[.#]([\w-]+)")


def possible(selector: str, names: frozenset[str]) -> str:
    """The selector less the alternatives that need a class or an id that is not among ``names`` (lower case); may be empty."""
    return ", ".join([text for text, needed in _alternatives(selector) if needed <= names])


@cache
def _alternatives(selector: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Each alternative, with the classes and ids without which it cannot match; what stands in brackets asks for none."""
    bare, before = selector, ""
    while bare != before:
        bare, before = _OPAQUE.sub(lambda found: " " * len(found[0]), bare), bare
    found, start = [], 0
    for part in bare.split(","):
        needed = _NAME.findall(part) if "\\" not in part else []
        found.append((selector[start : start + len(part)].strip(), frozenset(map(str.lower, needed))))
        start += len(part) + 1
    return tuple(found)
