"""The pages of a XenForo 2 forum as a guest sees them."""

from __future__ import annotations

import json

from archiver.demo.model import Board, Community, Edit, Member, Poll, Post, Thread
from archiver.demo.site import esc, slug, template
from archiver.demo.truth import own_text
from archiver.demo.xenforo.markup import XenForoMarkup
from archiver.demo.xenforo.parts import Clock, abbreviated, avatar, member_path, page_controls, username

_MODIFIED = 'itemprop="dateModified"'
_LOCKED = (
    '<div class="block-outer-main"><dl class="blockStatus"><dt>Status</dt><dd class="blockStatus-message blockStatus-message--locked">'
    "Not open for further replies.</dd></dl></div>"
)


class Pages:
    """Makes pages of a community that stands at ``base``."""

    def __init__(self, community: Community, base: str, version: str) -> None:
        self._community = community
        self._base = base
        self._version = version
        self._clock = Clock(community.zone, version)
        self._markup = XenForoMarkup()

    # -- addresses -------------------------------------------------------------------------------------------------

    def board_path(self, board: Board) -> str:
        """A board's address; a category is a place on the index."""
        name = f"{slug(board.title)}.{board.id}"
        return f"/#{name}" if board.category else f"/forums/{name}/"

    def thread_path(self, thread: Thread) -> str:
        """A thread's address."""
        return f"/threads/{slug(thread.title)}.{thread.id}/"

    # -- pages -----------------------------------------------------------------------------------------------------

    def index(self) -> str:
        """The list of boards."""
        community = self._community
        return self._frame(
            kind="forum_list",
            title=esc(community.title),
            heading=esc(community.title),
            path="/",
            description=f'<div class="p-description">{esc(community.description)}</div>',
            content="\n".join(self._category(board) for board in community.children(None)),
            sidebar=self._statistics(),
        )

    def board(self, board: Board, number: int, pages: int) -> str:
        """One page of a board's threads."""
        community = self._community
        path = self.board_path(board)
        start = (number - 1) * community.threads_per_page
        threads = community.threads_of(board)[start : start + community.threads_per_page]
        sticky = "\n".join(self._row(thread) for thread in threads if thread.sticky)
        normal = "\n".join(self._row(thread) for thread in threads if not thread.sticky)
        nodes = "\n".join(self._node(child) for child in community.children(board)) if number == 1 else ""
        block = f'<div class="block"><div class="block-container"><div class="block-body">{nodes}</div></div></div>'
        rows = f'<div class="structItemContainer-group structItemContainer-group--sticky">{sticky}</div>' if sticky else ""
        rows += f'<div class="structItemContainer-group js-threadList">{normal}</div>'
        return self._frame(
            kind="forum_view",
            title=f"{esc(board.title)}{f' | Page {number}' if number > 1 else ''} | {esc(community.title)}",
            heading=esc(board.title),
            path=path + (f"page-{number}" if number > 1 else ""),
            container=f"node-{board.id}",
            content_key=f"forum-{board.id}",
            above=community.path(board)[:-1],
            head=self._neighbours(path, number, pages)
            + f'\n<link rel="alternate" type="application/rss+xml" title="RSS feed for {esc(board.title)}" href="{path}index.rss" />',
            description=f'<div class="p-description">{esc(board.description)}</div>',
            content=template("xenforo/board.html").substitute(
                children=block if nodes else "", pages=page_controls(path, number, pages), path=path, rows=rows
            ),
        )

    def thread(self, thread: Thread, number: int) -> str:
        """One page of a thread."""
        community = self._community
        path = self.thread_path(thread)
        pages = community.pages(thread)
        prefix = f'<span class="label label--green" dir="auto">{esc(thread.prefix or "")}</span><span class="label-append">&nbsp;</span>'
        text_prefix = f"{esc(thread.prefix)} - " if thread.prefix else ""
        notice = "Not open for further replies." if thread.locked else "You must log in or register to reply here."
        return self._frame(
            kind="thread_view_type_poll" if thread.poll else "thread_view",
            title=f"{text_prefix}{esc(thread.title)}{f' | Page {number}' if number > 1 else ''} | {esc(community.title)}",
            heading=(prefix if thread.prefix else "") + esc(thread.title),
            heading_text=text_prefix + esc(thread.title),
            path=path + (f"page-{number}" if number > 1 else ""),
            container=f"node-{thread.board}",
            content_key=f"thread-{thread.id}",
            above=community.path(community.board[thread.board]),
            head=self._neighbours(path, number, pages),
            description=self._thread_description(thread),
            content=template("xenforo/thread.html").substitute(
                poll=self._poll(thread, thread.poll) if thread.poll and number == 1 else "",
                pages=page_controls(path, number, pages),
                status=_LOCKED if thread.locked else "",
                id=thread.id,
                posts="\n".join(self._post(thread, ordinal, post) for ordinal, post in community.page(thread, number)),
                reply_notice=notice,
                share_title=esc(thread.title),
                share_url=self._base + path,
            ),
            scripts=self._linked_data(thread),
        )

    def member(self, member: Member) -> str:
        """A member's own page, the little that a guest may see of it."""
        joined = self._clock.element(member.joined)
        return self._frame(
            kind="member_view",
            title=f"{esc(member.name)} | {esc(self._community.title)}",
            heading=f'<span class="username" dir="auto" data-user-id="{member.id}">{esc(member.name)}</span>',
            heading_text=esc(member.name),
            path=member_path(member),
            content='<div class="block"><div class="block-container"><div class="block-body"><div class="memberHeader">'
            f'<div class="memberHeader-blurb">{esc(member.title)}</div><dl class="pairs pairs--inline memberHeader-blurb">'
            f"<dt>Joined</dt><dd>{joined}</dd></dl></div></div></div></div>",
        )

    def login(self, path: str) -> str:
        """What a guest gets who may not see something."""
        content = template("xenforo/login.html").substitute(base=self._base)
        return self._frame(
            kind="login", title=f"Log in | {esc(self._community.title)}", heading="Log in", path=path, content=content
        )

    def error(self, path: str, what: str) -> str:
        """A page that says what went wrong."""
        heading = "Oops! We ran into some problems."
        content = f'<div class="blockMessage">{esc(what)}</div>'
        return self._frame(
            kind="error", title=f"{heading} | {esc(self._community.title)}", heading=heading, path=path, content=content
        )

    # -- the frame -------------------------------------------------------------------------------------------------

    def _frame(
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
        canonical = (
            f'<link rel="canonical" href="{self._base}{path}" />\n<meta property="og:url" content="{self._base}{path}" />\n'
        )
        return template("xenforo/frame.html").substitute(
            language=self._community.language,
            version_attribute='data-xf="2.3"' if self._version >= "2.3" else "",
            template=kind,
            container=container,
            content_key=content_key,
            title=title,
            site=esc(self._community.title),
            head=canonical + head,
            heading=heading,
            heading_text=heading_text or heading,
            base=self._base,
            breadcrumbs=self._breadcrumbs(above, ""),
            breadcrumbs_bottom=self._breadcrumbs(above, "p-breadcrumbs--bottom"),
            description=description,
            sidebar_class="p-body-main--withSidebar" if sidebar else "",
            sidebar=f'<div class="p-body-sidebar"><div class="p-body-sidebarInner">{sidebar}</div></div>' if sidebar else "",
            content=content,
            scripts=scripts,
        )

    def _breadcrumbs(self, boards: tuple[Board, ...], classes: str) -> str:
        if not boards:
            return ""
        places = [("/", "Forums"), *((self.board_path(board), esc(board.title)) for board in boards)]
        crumbs = "\n".join(
            '<li itemprop="itemListElement" itemscope itemtype="https://schema.org/ListItem">'
            f'<a href="{path}" itemprop="item"><span itemprop="name">{title}</span></a><meta itemprop="position" content="{place}" /></li>'
            for place, (path, title) in enumerate(places, 1)
        )
        return f'<ul class="p-breadcrumbs {classes}" itemscope itemtype="https://schema.org/BreadcrumbList">\n{crumbs}\n</ul>'

    def _neighbours(self, path: str, number: int, pages: int) -> str:
        earlier = f'<link rel="prev" href="{path}{f"page-{number - 1}" if number > 2 else ""}" />' if number > 1 else ""
        later = f'<link rel="next" href="{path}page-{number + 1}" />' if number < pages else ""
        return f"{earlier}\n{later}"

    # -- listings --------------------------------------------------------------------------------------------------

    def _category(self, category: Board) -> str:
        return template("xenforo/category.html").substitute(
            id=category.id,
            anchor=f"{slug(category.title)}.{category.id}",
            title=esc(category.title),
            description=esc(category.description),
            nodes="\n".join(self._node(board) for board in self._community.children(category)),
        )

    def _node(self, board: Board) -> str:
        community = self._community
        threads, posts = ("–", "–") if board.gated else (f"{count:,}" for count in community.figures(board))
        below = "\n".join(
            f'<li><a href="{self.board_path(child)}" class="subNodeLink subNodeLink--forum">'
            f'<i class="fa--xf far fa-comments subNodeLink-icon" aria-hidden="true"></i>{esc(child.title)}</a></li>'
            for child in community.children(board)
        )
        flat = (
            '<div class="node-subNodesFlat"><span class="node-subNodesLabel">Sub-forums</span><ol class="node-subNodeFlatList">'
        )
        return template("xenforo/node.html").substitute(
            id=board.id,
            path=self.board_path(board),
            title=esc(board.title),
            description=esc(board.description),
            threads=threads,
            posts=posts,
            children=f"{flat}{below}</ol></div>" if below else "",
            latest=self._latest_in(board),
        )

    def _latest_in(self, board: Board) -> str:
        threads = [thread for thread in self._community.threads_of(board) if thread.moved_to is None]
        if board.gated or not threads:
            return '<span class="node-extra-placeholder">Private</span>' if board.gated else ""
        thread = max(threads, key=lambda thread: thread.last.posted)
        path = f"{self.thread_path(thread)}post-{thread.last.id}"
        return (
            f'<div class="node-extra-icon">{avatar(thread.last.author, "xs")}</div><div class="node-extra-row">'
            f'<a href="{path}" class="node-extra-title" title="{esc(thread.title)}">{esc(thread.title)}</a></div>'
            '<div class="node-extra-row"><ul class="listInline listInline--bullet">'
            f"<li>{self._clock.element(thread.last.posted, 'node-extra-date ')}</li>"
            f'<li class="node-extra-user">{username(thread.last.author)}</li></ul></div>'
        )

    def _row(self, thread: Thread) -> str:
        first, last = thread.first, thread.last
        moved = thread.moved_to is not None
        target = self._community.thread[thread.moved_to] if thread.moved_to is not None else thread
        path = self.thread_path(target) if moved else self.thread_path(thread)
        label = f'<a href="{self.board_path(self._community.board[thread.board])}?prefix_id=1" class="labelLink" rel="nofollow">'
        label += f'<span class="label label--green" dir="auto">{esc(thread.prefix or "")}</span></a><span class="label-append">&nbsp;</span>'
        classes = ("is-prefix1 " if thread.prefix else "") + ("is-locked" if thread.locked else "")
        return template("xenforo/row_moved.html" if moved else "xenforo/row.html").substitute(
            id=thread.id,
            row_class=classes,
            author=esc(first.author.name),
            avatar=avatar(first.author, "s"),
            statuses=self._statuses(thread),
            prefix=label if thread.prefix else "",
            path=path,
            title=esc(thread.title),
            starter=username(first.author),
            started=self._clock.element(first.posted),
            jumps=self._jumps(thread, path),
            score=sum(len(reaction.members) for reaction in first.reactions),
            replies=f"{thread.replies:,}",
            views=abbreviated(thread.views),
            latest=self._clock.element(last.posted, "structItem-latestDate "),
            last_poster=username(last.author),
            last_avatar=avatar(last.author, "xxs"),
        )

    def _statuses(self, thread: Thread) -> str:
        names = (
            [("sticky", "Sticky")] * thread.sticky
            + [("locked", "Locked")] * thread.locked
            + [("poll", "Poll")] * bool(thread.poll)
        )
        found = "".join(
            f'<li><i class="structItem-status structItem-status--{name}" aria-hidden="true" title="{title}"></i>'
            f'<span class="u-srOnly">{title}</span></li>'
            for name, title in names
        )
        return f'<ul class="structItem-statuses">{found}</ul>' if found else ""

    def _jumps(self, thread: Thread, path: str) -> str:
        pages = self._community.pages(thread)
        if pages < 2:
            return ""
        shown = range(max(2, pages - 2), pages + 1)
        return '<span class="structItem-pageJump">' + "\n".join(f'<a href="{path}page-{n}">{n}</a>' for n in shown) + "</span>"

    def _statistics(self) -> str:
        threads, posts = (sum(pair) for pair in zip(*map(self._community.figures, self._community.children(None)), strict=True))
        pairs = (("Threads", threads), ("Messages", posts), ("Members", len(self._community.members)))
        rows = "".join(f'<dl class="pairs pairs--justified"><dt>{name}</dt><dd>{count:,}</dd></dl>' for name, count in pairs)
        return (
            '<div class="block" data-widget-key="forum_overview_forum_statistics"><div class="block-container">'
            f'<h3 class="block-minorHeader">Forum statistics</h3><div class="block-body block-row">{rows}</div></div></div>'
        )

    # -- threads ---------------------------------------------------------------------------------------------------

    def _thread_description(self, thread: Thread) -> str:
        tags = "".join(f'<a href="/tags/{slug(tag)}/" class="tagItem" dir="auto">{esc(tag)}</a>\n' for tag in thread.tags)
        listed = (
            f'<li><dl class="tagList tagList--thread-{thread.id}"><dt><i class="fa--xf far fa-tags" aria-hidden="true" title="Tags"></i>'
            f'<span class="u-srOnly">Tags</span></dt><dd><span class="js-tagList">{tags}</span></dd></dl></li>'
        )
        return (
            '<div class="p-description"><ul class="listInline listInline--bullet"><li>'
            '<i class="fa--xf far fa-user" aria-hidden="true" title="Thread starter"></i><span class="u-srOnly">Thread starter</span>\n'
            f'{username(thread.first.author, "u-concealed")}</li><li><i class="fa--xf far fa-clock" aria-hidden="true" title="Start date"></i>'
            f'<span class="u-srOnly">Start date</span>\n<a href="{self.thread_path(thread)}" class="u-concealed">'
            f"{self._clock.element(thread.first.posted)}</a></li>{listed if tags else ''}</ul></div>"
        )

    def _poll(self, thread: Thread, poll: Poll) -> str:
        total = poll.votes
        choices = "\n".join(
            f'<li class="pollResult"><h3 class="pollResult-response">{esc(choice.text)}</h3>\n'
            f'<span class="pollResult-votes"><span class="pollResult-voteLabel u-muted">Votes:</span> {choice.votes}</span>\n'
            f'<span class="pollResult-percentage">{choice.votes / total if total else 0:.1%}</span>\n'
            f'<span class="pollResult-graph" aria-hidden="true"><span class="pollResult-bar"></span></span></li>'
            for choice in poll.choices
        )
        closed = f"Poll closed {self._clock.element(poll.closed)}." if poll.closed else ""
        footer = (
            '<ul class="listInline listInline--bullet"><li><dl class="pairs pairs--inline">'
            f"<dt>Total voters</dt><dd>{total}</dd></dl></li><li>{closed}</li></ul>"
        )
        return template("xenforo/poll.html").substitute(
            id=thread.id, path=self.thread_path(thread).rstrip("/"), question=esc(poll.question), choices=choices, footer=footer
        )

    def _post(self, thread: Thread, ordinal: int, post: Post) -> str:
        writer = post.author
        path = self.thread_path(thread)
        later = ordinal > 1
        microdata = f'itemscope itemtype="https://schema.org/Comment" itemid="{self._base}/posts/{post.id}/"'
        head = f'<meta itemprop="parentItem" itemscope itemid="{self._base}{path}" /><meta itemprop="name" content="Post #{ordinal}" />'
        classes = "message--deleted" if post.state == "placeholder" else "is-first" if not later else ""
        values = {
            "id": post.id,
            "post_class": classes,
            "author": esc(writer.name),
            "microdata": microdata if later else "",
            "microdata_head": head if later else "",
            "person": ' itemprop="author" itemscope itemtype="https://schema.org/Person"' if later else "",
            "person_url": "",
            "avatar": avatar(writer, "m"),
            "name": username(writer, inner=' itemprop="name"' if later else ""),
            "job_title": ' itemprop="jobTitle"' if later else "",
            "user_title": esc(writer.title) if isinstance(writer, Member) else "Guest",
            "banner": '<div class="userBanner userBanner--staff message-userBanner"><strong>Staff member</strong></div>'
            if isinstance(writer, Member) and writer.staff
            else "",
            "extras": self._extras(writer) if isinstance(writer, Member) else "",
            "permalink": f"{path}post-{post.id}",
            "item_url": ' itemprop="url"' if later else "",
            "posted": self._clock.element(post.posted, inner='itemprop="datePublished"' if later else ""),
            "ordinal": f"{ordinal:,}",
            "likes": sum(len(reaction.members) for reaction in post.reactions),
            "thread_path": path.rstrip("/"),
            "reactions": self._reactions(post),
        }
        if post.state == "placeholder":
            when = self._clock.element(post.posted)
            values["content"] = template("xenforo/post_deleted.html").substitute(id=post.id, by=username(writer), when=when)
        else:
            values["content"] = self._content(post, later=later)
        return template("xenforo/post.html").substitute(values)

    def _extras(self, member: Member) -> str:
        count = sum(post.author is member for thread in self._community.threads[:50] for post in thread.posts)
        pairs = (("Joined", self._clock.date(member.joined)), ("Messages", f"{count:,}"))
        listed = "".join(f'<dl class="pairs pairs--justified"><dt>{name}</dt><dd>{value}</dd></dl>\n' for name, value in pairs)
        return f'<div class="message-userExtras">{listed}</div>'

    def _content(self, post: Post, *, later: bool) -> str:
        signature = post.author.signature if isinstance(post.author, Member) else ()
        return template("xenforo/post_content.html").substitute(
            id=post.id,
            caption=f"{esc(post.author.name)} &middot; {self._clock.full(post.posted)}",
            item_text=' itemprop="text"' if later else "",
            body=self._markup.body(post.body),
            attachments=self._attachments(post),
            edit=self._edit(post, post.edit) if post.edit else "",
            signature=f'<aside class="message-signature"><div class="bbWrapper">{self._markup.body(signature)}</div></aside>'
            if signature
            else "",
        )

    def _attachments(self, post: Post) -> str:
        if not post.attachments:
            return ""
        files = "\n".join(
            f'<li class="file file--linked"><a class="u-anchorTarget" id="attachment-{file.id}"></a>'
            f'<a class="file-preview" href="/attachments/{slug(file.name)}.{file.id}/" target="_blank"><span class="file-typeIcon"></span></a>'
            f'<div class="file-content"><div class="file-info"><span class="file-name" title="{esc(file.name)}">{esc(file.name)}</span>'
            f'<div class="file-meta">{file.size / 1024:.1f} KB &middot; Views: 3</div></div></div></li>'
            for file in post.attachments
        )
        return (
            '<section class="message-attachments"><h4 class="block-textHeader">Attachments</h4>'
            f'<ul class="attachmentList">\n{files}\n</ul></section>'
        )

    def _edit(self, post: Post, edit: Edit) -> str:
        who = "Last edited:" if edit.by == post.author else "Last edited by a moderator:"
        return f'<div class="message-lastEdit">\n{who} {self._clock.element(edit.at, inner=_MODIFIED)}\n</div>'

    def _reactions(self, post: Post) -> str:
        if not post.reactions:
            return '<div class="reactionsBar js-reactionsList"></div>'
        kinds = {"Like": 1, "Love": 2, "Haha": 3, "Wow": 4, "Sad": 5, "Angry": 6}
        icons = "".join(
            f'<li><span class="reaction reaction--small reaction--{kinds[reaction.kind]}" data-reaction-id="{kinds[reaction.kind]}">'
            f'<i aria-hidden="true"></i><img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7" '
            f'class="reaction-sprite js-reaction" alt="{reaction.kind}" title="{reaction.kind}" /></span></li>'
            for reaction in post.reactions
        )
        names = [esc(member.name) for reaction in post.reactions for member in reaction.members]
        shown = [f"<bdi>{name}</bdi>" for name in names[:3]]
        rest = len(names) - len(shown)
        listed = (
            f"{', '.join(shown)} and {rest} other{'s' * (rest > 1)}"
            if rest
            else " and ".join([", ".join(shown[:-1]), shown[-1]][len(shown) < 2 :])
        )
        return (
            f'<div class="reactionsBar js-reactionsList is-active"><ul class="reactionSummary">{icons}</ul>'
            f'<span class="u-srOnly">Reactions:</span> <a class="reactionsBar-link" href="/posts/{post.id}/reactions" '
            f'data-xf-click="overlay" data-cache="false" rel="nofollow">{listed}</a></div>'
        )

    def _linked_data(self, thread: Thread) -> str:
        first = thread.first
        address = self._base + self.thread_path(thread)
        person: dict[str, object] = {"@type": "Person", "name": first.author.name}
        if isinstance(first.author, Member):
            person |= {"@id": self._base + member_path(first.author), "url": self._base + member_path(first.author)}
        counters = (
            ("ViewAction", thread.views),
            ("CommentAction", thread.replies),
            ("LikeAction", sum(len(r.members) for r in first.reactions)),
        )
        posting = {
            "@type": "DiscussionForumPosting",
            "@id": address,
            "headline": thread.title,
            "datePublished": f"{first.posted:%Y-%m-%dT%H:%M:%S}+00:00",
            "keywords": ", ".join(thread.tags),
            "url": address,
            "articleSection": self._community.board[thread.board].title,
            "author": person,
            "interactionStatistic": [
                {"@type": "InteractionCounter", "interactionType": f"https://schema.org/{kind}", "userInteractionCount": count}
                for kind, count in counters
            ],
            "text": own_text(first.body),
        }
        publisher = {"@type": "Organization", "name": self._community.title, "url": self._base}
        page = {
            "@context": "https://schema.org",
            "@type": "WebPage",
            "url": address,
            "mainEntity": posting,
            "publisher": publisher,
        }
        return '<script type="application/ld+json">\n' + json.dumps(page, indent=4).replace("</", "<\\/") + "\n</script>"
