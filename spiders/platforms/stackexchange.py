"""Stack Exchange: Stack Overflow, its sister sites and their metas, in today's markup and that of their first years.

A question is a thread; answers and comments are posts of their own kinds. Times are in UTC. Long rows of comments are shown in
part; the rest comes by script from addresses that the sites' robots.txt refuses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, tzinfo

from selectolax.lexbor import LexborNode

from spiders.content import Rules, mark, roles
from spiders.errors import ParseError
from spiders.items import Author, Declared, Edit, Listing, Moment, PageKind, Post, PostKind, Reaction, Thread, ThreadPage
from spiders.page import Page
from spiders.platforms import stackexchange_posts as posts
from spiders.platforms.base import Detected, Platform
from spiders.platforms.stackexchange_links import canonical, may_follow, page_in, question_in, root
from spiders.platforms.stackexchange_listing import ROW, figure, part_title, read_listing, read_pages, read_tags
from spiders.text import label

_QUESTION = "#question"
_COMMENTS = '.comment[id^="comment-"]'
_COMMENT = re.compile(r"comment-(\d+)$")
_ANSWER = re.compile(r"answer-(\d+)$")
_ANONYMOUS = re.compile(rb'"isAnonymous":(true|false)')


class StackExchange(Platform):
    """Stack Exchange."""

    name = "stackexchange"
    title = "Stack Exchange"
    versions = "2009 to today"

    POST = f'#question, .answer[id^="answer-"], {_COMMENTS}'
    BODY = ".js-post-body, .post-text, .comment-copy"
    QUOTE = "blockquote:not(.spoiler)"
    DROP = ".snippet-ctas, .snippet-result, .question-status"

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By the body of a question and its number, or the rows of a list, and the address that its styles and pictures have."""
        if page.is_json or page.is_xml or (b"unified-theme" not in page.body and b"tackExchange" not in page.body):
            return None
        body = page.tree.body
        classes = (body.attributes.get("class") or "").split() if body is not None else []
        if "unified-theme" in classes and page.first("#content, #mainbar") is not None:
            return Detected()
        scripted = (
            b"StackExchange.init" in page.body or b"StackExchange.ready" in page.body or b"StackExchange.options" in page.body
        )
        known = (
            scripted and page.first(f"#question.question, #mainbar, #mainbar-full, #content.snippet-hidden, {ROW}") is not None
        )
        return Detected() if known else None

    def kind(self, page: Page) -> PageKind:
        """By what stands on the page."""
        if page.first(f"{_QUESTION} .js-post-body, {_QUESTION} .post-text") is not None:
            return "thread"
        if page.first(ROW) is not None:
            return "index"
        if page.first('#login-form, form[action*="/users/login"] input[type="password"]') is not None:
            return "login"
        if page.status >= 400 or page.first(".error-page, .revision-comment") is not None:
            return "error"
        return "author" if page.first("#user-card, #user-profile, .user-page #mainbar-full") is not None else "other"

    def logged_in(self, page: Page) -> bool | None:
        """By what the page tells its scripts, else by the link to log in."""
        stated = _ANONYMOUS.search(page.body)
        if stated:
            return stated[1] == b"false"
        return (
            False
            if page.first('a.login-link, header a[href*="/users/login"], #hlinks a[href*="/users/login"]') is not None
            else None
        )

    def message(self, page: Page) -> str | None:
        """A heading and a few words."""
        said = [
            label(node)
            for node in page.tree.css("#mainbar-full h1, #mainbar h1, #mainbar-full .revision-comment, #mainbar-full p")
        ]
        return " ".join(words for words in said[:3] if words) or None

    def site_url(self, page: Page) -> str:
        """All of a host, but for teams."""
        if "root" not in page.memo:
            page.memo["root"] = root(page.url)
        found: str = page.memo["root"]
        return found

    def zone(self, page: Page) -> tzinfo | None:
        """All times are in UTC."""
        return UTC

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """See `spiders.platforms.stackexchange_links.canonical`."""
        return canonical(url)

    def follows(self, url: str) -> bool:
        """See `spiders.platforms.stackexchange_links.may_follow`."""
        return may_follow(url)

    def page_number(self, page: Page) -> tuple[int | None, int | None]:
        """By the page controls, which a question has that has more than thirty answers."""
        return read_pages(page)

    def page_asked(self, page: Page) -> int | None:
        """By ``page=``."""
        return page_in(page.url)

    # -- listings and threads --------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """See `spiders.platforms.stackexchange_listing`."""
        return read_listing(page)

    def header(self, page: Page) -> Thread:
        """The question as its page states it."""
        question = page.first(_QUESTION)
        thread_id = self._question(page)
        if question is None or thread_id is None:
            raise ParseError(self.name, page.url, "nothing on the page says which question it is (data-questionid)")
        title, state = part_title(label(page.first("#question-header h1, h1[itemprop='name']")))
        moved = page.first('.post-notice a[href*="//"][href*="/questions/"]') if state == "migrated" else None
        return Thread(
            id=thread_id,
            title=title,
            kind="question",
            url=f"{self.site_url(page)}questions/{thread_id}",
            prefix=state,
            author=self.author(page, question),
            created=self.posted(page, question),
            labels=read_tags(page, question.css("a.post-tag")),
            locked=state is not None,
            moved_to=page.absolute(moved.attributes.get("href")) if moved is not None else None,
            declared=self._declared(page),
        )

    def _question(self, page: Page) -> str | None:
        """The question's number: beside it, else in the page's own address."""
        if "question" not in page.memo:
            own = page.attribute(_QUESTION, "data-questionid")
            stated = (
                page.attribute('link[rel="canonical"]', "href"),
                page.attribute("#question-header a.question-hyperlink", "href"),
                page.attribute('meta[property="og:url"]', "content"),
                page.url,
            )
            found = (question_in(page.absolute(href)) for href in stated)
            page.memo["question"] = own if own and own.isdecimal() else next((one for one in found if one), None)
        number: str | None = page.memo["question"]
        return number

    def _declared(self, page: Page) -> Declared:
        """Views, and where all answers stand on one page, how many posts there are, comments that are not shown with them."""
        pages = read_pages(page)[1]
        hinted = [node.attributes.get("title") for node in page.tree.css("#question-header ~ div > div[title]")]
        words = [
            *(hint for hint in hinted if not posts.INSTANT.search(hint or "")),
            *map(label, page.tree.css("#qinfo .label-key b")[1:2]),
        ]
        views = next((found for one in words if (found := figure(one)) is not None), None)
        heading = page.first("#answers-header h2")
        stated = heading.attributes.get("data-answercount") or label(heading) if heading is not None else None
        answers = figure(stated) if stated else 0 if page.first(".answer") is None else None
        if answers is None or pages != 1:
            return Declared(pages=pages, views=views)
        shown = len(page.tree.css(_COMMENTS))
        hidden = [
            node.attributes.get("data-remaining-comments-count") for node in page.tree.css("[data-remaining-comments-count]")
        ]
        return Declared(posts=1 + answers + shown + sum(figure(one) or 0 for one in hidden), pages=pages, views=views)

    def thread(self, page: Page) -> ThreadPage:
        """Each page shows the question, and some of the answers."""
        read = super().thread(page)
        return replace(
            read, next_url=page.absolute(page.attribute('.pager-answers a[rel~="next"], .s-pagination a[rel~="next"]', "href"))
        )

    # -- posts -----------------------------------------------------------------------------------------------------

    def rules(self, page: Page) -> Rules:
        """Few pages have what is to be left out: a look at the bytes is cheaper than a selector over the page."""
        return Rules(
            page=page,
            quotes=mark(page, self.QUOTE) if b"<blockquote" in page.body else frozenset(),
            dropped=frozenset(),
            heads=self.quote_head,
            mention=self.mention,
            image=self.image,
            classes=roles(drop=self.DROP),
        )

    def post(self, page: Page, node: LexborNode, rules: Rules) -> Post | None:
        """A question is a post, an answer an answer to it, a comment a comment on either."""
        post_id = self.post_id(page, node)
        if post_id is None:
            return None
        content = self.content(page, node, rules)
        if content is None:
            raise ParseError(self.name, page.url, f"post {post_id} has no body ({self.BODY})")
        kind, parent = self._place(page, node)
        return Post(
            id=post_id,
            kind=kind,
            author=self.author(page, node),
            posted=self.posted(page, node),
            url=self._address(page, post_id, kind, parent),
            parent_id=parent,
            parent_kind="stated" if parent else None,
            content=content,
            edits=tuple(self.edits(page, node)),
            reactions=tuple(self.reactions(page, node)),
        )

    def _place(self, page: Page, node: LexborNode) -> tuple[PostKind, str | None]:
        """What the element is, and the post that it stands under."""
        if _is_comment(node):
            return "comment", self._commented(page, node)
        return ("post", None) if node.id == "question" else ("answer", self._question(page))

    def _address(self, page: Page, post_id: str, kind: PostKind, parent: str | None) -> str | None:
        """The short address that may be shared; a comment's is a place on the question's page."""
        if kind == "answer":
            return f"{self.site_url(page)}a/{post_id}"
        question = f"{self.site_url(page)}questions/{self._question(page)}"
        return question if kind == "post" else f"{question}#comment{post_id}_{parent}" if parent else None

    def _commented(self, page: Page, node: LexborNode) -> str | None:
        """What is commented on: the list of comments bears its number, else the post around it."""
        above = node.parent
        while above is not None:
            stated = above.id or ""
            if stated == "question":
                return self._question(page)
            for prefix in ("comments-", "answer-"):
                if stated.startswith(prefix) and stated.removeprefix(prefix).isdecimal():
                    return stated.removeprefix(prefix)
            above = above.parent
        return None

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        """``#answer-N``, ``#comment-N``; the question's is the thread's."""
        if node.id == "question":
            return self._question(page)
        found = _ANSWER.match(node.id or "") or _COMMENT.match(node.id or "")
        return found[1] if found else None

    def author(self, page: Page, node: LexborNode) -> Author | None:
        """Under the post, or behind the comment."""
        return posts.read_commenter(page, node) if _is_comment(node) else posts.read_owner(page, node)

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        """Over the name."""
        return posts.read_commented(page, node) if _is_comment(node) else posts.read_posted(page, node)

    def edits(self, page: Page, node: LexborNode) -> Iterable[Edit]:
        """The last edit of a post, the number of edits of a comment."""
        return posts.read_comment_edits(node) if _is_comment(node) else posts.read_edits(page, node)

    def reactions(self, page: Page, node: LexborNode) -> Iterable[Reaction]:
        """Scores, and the tick of the accepted answer."""
        return posts.read_comment_score(node) if _is_comment(node) else posts.read_reactions(node)


def _is_comment(node: LexborNode) -> bool:
    return (node.id or "").startswith("comment-")
