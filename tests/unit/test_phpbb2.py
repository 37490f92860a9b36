"""phpBB 2: what the saved pages of `tests/pages/phpbb2` do not show: addresses, zones, signatures, words in other languages."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from spiders.page import Page
from spiders.platforms import platform_named
from spiders.platforms.phpbb2_links import canonical, first_page, may_follow

PAGES = Path(__file__).parents[1] / "pages" / "phpbb2"
BASE = "https://lamps.example/forum/"


def read(name, *, replace=(), url="viewtopic.php?t=41", encoding="iso-8859-1"):
    html = (PAGES / f"{name}.html").read_text(encoding=encoding)
    for old, new in replace:
        assert old in html, old
        html = html.replace(old, new)
    page = Page(
        url=BASE + url,
        body=html.encode(),
        headers={"content-type": "text/html; charset=utf-8"},
        fetched_at=datetime(2010, 1, 1, tzinfo=UTC),
    )
    platform = platform_named("phpbb2")
    assert platform.detect(page) is not None
    return platform.read(page)


def posts(*replace):
    return read("subsilver_thread_de", replace=replace).threads[0].posts


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("index.php?sid=0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f", ""),
        ("viewforum.php?f=3&topicdays=0&start=50", "viewforum.php?f=3&start=50"),
        ("viewforum.php?f=3&topicdays=0&start=0", "viewforum.php?f=3"),
        ("viewtopic.php?t=41&start=0&postdays=0&postorder=asc&highlight=", "viewtopic.php?t=41"),
        (
            "viewtopic.php?t=41&postdays=0&postorder=asc&start=15&sid=0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f",
            "viewtopic.php?t=41&start=15",
        ),
        ("viewtopic.php?f=3&t=41", "viewtopic.php?t=41"),
        ("viewtopic.php?p=310#310", "viewtopic.php?p=310"),
        ("viewtopic.php?p=310&highlight=wick", "viewtopic.php?p=310"),
        ("about58-15.html", "about58-15.html"),
        ("viewtopic-t-12-start-25.html?sid=9cc75c1bf02d72d62efc392543a791c6", "viewtopic-t-12-start-25.html"),
        (
            "modules.php?name=Forums&file=viewtopic&t=9&start=0&postdays=0&postorder=asc",
            "modules.php?name=Forums&file=viewtopic&t=9",
        ),
    ],
)
def test_one_address_for_one_thing(given, wanted):
    assert canonical(BASE + given) == BASE + wanted
    assert canonical(BASE + wanted) == BASE + wanted
    assert may_follow(BASE + given)


@pytest.mark.parametrize(
    "url",
    [
        "viewtopic.php?t=41&view=previous",
        "viewtopic.php?t=41&view=newest",
        "viewtopic.php?t=41&postdays=0&postorder=desc&start=15",
        "viewtopic.php?t=41&postdays=7&postorder=asc",
        "viewtopic.php?t=41&vote=viewresult",
        "viewtopic.php?t=41&watch=topic&start=0",
        "viewtopic.php?t=41&highlight=wick",
        "viewforum.php?f=3&mark=topics",
        "index.php?c=3",
        "posting.php?mode=quote&p=310",
        "profile.php?mode=viewprofile&u=7",
        "privmsg.php?folder=inbox",
        "groupcp.php?g=5",
        "login.php?redirect=viewtopic.php&t=41",
        "search.php?search_id=unanswered",
        "memberlist.php",
        "modcp.php?t=41&mode=delete",
    ],
)
def test_what_is_never_fetched(url):
    assert not may_follow(BASE + url)


def test_a_page_leads_to_its_first():
    assert first_page(BASE + "viewtopic.php?t=41&start=15") == BASE + "viewtopic.php?t=41"
    assert first_page(BASE + "viewtopic-t-12-start-25.html") == BASE + "viewtopic-t-12.html"
    assert first_page(BASE + "modules.php?name=Forums&file=viewtopic&t=9&start=15").endswith("name=Forums&file=viewtopic&t=9")


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        ("All times are GMT", 0),
        ("All times are GMT - 5 Hours", -5),
        ("Toutes les heures sont au format GMT + 1 Heure", 1),
        ("Alle tijden zijn GMT + 1 uur", 1),
        ("Strefa czasowa: GMT + 1", 1),
        ("Часовой пояс: GMT +3:30", 3.5),
        ("All times are GMT + 5.5 Hours", 5.5),
        ("All times are CET (Europe)", 1),
        ("All times are EST (Australia)", 10),
        ("All times are GMT - 5 Hours (DST in action)", None),
        ("Wszystkie czasy w strefie lokalnej", None),
    ],
)
def test_the_zone_below_the_posts(words, hours):
    (thread,) = read("subsilver_thread_de", replace=[("Alle Zeiten sind GMT + 1 Stunde", words)]).threads
    posted = thread.posts[0].posted
    assert f"{posted.local:%H:%M}" == "18:20"
    assert (posted.local - posted.at.replace(tzinfo=None)).total_seconds() / 3600 == hours if posted.at else hours is None


@pytest.mark.parametrize(
    ("words", "by", "count"),
    [
        ("Last edited by Ida on Sat Feb 03, 2004 6:25 pm; edited 1 time in total", "Ida", 1),
        ("Zuletzt bearbeitet von Ida K. am 03.02.2004, 18:25, insgesamt einmal bearbeitet", "Ida K.", 1),
        ("Dernière édition par Ida le Sam Fév 03, 2004 6:25 pm; édité 2 fois", "Ida", 2),
        ("Dernière édition : Ida le Sam Fév 03, 2004 6:25 pm; Edité 2 fois", "Ida", 2),
        ("Ultima edición por Ida el Sab Feb 03, 2004 6:25 pm, editado 3 veces", "Ida", 3),
        ("Editado pela última vez por Ida em Sáb Fev 03, 2004 6:25 pm, num total de 2 vezes", "Ida", 2),
        ("Ultima modifica di Ida il Sab Feb 03, 2004 6:25 pm, modificato 2 volte in totale", "Ida", 2),
        ("Laatst aangepast door Ida op Za Feb 03, 2004 6:25 pm; in totaal 1 keer bewerkt", "Ida", 1),
        ("Viimeinen muokkaaja, Ida pvm 03.02.2004 18:25, muokattu 2 kertaa", "Ida", 2),
        ("Ostatnio zmieniony przez Ida Sob Lut 03, 2004 6:25 pm, w całości zmieniany 2 razy", "Ida", 2),
        ("Последний раз редактировалось: Ida (Сб Фев 03, 2004 6:25 pm), всего редактировалось 2 раз(а)", "Ida", 2),
        ("Последната промяна е направена от Ida на 03.02.2004, 18:25; мнението е било променяно общо 2 пъти", "Ida", 2),
        ("Senast ändrad av Ida den Lör Feb 03, 2004 6:25 pm, ändrad totalt 2 gånger", "Ida", 2),
        ("Sidst rettet af Ida Lør Feb 03, 2004 6:25 pm, rettet i alt 2 gange", "Ida", 2),
        ("最后进行编辑的是 Ida on 2004-02-03 18:25, 总计第 2 次编辑", "Ida", 2),
    ],
)
def test_edit_markers_in_other_languages(words, by, count):
    old = "Zuletzt bearbeitet von Ida Ölschläger am Sa 03 Feb 2004, 18:25, insgesamt 2-mal bearbeitet"
    (edit,) = posts((old, words))[0].edits
    assert (edit.by, edit.count) == (by, count)
    assert f"{edit.time.local:%Y-%m-%d %H:%M}" == "2004-02-03 18:25"


def test_a_line_of_underscores_that_the_author_typed_is_no_signature():
    assert posts()[0].content.text.splitlines()[1] == "_________________"
    (first, _) = posts(("<br />_________________<br />Meine", "\n<br />\n_________________\n<br />\nMeine"))
    assert first.content.text.endswith("_________________\nMeine Lampen")


def test_sessions_are_in_no_link_of_a_body():
    content = posts()[0].content
    assert [link.url for link in content.links] == [BASE + "viewtopic.php?t=12"]
    assert "sid=" not in content.html


def test_a_member_whose_profile_is_hidden_is_no_guest():
    button = 'href="profile.php?mode=viewprofile&amp;u=7&amp;sid=0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f"'
    author = posts((button, 'href="#"'))[0].author
    assert (author.id, author.guest) == (None, None)


def test_the_order_turned_round_tells_no_opening_post():
    old = '<option value="asc" selected="selected">Die ältesten zuerst</option><option value="desc">'
    new = '<option value="asc">Die ältesten zuerst</option><option value="desc" selected="selected">'
    (thread,) = read("subsilver_thread_de", replace=[(old, new)]).threads
    assert thread.thread.author is None


def test_pages_without_the_line_that_counts_them():
    (thread,) = read("subsilver_thread_de", replace=[("Seite <b>1</b> von <b>2</b>", "")]).threads
    assert (thread.number, thread.pages) == (1, 2)
    replace = [("Seite <b>1</b> von <b>2</b>", ""), ("start=15", "start=0"), (">2</a>", ">1</a>"), ("<b>1</b>", "<b>2</b>")]
    (last,) = read("subsilver_thread_de", url="viewtopic.php?t=41&start=15", replace=replace).threads
    assert last.next_url is None


def test_a_poll_with_its_results():
    ballot = '<tr><td><input type="radio" name="vote_id" value="{}" />&nbsp;</td><td><span class="gen">{}</span></td></tr>'
    bar = '<td><table><tr><td><img src="templates/subSilver/images/vote_lcap.gif" /></td></tr></table></td><td><b>50%</b></td>'
    result = '<tr><td><span class="gen">{}</span></td>' + bar + '<td><span class="gen">[ {} ]</span></td></tr>'
    changes = [(ballot.format(1, "Flach"), result.format("Flach", 4)), (ballot.format(2, "Rund"), result.format("Rund", 0))]
    poll = read("subsilver_thread_de", replace=changes).threads[0].thread.poll
    assert poll.question == "Flach oder rund?"
    assert [(option.text, option.votes) for option in poll.options] == [("Flach", 4), ("Rund", 0)]
