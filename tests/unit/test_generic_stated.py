"""What pages tell machines of their posts, and how the reader that guesses puts it together with what it finds."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from spiders.page import Page
from tests.unit.test_generic import GENERIC, THREE, note, page, posts


def told(stated: object, body: str = "", url: str = "https://unknown.example/topic/41") -> Page:
    return page(f'<script type="application/ld+json">{json.dumps(stated)}</script>{body}', url)


def said(kind: str, number: int, name: str, when: str, words: str, **more: object) -> dict:
    return {
        "@type": kind,
        "url": f"https://unknown.example/topic/41#post-{number}",
        "author": {"@type": "Person", "name": name},
        "datePublished": when,
        "text": words,
        **more,
    }


OPENING = {
    "@context": "https://schema.org",
    "@type": "DiscussionForumPosting",
    "url": "https://unknown.example/topic/41",
    "headline": "Which wick?",
    "author": "Ida",
    "datePublished": "2024-02-03T18:20:00+01:00",
    "text": "The flat one smokes, whatever I do to it.\n\nWhat now?",
}


def test_posts_that_stand_nowhere_else_are_made_of_what_machines_are_told():
    deep = said("Comment", 340, "Ida", "2024-02-04T21:40:00+01:00", "That <b>helped</b>, thank you.", upvoteCount=3)
    near = said("Comment", 311, "Tom", "2024-02-04T07:02:00+01:00", "Trim its corners.", comment=[deep])
    reading = GENERIC.read(told(OPENING | {"comment": near, "commentCount": 2}, '<div id="app">Loading</div>'))
    (thread,) = reading.threads
    assert (thread.thread.title, thread.thread.author.name, thread.thread.declared.replies) == ("Which wick?", "Ida", 2)
    assert [(post.id, post.author.name, post.content.text, post.parent_id) for post in thread.posts] == [
        (thread.posts[0].id, "Ida", "The flat one smokes, whatever I do to it.\n\nWhat now?", None),
        ("311", "Tom", "Trim its corners.", None),
        ("340", "Ida", "That helped, thank you.", "311"),
    ]
    assert thread.posts[0].posted.at == datetime(2024, 2, 3, 17, 20, tzinfo=UTC)
    assert [(one.kind, one.count) for one in thread.posts[2].reactions] == [("upvote", 3)]
    assert 0 < thread.confidence < 1


def test_what_stands_on_the_page_too_is_completed_and_not_doubled():
    counted = THREE.replace("note-310", "note-1").replace("note-311", "note-2").replace("note-340", "note-3")
    stated = OPENING | {
        "text": "The flat one smokes, whatever I do to it.",
        "comment": [
            said("Comment", 311, "Tom", "2024-02-04T07:02:00+01:00", "Trim its corners."),
            said(
                "Comment",
                340,
                "Ida",
                "2024-02-04T21:40:00+01:00",
                "That helped, and thank you for the quick answer.",
                dateModified="2024-02-05T09:00:00+01:00",
            ),
        ],
    }
    found = posts(told(stated, counted))
    assert [post.author.name for post in found] == ["Ida", "Tom", "Ida"]
    assert [post.id for post in found[1:]] == ["311", "340"]
    assert [post.posted.at.hour for post in found] == [17, 6, 20]
    assert found[1].posted.raw == "4 Feb 2024, 07:02"
    assert [edit.time.at for edit in found[2].edits] == [datetime(2024, 2, 5, 8, tzinfo=UTC)]


def test_what_agrees_is_believed_more():
    alone = note(310, "Ida", "3 Feb 2024, 18:20", "The flat one smokes, whatever I do to it.", called="post")
    stated = OPENING | {"text": "The flat one smokes, whatever I do to it."}
    (guessed,), (agreed,) = GENERIC.read(page(alone)).threads, GENERIC.read(told(stated, alone)).threads
    assert len(guessed.posts) == len(agreed.posts) == 1
    assert guessed.confidence < agreed.confidence <= 1


def test_ids_that_the_page_states_stay():
    other = OPENING | {"comment": said("Comment", 9, "Tom", "2024-02-04T07:02:00Z", "Trim its corners.")}
    assert [post.id for post in posts(told(other, THREE))][1:] == ["311", "340"]


def test_a_comment_that_the_page_does_not_show_is_added_in_its_place():
    stated = OPENING | {
        "text": "The flat one smokes, whatever I do to it.",
        "comment": [
            said("Comment", 311, "Tom", "2024-02-04T07:02:00+01:00", "Trim its corners."),
            said("Comment", 320, "Ada", "2024-02-04T08:00:00+01:00", "Mine was cured by a taller chimney."),
            said("Comment", 340, "Ida", "2024-02-04T21:40:00+01:00", "That helped, and thank you for the quick answer."),
        ],
    }
    found = posts(told(stated, THREE))
    assert [(post.id, post.author.name) for post in found] == [("310", "Ida"), ("311", "Tom"), ("320", "Ada"), ("340", "Ida")]


def test_the_opening_post_is_not_repeated_on_later_pages():
    url = "https://unknown.example/topic/41?page=2"
    later = THREE.replace("The flat one smokes, whatever I do to it.", "Nobody has asked about glass yet.")
    opening = OPENING | {"author": "Somebody", "text": "How do I clean a chimney without breaking it at all?"}
    assert [post.id for post in posts(told(opening, later, url))] == ["310", "311", "340"]
    assert not posts(told(opening, "", url))


def test_references_graphs_and_questions_are_followed():
    graph = {
        "@graph": [
            {"@type": "Person", "@id": "#tom", "name": "Tom", "url": "/member/tom"},
            {"@type": "QAPage", "mainEntity": {"@id": "#question"}},
            {
                "@type": "Question",
                "@id": "#question",
                "name": "Which wick?",
                "text": "Which one is <em>round</em>?",
                "dateCreated": "2024-02-03T18:20:00Z",
                "answerCount": 2,
                "acceptedAnswer": {"@id": "#right"},
                "suggestedAnswer": [{"@type": "Answer", "text": "None that I know of.", "author": {"@id": "#tom"}}],
            },
            {"@type": "Answer", "@id": "#right", "text": "The one from Kosmos.", "author": [{"name": "Ada"}], "upvoteCount": "7"},
        ]
    }
    (thread,) = GENERIC.read(told(graph)).threads
    assert [(post.kind, post.author and post.author.name, post.content.text) for post in thread.posts] == [
        ("post", None, "Which one is round?"),
        ("answer", "Ada", "The one from Kosmos."),
        ("answer", "Tom", "None that I know of."),
    ]
    assert thread.posts[2].author.id == "tom"
    assert thread.thread.declared.replies == 2


def test_an_article_told_to_machines_heads_the_comments_that_are_shown():
    comments = THREE.replace('class="note"', 'class="comment"').replace("note-", "comment-")
    article = {
        "@type": ["BlogPosting"],
        "headline": "Which wick?",
        "author": {"name": "Ada"},
        "articleBody": "It began with a lamp. " * 9,
    }
    (thread,) = GENERIC.read(told([article], comments, "https://blog.example/2024/02/which-wick")).threads
    assert [(post.kind, post.author.name) for post in thread.posts] == [
        ("article", "Ada"),
        ("comment", "Ida"),
        ("comment", "Tom"),
        ("comment", "Ida"),
    ]
    assert thread.posts[0].id == thread.thread.id


@pytest.mark.parametrize(
    "stated",
    [
        {**OPENING, "url": "https://unknown.example/topic/7", "headline": "Another thread"},
        {"@type": "ItemList", "itemListElement": [OPENING]},
        {"@type": "WebPage", "name": "Which wick?", "text": "The flat one smokes."},
        {**OPENING, "text": None},
        {
            "@type": "DiscussionForumPosting",
            "url": 7,
            "headline": ["Which wick?", 3],
            "text": {"@value": 1},
            "comment": [None, 4, "x"],
        },
    ],
)
def test_what_is_told_of_other_things_makes_no_post(stated):
    assert not posts(told(stated))


def test_one_opening_post_is_none_where_the_page_shows_others_that_cannot_be_read():
    rows = "".join(
        f'<li class="comment" id="comment-{number}"><h4><a href="/topic/{number}">Wanted: lamp no. {number}</a></h4>'
        f"<i>{number - 60} Feb 2024</i> {words}</li>"
        for number, words in (
            (64, "Trim its corners and try it again."),
            (65, "A taller chimney would cure all of this."),
            (66, "Nothing of that kind has ever helped mine."),
        )
    )
    assert len(posts(told(OPENING))) == 1
    assert not posts(told(OPENING, f"<ul>{rows}</ul>"))


def test_comments_that_refer_to_one_another_in_a_circle_end():
    circle = {
        "@graph": [
            OPENING | {"@id": "#a", "comment": {"@id": "#b"}},
            {"@type": "Comment", "@id": "#b", "text": "Trim its corners.", "comment": {"@id": "#a"}},
        ]
    }
    assert len(posts(told(circle))) == 2


def test_what_is_told_twice_is_one_post():
    answer = said("Answer", 311, "Tom", "2024-02-04T07:02:00Z", "Trim its corners.")
    question = OPENING | {"@type": "Question", "acceptedAnswer": answer, "suggestedAnswer": [answer, dict(answer, upvoteCount=2)]}
    assert [post.id for post in posts(told({"@type": "QAPage", "mainEntity": question}))][1:] == ["311"]


def test_comments_beside_the_thread_are_below_what_they_say_they_answer():
    first = said("Comment", 311, "Tom", "2024-02-04T07:02:00Z", "Trim its corners.", **{"@id": "#first"})
    second = said("Comment", 340, "Ida", "2024-02-04T21:40:00Z", "That helped.", parentItem={"@id": "#first"})
    assert [(post.id, post.parent_id) for post in posts(told({"@graph": [OPENING, first, second]}))][1:] == [
        ("311", None),
        ("340", "311"),
    ]


def test_the_page_explains_what_machines_are_told():
    lines = list(GENERIC.explain(told(OPENING, "<p>Loading</p>")))
    assert any(line.startswith("told to machines: 1 post, 1 with words") for line in lines)


def test_markup_nested_deeper_than_any_page_is_not_read():
    deep = json.dumps({**OPENING, "text": "<div>" * 50_000 + "The flat one smokes."}).replace("<", "\\u003c")
    assert not posts(page(f'<script type="application/ld+json">{deep}</script>'))
