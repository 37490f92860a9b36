"""The threads of a XenForo 2 forum."""

from __future__ import annotations

import json

from archiver.demo.model import Edit, Member, Poll, Post, Thread
from archiver.demo.site import esc, slug, template
from archiver.demo.truth import own_text
from archiver.demo.xenforo.frame import Frame
from archiver.demo.xenforo.markup import PIXEL, XenForoMarkup
from archiver.demo.xenforo.parts import avatar, member_path, page_controls, username

_MODIFIED = 'itemprop="dateModified"'
_REACTIONS = {"Like": 1, "Love": 2, "Haha": 3, "Wow": 4, "Sad": 5, "Angry": 6}


class Threads:
    """Makes the pages of threads."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._community = frame.community
        self._clock = frame.clock
        self._markup = XenForoMarkup()

    def page(self, thread: Thread, number: int) -> str:
        """One page of a thread."""
        community = self._community
        path = self._frame.thread_path(thread)
        pages = community.pages(thread)
        label = f'<span class="label label--green" dir="auto">{esc(thread.prefix or "")}</span>'
        text_prefix = f"{esc(thread.prefix)} - " if thread.prefix else ""
        poll = thread.poll
        return self._frame.page(
            kind="thread_view_type_poll" if poll else "thread_view",
            title=f"{text_prefix}{esc(thread.title)}{f' | Page {number}' if number > 1 else ''}",
            heading=(f'{label}<span class="label-append">&nbsp;</span>' if thread.prefix else "") + esc(thread.title),
            heading_text=text_prefix + esc(thread.title),
            path=path + (f"page-{number}" if number > 1 else ""),
            container=f"node-{thread.board}",
            content_key=f"thread-{thread.id}",
            above=community.path(community.board[thread.board]),
            head=self._frame.neighbours(path, number, pages),
            description=self._description(thread),
            content=template("xenforo/thread.html").substitute(
                poll=self._poll(path, thread.id, poll) if poll and number == 1 else "",
                pages=page_controls(path, number, pages),
                status=template("xenforo/status_locked.html").substitute() if thread.locked else "",
                id=thread.id,
                posts="\n".join(self._post(path, ordinal, post) for ordinal, post in community.page(thread, number)),
                reply_notice="Not open for further replies." if thread.locked else "You must log in or register to reply here.",
                share_title=esc(thread.title),
                share_url=self._frame.base + path,
            ),
            scripts=self._linked_data(thread),
        )

    # -- the thread ------------------------------------------------------------------------------------------------

    def _description(self, thread: Thread) -> str:
        tags = "".join(f'<a href="/tags/{slug(tag)}/" class="tagItem" dir="auto">{esc(tag)}</a>\n' for tag in thread.tags)
        return template("xenforo/starter.html").substitute(
            starter=username(thread.first.author, "u-concealed"),
            path=self._frame.thread_path(thread),
            started=self._clock.element(thread.first.posted),
            tags=template("xenforo/tags.html").substitute(id=thread.id, tags=tags) if tags else "",
        )

    def _poll(self, path: str, thread_id: int, poll: Poll) -> str:
        total = poll.votes
        choices = "\n".join(
            template("xenforo/choice.html").substitute(
                text=esc(choice.text), votes=f"{choice.votes:,}", share=f"{choice.votes / total if total else 0:.1%}"
            )
            for choice in poll.choices
        )
        voters = f'<li><dl class="pairs pairs--inline"><dt>Total voters</dt><dd>{total:,}</dd></dl></li>'
        closed = f"<li>Poll closed {self._clock.element(poll.closed)}.</li>" if poll.closed else ""
        return template("xenforo/poll.html").substitute(
            id=thread_id,
            path=path.rstrip("/"),
            question=esc(poll.question),
            choices=choices,
            footer=f'<ul class="listInline listInline--bullet">{voters}{closed}</ul>',
        )

    def _linked_data(self, thread: Thread) -> str:
        first = thread.first
        base = self._frame.base
        address = base + self._frame.thread_path(thread)
        person: dict[str, object] = {"@type": "Person", "name": first.author.name}
        if isinstance(first.author, Member):
            person |= {"@id": base + member_path(first.author), "url": base + member_path(first.author)}
        likes = sum(len(reaction.members) for reaction in first.reactions)
        counters = (("ViewAction", thread.views), ("CommentAction", thread.replies), ("LikeAction", likes))
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
        publisher = {"@type": "Organization", "name": self._community.title, "url": base}
        page = {
            "@context": "https://schema.org",
            "@type": "WebPage",
            "url": address,
            "mainEntity": posting,
            "publisher": publisher,
        }
        return '<script type="application/ld+json">\n' + json.dumps(page, indent=4).replace("</", "<\\/") + "\n</script>"

    # -- its posts -------------------------------------------------------------------------------------------------

    def _post(self, path: str, ordinal: int, post: Post) -> str:
        writer = post.author
        member = writer if isinstance(writer, Member) else None
        later = ordinal > 1
        return template("xenforo/post.html").substitute(
            self._microdata(path, ordinal, post) if later else dict.fromkeys(_MICRODATA, ""),
            id=post.id,
            post_class="message--deleted" if post.state == "placeholder" else "" if later else "is-first",
            author=esc(writer.name),
            avatar=avatar(writer, "m"),
            name=username(writer, inner=' itemprop="name"' if later else ""),
            user_title=esc(member.title) if member else "Guest",
            banner='<div class="userBanner userBanner--staff message-userBanner"><strong>Staff member</strong></div>'
            if member and member.staff
            else "",
            extras=self._extras(member) if member else "",
            permalink=f"{path}post-{post.id}",
            posted=self._clock.element(post.posted, inner='itemprop="datePublished"' if later else ""),
            ordinal=f"{ordinal:,}",
            thread_path=path.rstrip("/"),
            content=self._placeholder(post) if post.state == "placeholder" else self._content(post, later=later),
            reactions="" if post.state == "placeholder" else self._reactions(post),
        )

    def _microdata(self, path: str, ordinal: int, post: Post) -> dict[str, str]:
        """What XenForo says of each post but the first, in attributes of schema.org."""
        base = self._frame.base
        values = (
            f'itemscope itemtype="https://schema.org/Comment" itemid="{base}/posts/{post.id}/"',
            f'<meta itemprop="parentItem" itemscope itemid="{base}{path}" />\n<meta itemprop="name" content="Post #{ordinal}" />',
            ' itemprop="author" itemscope itemtype="https://schema.org/Person"',
            ' itemprop="jobTitle"',
            ' itemprop="url"',
            template("xenforo/counted.html").substitute(count=sum(len(reaction.members) for reaction in post.reactions))
            if self._frame.version >= "2.3"
            else "",
        )
        return dict(zip(_MICRODATA, values, strict=True))

    def _extras(self, member: Member) -> str:
        pairs = (("Joined", self._clock.date(member.joined)), ("Messages", f"{self._community.written[member.id]:,}"))
        listed = "".join(f'<dl class="pairs pairs--justified"><dt>{name}</dt><dd>{value}</dd></dl>\n' for name, value in pairs)
        return f'<div class="message-userExtras">{listed}</div>'

    def _placeholder(self, post: Post) -> str:
        deleted = f"{username(post.author)}, {self._clock.element(post.posted)}"
        return template("xenforo/post_deleted.html").substitute(id=post.id, deleted=deleted)

    def _content(self, post: Post, *, later: bool) -> str:
        signature = post.author.signature if isinstance(post.author, Member) else ()
        signed = f'<aside class="message-signature"><div class="bbWrapper">{self._markup.body(signature)}</div></aside>'
        return template("xenforo/post_content.html").substitute(
            id=post.id,
            caption=f"{esc(post.author.name)} &middot; {self._clock.full(post.posted)}",
            item_text=' itemprop="text"' if later else "",
            body=self._markup.body(post.body),
            attachments=self._attachments(post),
            edit=self._edit(post, post.edit) if post.edit else "",
            signature=signed if signature else "",
        )

    def _attachments(self, post: Post) -> str:
        if not post.attachments:
            return ""
        files = "\n".join(
            template("xenforo/file.html").substitute(
                id=file.id,
                path=f"/attachments/{slug(file.name)}.{file.id}/",
                name=esc(file.name),
                size=f"{file.size / 1024:.1f}",
            )
            for file in post.attachments
        )
        heading = '<h4 class="block-textHeader">Attachments</h4>'
        return f'<section class="message-attachments">{heading}<ul class="attachmentList">\n{files}\n</ul></section>'

    def _edit(self, post: Post, edit: Edit) -> str:
        who = "Last edited:" if edit.by == post.author else "Last edited by a moderator:"
        return f'<div class="message-lastEdit">\n{who} {self._clock.element(edit.at, inner=_MODIFIED)}\n</div>'

    def _reactions(self, post: Post) -> str:
        if not post.reactions:
            return '<div class="reactionsBar js-reactionsList"></div>'
        icons = "".join(self._icon(reaction.kind, _REACTIONS[reaction.kind]) for reaction in post.reactions)
        names = [f"<bdi>{esc(member.name)}</bdi>" for reaction in post.reactions for member in reaction.members]
        rest = len(names) - 3
        if rest > 0:
            listed = f"{', '.join(names[:3])} and {rest} other{'s' * (rest > 1)}"
        else:
            listed = " and ".join([*([", ".join(names[:-1])] if len(names) > 1 else []), names[-1]])
        return (
            f'<div class="reactionsBar js-reactionsList is-active"><ul class="reactionSummary">{icons}</ul>\n'
            f'<span class="u-srOnly">Reactions:</span> <a class="reactionsBar-link" href="/posts/{post.id}/reactions" '
            f'data-xf-click="overlay" data-cache="false" rel="nofollow">{listed}</a></div>'
        )

    def _icon(self, kind: str, number: int) -> str:
        image = f'<img src="{PIXEL}" class="reaction-sprite js-reaction" alt="{kind}" title="{kind}" />'
        return (
            f'<li><span class="reaction reaction--small reaction--{number}" data-reaction-id="{number}">'
            f'<i aria-hidden="true"></i>{image}</span></li>'
        )


_MICRODATA = ("microdata", "microdata_head", "person", "job_title", "item_url", "counted")
