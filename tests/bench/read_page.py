"""How long reading a whole page takes, against the bare Lexbor parse of the same bytes; the aim is at most 3.

Reads a XenForo page of 20 posts made here (about 170 KB, with the menus, scripts and icons that real pages carry), and where
captures are present their XenForo threads of at least 15 posts, and every HTML page of each captured site. Both are measured
in turn in one run, so that a busy machine slows both; medians are printed, and nothing passes or fails.

    python tests/bench/read_page.py [rounds]
"""

from __future__ import annotations

import gc
import statistics
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from fastwarc.warc import ArchiveIterator, WarcRecordType
from selectolax.lexbor import LexborHTMLParser

from spiders.errors import ReadError
from spiders.page import Page, decompress
from spiders.platforms import Platform, detect, platform_named
from spiders.platforms.xenforo import XenForo
from tests.captures import CAPTURES

START = datetime(2024, 1, 2, 12, 32, 14, tzinfo=UTC)
WORDS = (
    "the boat was out on the lake before anyone had made coffee and nobody could say who had taken the oars or why the rope "
    "on the jetty had been cut so we walked round by the mill where the water is slow and asked the keeper what he had seen"
).split()
AUTHORS = ["Aldous", "brenda_k", "Čeněk", "D. Okafor", "eli", "Fjord <3", "güzel"]


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    for name, body in [("made here", thread_page()), *captured()]:
        posts, parse, read = measure(XenForo(), thread(body), rounds)
        sys.stdout.write(
            f"{name[:44]:44} {len(body) / 1000:5.0f} KB {posts:3} posts  parse {parse * 1000:6.2f} ms  "
            f"read {read * 1000:6.2f} ms  ratio {read / parse:5.2f}\n"
        )
    medians: dict[str, float] = {}
    for name, platform, pages in (*sites(), *samples()):
        figures = [measure(platform, page, max(3, rounds // 12))[1:] for page in pages]
        ratios = sorted(read / parse for parse, read in figures)
        parse, read = (statistics.mean(column) for column in zip(*figures, strict=True))
        sys.stdout.write(
            f"{name:31} {len(pages):4} pages {sum(len(page.body) for page in pages) / len(pages) / 1000:5.0f} KB           "
            f"parse {parse * 1000:6.2f} ms  read {read * 1000:6.2f} ms  ratio {statistics.median(ratios):5.2f}, at worst {ratios[-1]:.1f}\n"
        )
        medians.setdefault(platform.name, statistics.median(ratios))  # of a platform with a capture, that of the capture
    guess(rounds)
    ordered = sorted(medians.items(), key=lambda one: one[1])
    sys.stdout.write(
        f"{len(ordered)} platforms: median {statistics.median(medians.values()):.2f}, "
        f"{sum(ratio > 6 for ratio in medians.values())} above 6, the slowest {ordered[-1][0]} {ordered[-1][1]:.2f}\n"
    )


def guess(rounds: int) -> None:
    """The reader that guesses, on saved pages of software that no platform knows and of some that one does; the aim is at most 60."""
    generic = platform_named("generic")
    ratios = []
    for path in sorted((CAPTURES / "samples").glob("*/*.html"))[::8]:
        page = Page(
            url="https://forum.example.org/topic/12",
            body=path.read_bytes(),
            headers={"content-type": "text/html"},
            fetched_at=START,
        )
        with suppress(ReadError):
            _, parse, read = measure(generic, page, max(3, rounds // 20))
            ratios.append(read / parse)
    if ratios:
        ratios.sort()
        sys.stdout.write(
            f"generic, {len(ratios)} saved pages: ratio {statistics.median(ratios):5.2f}, at worst {ratios[-1]:.1f}\n"
        )


def thread(body: bytes) -> Page:
    """The body as a XenForo forum's answer."""
    headers = {"content-type": "text/html; charset=utf-8"}
    return Page(url="https://forum.example.org/threads/boats.12/", body=body, headers=headers, fetched_at=START)


def sites() -> Iterator[tuple[str, Platform, list[Page]]]:
    """The captured sites that one of our platforms made, with their pages."""
    for path in sorted(CAPTURES.glob("*.warc.gz")):
        pages: dict[Platform, list[Page]] = {}
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, record_types=WarcRecordType.response):
                headers = {name.lower(): value for name, value in record.http_headers}
                if headers.get("content-type", "").startswith("text/html") and record.http_headers.status_code == 200:
                    body = decompress(record.reader.read(), headers.get("content-encoding", ""))
                    page = Page(url=record.headers["WARC-Target-URI"], body=body, headers=headers, fetched_at=START)
                    with suppress(ReadError):
                        pages.setdefault(detect(page)[0], []).append(replace(page))
        for platform, found in pages.items():
            yield path.name.removesuffix(".warc.gz"), platform, found


def measure(platform: Platform, given: Page, rounds: int) -> tuple[int, float, float]:
    """Posts read, median seconds of the bare parse, median seconds of reading everything (the parse included)."""
    parses: list[float] = []
    reads: list[float] = []
    posts = 0
    gc.disable()
    for _ in range(rounds):
        start = process_time()
        LexborHTMLParser(given.body)
        parses.append(process_time() - start)
        page = replace(given)  # nothing of it read yet
        start = process_time()
        reading = platform.read(page)
        reads.append(process_time() - start)
        posts = sum(len(thread.posts) for thread in reading.threads)
        del page, reading
    gc.enable()
    return posts, statistics.median(parses), statistics.median(reads)


def samples() -> Iterator[tuple[str, Platform, list[Page]]]:
    """The saved pages that one of our platforms made, by platform."""
    pages: dict[Platform, list[Page]] = {}
    for path in sorted(CAPTURES.glob("samples/*/*.html")):
        page = Page(url="https://forum.example/", body=path.read_bytes(), headers={"content-type": "text/html"}, fetched_at=START)
        with suppress(ReadError):
            platform = detect(page)[0]
            platform.read(page)
            pages.setdefault(platform, []).append(replace(page))
    for platform, found in pages.items():
        yield f"saved pages of {platform.name}", platform, found


def captured() -> Iterator[tuple[str, bytes]]:
    """Captured pages, where there are any."""
    for path in sorted(CAPTURES.glob("samples/xenforo2/*.html")):
        body = path.read_bytes()
        if body.count(b'id="js-post-') >= 15:
            yield path.stem, body


def thread_page(posts: int = 20) -> bytes:
    """A page of a thread in the markup of 2.3, with an edit in every fifth post, and bodies as people write them (`body`)."""
    menu = "".join(
        f'<li><div class="p-navEl" data-has-children="true"><a href="/whats-new/{n}/" class="p-navEl-link" '
        f'data-xf-key="{n}" data-nav-id="item{n}">Item {n}</a><div class="menu menu--structural" data-menu="menu">'
        + "".join(
            f'<a href="/find/{n}/{m}/" class="menu-linkRow u-indentDepth0 js-offCanvasCopy" data-nav-id="sub{n}-{m}">'
            f"{' '.join(WORDS[m : m + 3])}</a>\n\t\t\t\t"
            for m in range(9)
        )
        + "</div></div></li>"
        for n in range(8)
    )
    script = "\n".join(f"\t\t\tXF.phrases['phrase_{n}'] = \"{' '.join(WORDS[: n % 30])}\";" for n in range(260))
    side = "".join(
        f'<li class="block-row"><div class="contentRow"><div class="contentRow-figure"><a href="/members/m.{n}/" '
        f'class="avatar avatar--xxs" data-user-id="{n}"><img src="/data/avatars/s/0/{n}.jpg" alt="m{n}" loading="lazy" /></a></div>'
        f'<div class="contentRow-main"><a href="/threads/other.{n}/latest">{" ".join(WORDS[n : n + 6])}</a>'
        f'<div class="contentRow-minor">Latest: m{n} <time class="u-dt" datetime="2024-01-02T12:32:14+0000">Today</time></div>'
        "</div></div></li>\n"
        for n in range(25)
    )
    return (
        '<!DOCTYPE html>\n<html id="XF" lang="en-US" dir="LTR" data-xf="2.3" data-app="public" data-template="thread_view" '
        'data-container-key="node-5" data-content-key="thread-12" data-logged-in="false" class="has-no-js template-thread_view">'
        f'\n<head><meta charset="utf-8" /><title>Boats | A forum</title><link rel="canonical" '
        f'href="https://forum.example.org/threads/boats.12/" /><link rel="next" href="/threads/boats.12/page-2" />'
        '<meta property="og:site_name" content="A forum" />'
        '<link rel="stylesheet" href="/css.php?css=public%3Anormalize.css%2Cpublic%3Acore.less%2Cpublic%3Aapp.less&amp;s=1&amp;l=1" />'
        f"<script>{script}</script>"
        '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "WebPage", "mainEntity": {"@type": '
        '"DiscussionForumPosting", "headline": "Boats", "datePublished": "2024-01-02T12:32:14+00:00", "interactionStatistic": '
        '[{"@type": "InteractionCounter", "interactionType": "https://schema.org/CommentAction", "userInteractionCount": 43}]}}'
        f'</script></head>\n<body data-template="thread_view"><nav class="p-nav"><ul class="p-nav-list">{menu}</ul></nav>'
        '<ul class="p-breadcrumbs" itemscope itemtype="https://schema.org/BreadcrumbList"><li itemprop="itemListElement"><a '
        'href="/#water.1" itemprop="item"><span itemprop="name">Water</span></a></li><li itemprop="itemListElement"><a '
        'href="/forums/boating.5/" itemprop="item"><span itemprop="name">Boating</span></a></li></ul>'
        '<div class="p-body-header"><h1 class="p-title-value"><span class="label label--primary">Help</span>'
        '<span class="label-append">&nbsp;</span>Boats</h1><div class="p-description"><ul class="listInline listInline--bullet">'
        '<li><span class="u-srOnly">Thread starter</span> <a href="/members/m.101/" class="username  u-concealed" dir="auto" '
        'data-user-id="101" data-xf-init="member-tooltip">brenda_k</a></li><li><span class="u-srOnly">Start date</span> <a '
        'href="/threads/boats.12/" class="u-concealed"><time  class="u-dt" dir="auto" datetime="2024-01-02T12:32:14+0000" '
        'data-timestamp="1704198734" title="Jan 2, 2024 at 12:32">Jan 2, 2024</time></a></li></ul></div></div><div class="pageNav"><ul class="pageNav-main"><li '
        'class="pageNav-page pageNav-page--current"><a href="/threads/boats.12/">1</a></li><li class="pageNav-page"><a '
        'href="/threads/boats.12/page-3">3</a></li></ul></div><div class="block-body js-replyNewMessageContainer">'
        + "".join(post(n) for n in range(1, posts + 1))
        + f'</div><ol class="block-body">{side}</ol><script>XF.extendObject(true, XF.config, {{ url: {{ fullBase: '
        "'https://forum.example.org/', basePath: '/' } });</script></body></html>"
    ).encode()


def post(ordinal: int) -> str:
    """One post with all that stands around it."""
    number = 636_300 + ordinal
    author, member = AUTHORS[ordinal % len(AUTHORS)].replace("<", "&lt;"), 100 + ordinal % len(AUTHORS)
    moment = START + timedelta(minutes=21 * ordinal)
    stamp = (
        f'<time  class="u-dt" dir="auto" datetime="{moment:%Y-%m-%dT%H:%M:%S}+0000" data-timestamp="{moment.timestamp():.0f}" '
        f'data-date="Jan 2, 2024" data-time="{moment:%H:%M}" data-short="Jan 24" title="Jan 2, 2024 at {moment:%H:%M}" '
        'itemprop="datePublished">Jan 2, 2024</time>'
    )
    icon = '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-hidden="true"><use href="/data/icons.svg?v=17#share"></use></svg>'
    link = f"/threads/boats.12/post-{number}"
    extras = "".join(
        f'<dl class="pairs pairs--justified">\n\t\t\t<dt>{name}</dt>\n\t\t\t<dd>{1_000 + ordinal:,}</dd>\n\t\t</dl>\n'
        for name in ("Joined", "Messages", "Reaction score", "Points")
    )
    edit = f'<div class="message-lastEdit">Last edited: {stamp}</div>' if ordinal % 5 == 0 else ""
    signature = '<aside class="message-signature"><div class="bbWrapper">Fair winds<br />since 1999</div></aside>'
    return f"""
	<article class="message message--post js-post js-inlineModContainer  "
		data-author="{author}"
		data-content="post-{number}"
		id="js-post-{number}"
		itemscope itemtype="https://schema.org/Comment" itemid="https://forum.example.org/posts/{number}/">

		<meta itemprop="parentItem" itemscope itemid="https://forum.example.org/threads/boats.12/" />
		<span class="u-anchorTarget" id="post-{number}"></span>
		<div class="message-inner">
			<div class="message-cell message-cell--user">
				<section class="message-user" itemprop="author" itemscope itemtype="https://schema.org/Person">
					<div class="message-avatar "><div class="message-avatar-wrapper">
						<a href="/members/m.{member}/" class="avatar avatar--m" data-user-id="{member}" data-xf-init="member-tooltip">
							<img src="/data/avatars/m/0/{member}.jpg?15" srcset="/data/avatars/l/0/{member}.jpg?15 2x" alt="{author}"
								class="avatar-u{member}-m" width="96" height="96" loading="lazy" itemprop="image" />
						</a>
					</div></div>
					<div class="message-userDetails">
						<h4 class="message-name"><a href="/members/m.{member}/" class="username " dir="auto"
							data-user-id="{member}" data-xf-init="member-tooltip"><span itemprop="name">{author}</span></a></h4>
						<h5 class="userTitle message-userTitle" dir="auto" itemprop="jobTitle">Well-known member</h5>
					</div>
					<div class="message-userExtras">{extras}</div>
					<span class="message-userArrow"></span>
				</section>
			</div>
			<div class="message-cell message-cell--main"><div class="message-main js-quickEditTarget">
				<header class="message-attribution message-attribution--split">
					<ul class="message-attribution-main listInline ">
						<li class="u-concealed"><a href="{link}" rel="nofollow" itemprop="url">{stamp}</a></li>
					</ul>
					<ul class="message-attribution-opposite message-attribution-opposite--list ">
						<li><a href="{link}" class="message-attribution-gadget" data-xf-init="share-tooltip"
							data-href="/posts/{number}/share" aria-label="Share" rel="nofollow"><i class="fa--xf far fa-share-alt ">{icon}</i></a></li>
						<li class="u-hidden js-embedCopy"><a href="javascript:" data-xf-init="copy-to-clipboard"
							data-copy-text="&lt;div class=&quot;js-xf-embed&quot; data-url=&quot;https://forum.example.org&quot;&gt;"
							data-success="Embed code copied."><i class="fa--xf far fa-code ">{icon}</i></a></li>
						<li><a href="{link}" rel="nofollow">#{ordinal}</a></li>
					</ul>
				</header>
				<div class="message-content js-messageContent">
					<div class="message-userContent lbContainer js-lbContainer " data-lb-id="post-{number}"
						data-lb-caption-desc="{author} &middot; Jan 2, 2024 at {moment:%H:%M}">
						<article class="message-body js-selectToQuote"><div itemprop="text">
							<div class="bbWrapper">{body(ordinal)}</div>
						</div><div class="js-selectToQuoteEnd">&nbsp;</div></article>
					</div>
					{edit}{signature}
				</div>
				<footer class="message-footer">
					<div class="message-microdata" itemprop="interactionStatistic" itemscope><meta itemprop="userInteractionCount"
						content="{1 + ordinal % 4}" /></div>
					<div class="reactionsBar js-reactionsList is-active"><ul class="reactionSummary"><li><span class="reaction
						reaction--small reaction--1" data-reaction-id="1"><i aria-hidden="true"></i><img src="/like.png" loading="lazy"
						class="reaction-image js-reaction" alt="Like" title="Like" /></span></li></ul>
						<a class="reactionsBar-link" href="/posts/{number}/reactions" data-xf-click="overlay"><bdi>Aldous</bdi> and
						<bdi>eli</bdi></a></div>
					<div class="js-historyTarget message-historyTarget toggleTarget" data-href="trigger-href"></div>
				</footer>
			</div></div>
		</div>
	</article>
"""


def body(ordinal: int) -> str:
    """What the author wrote. As on the captured pages half of the posts are words and lines only; a third quote, a fifth show a
    picture, and a link, a smiley, a list, code and a mention stand in a few.
    """
    lines = [" ".join(WORDS[(7 * ordinal + n) % 20 :][:24]) for n in range(4 + ordinal % 5)]
    parts = ["<br />\n<br />\n".join(lines)]
    if ordinal % 2:
        return parts[0]
    if ordinal % 10 in (2, 4, 8):
        parts.insert(
            0,
            f'<blockquote data-attributes="member: {100 + ordinal % 5}" data-quote="eli" data-source="post: {636_299 + ordinal}"\n'
            '\tclass="bbCodeBlock bbCodeBlock--expandable bbCodeBlock--quote js-expandWatch">\n\t<div class="bbCodeBlock-title">'
            f'<a href="/goto/post?id={636_299 + ordinal}" class="bbCodeBlock-sourceJump" rel="nofollow" data-xf-click="attribution">'
            f'eli said:</a></div>\n\t<div class="bbCodeBlock-content"><div class="bbCodeBlock-expandContent js-expandContent ">{lines[0]}'
            '</div><div class="bbCodeBlock-expandLink js-expandLink"><a role="button" tabindex="0">Click to expand...</a></div>'
            "</div>\n</blockquote>",
        )
    if ordinal == 14:
        parts.append('<ul>\n<li data-xf-list-type="ul">oars</li>\n<li data-xf-list-type="ul"><b>rope</b></li>\n</ul>')
    if ordinal % 6 == 0:
        parts.append('<br />\n<a href="https://example.org/lake" target="_blank" class="link link--external">the lake</a>')
    if ordinal % 5 == 0 or ordinal in (4, 18):
        parts.append(
            '<br />\n<div class="bbImageWrapper js-lbImage" data-src="https://example.org/a.jpg"><img src="/proxy.php?image=a&amp;'
            'hash=1" data-url="https://example.org/a.jpg" class="bbImage" loading="lazy" alt="a.jpg" /></div>'
        )
    if ordinal % 8 == 0:
        parts.append(' <img src="/smilies/smile.png" class="smilie" loading="lazy" alt=":)" title="Smile" data-shortname=":)" />')
    if ordinal == 12:
        parts.append(' <a href="/members/101/" class="username" data-user-id="101" data-username="@brenda_k">@brenda_k</a>')
    if ordinal == 16:
        parts.append(
            '<div class="bbCodeBlock bbCodeBlock--code"><div class="bbCodeBlock-title">Code:</div><div class="bbCodeBlock-content">'
            '<pre class="bbCodeCode" data-lang=""><code>if wind &gt; 5:\n    stay()</code></pre></div></div>'
        )
    return "".join(parts)


if __name__ == "__main__":
    main()
