"""What stands around every page of a XenForo 2 forum, and where its boards and threads stand."""

from __future__ import annotations

from archiver.demo.model import Board, Community, Thread
from archiver.demo.site import esc, slug, template
from archiver.demo.xenforo.parts import Clock


class Frame:
    """The frame of a community that stands at ``base`` (an address without a slash at its end)."""

    def __init__(self, community: Community, base: str, version: str) -> None:
        self.community = community
        self.base = base
        self.clock = Clock(community.zone, version)
        self.version = version

    def board_path(self, board: Board) -> str:
        """A board's address; a category is a place on the index."""
        name = f"{slug(board.title)}.{board.id}"
        return f"/#{name}" if board.category else f"/forums/{name}/"

    def thread_path(self, thread: Thread) -> str:
        """A thread's address."""
        return f"/threads/{slug(thread.title)}.{thread.id}/"

    def page(
        self,
        *,
        kind: str,
        title: str,
        heading: str,
        path: str,
        content: str,
        heading_text: str | None = None,
        container: str = "",
        content_key: str = "",
        above: tuple[Board, ...] = (),
        head: str = "",
        description: str = "",
        sidebar: str = "",
        scripts: str = "",
    ) -> str:
        """A whole page. All pieces are HTML; ``above`` are the boards of the breadcrumbs, ``path`` is the canonical one."""
        name = esc(self.community.title)
        address = f"{self.base}{path}"
        own = f'<link rel="canonical" href="{address}" />\n<meta property="og:url" content="{address}" />\n'
        return template("xenforo/frame.html").substitute(
            language=self.community.language,
            version_attribute='data-xf="2.3"' if self.version >= "2.3" else "",
            template=kind,
            container=container,
            content_key=content_key,
            title=f"{title} | {name}" if title != name else name,
            site=name,
            head=own + head,
            heading=heading,
            heading_text=heading_text or heading,
            base=self.base,
            breadcrumbs=self._breadcrumbs(above, ""),
            breadcrumbs_bottom=self._breadcrumbs(above, "p-breadcrumbs--bottom"),
            description=description,
            sidebar_class="p-body-main--withSidebar" if sidebar else "",
            sidebar=f'<div class="p-body-sidebar"><div class="p-body-sidebarInner">{sidebar}</div></div>' if sidebar else "",
            content=content,
            scripts=scripts,
        )

    def neighbours(self, path: str, number: int, pages: int) -> str:
        """The links in the head to the page before and the page after."""
        earlier = f'<link rel="prev" href="{path}{f"page-{number - 1}" if number > 2 else ""}" />' if number > 1 else ""
        later = f'<link rel="next" href="{path}page-{number + 1}" />' if number < pages else ""
        return f"{earlier}\n{later}\n"

    def _breadcrumbs(self, boards: tuple[Board, ...], classes: str) -> str:
        if not boards:
            return ""
        places = [("/", "Forums"), *((self.board_path(board), esc(board.title)) for board in boards)]
        crumb = template("xenforo/crumb.html")
        crumbs = "\n".join(crumb.substitute(path=path, title=title, place=n) for n, (path, title) in enumerate(places, 1))
        return f'<ul class="p-breadcrumbs {classes}" itemscope itemtype="https://schema.org/BreadcrumbList">\n{crumbs}\n</ul>'
