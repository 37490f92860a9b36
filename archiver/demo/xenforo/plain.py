"""The small pages of a XenForo 2 forum: members, the login that stands before what guests may not see, errors."""

from __future__ import annotations

from archiver.demo.model import Member
from archiver.demo.site import esc, template
from archiver.demo.xenforo.frame import Frame
from archiver.demo.xenforo.parts import member_path


def member_page(frame: Frame, member: Member) -> str:
    """A member's own page, the little that a guest may see of it."""
    return frame.page(
        kind="member_view",
        title=esc(member.name),
        heading=f'<span class="username" dir="auto" data-user-id="{member.id}">{esc(member.name)}</span>',
        heading_text=esc(member.name),
        path=member_path(member),
        content=template("xenforo/member.html").substitute(
            user_title=esc(member.title),
            joined=frame.clock.element(member.joined),
            messages=f"{frame.community.written[member.id]:,}",
        ),
    )


def login_page(frame: Frame, path: str) -> str:
    """What a guest gets who may not see something."""
    content = template("xenforo/login.html").substitute(base=frame.base)
    return frame.page(kind="login", title="Log in", heading="Log in", path=path, content=content)


def error_page(frame: Frame, path: str, what: str) -> str:
    """A page that says what went wrong."""
    heading = "Oops! We ran into some problems."
    content = f'<div class="blockMessage">{esc(what)}</div>'
    return frame.page(kind="error", title=heading, heading=heading, path=path, content=content)
