"""Feeds and exports of WordPress: each item a document with its fields."""

from __future__ import annotations

import gzip
import json
import time
from pathlib import Path

import pytest

from newsclip.reading.sniff import is_feed
from newsclip.record import Record
from tests.calling import shell
from tests.packing import gather, put

BODY = (
    "<p>The night ferry goes on until the spring, the council has decided after three hours.</p>"
    "<p>The operator wants a second crew, and the nurses a bench \u2013 with a roof.</p>"
)
WORDS = [
    "The night ferry goes on until the spring, the council has decided after three hours.",
    "The operator wants a second crew, and the nurses a bench \u2013 with a roof.",
]
RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<!-- made by hand -->
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Harbour Courier</title><link>https://harbour.example/</link>
<item><title>Night ferry &amp;amp; day ferry</title><link>https://harbour.example/ferry</link>
<guid isPermaLink="false">ferry-1</guid>
<dc:creator>Agnes Whitlow</dc:creator><pubDate>Sun, 12 May 2024 08:00:00 +0200</pubDate>
<category>Ferries</category><category>Nurses</category>
<description>A vote in the night.</description>
<content:encoded><![CDATA[{BODY}]]></content:encoded></item>
<item><title>Old mill grinds again</title><link>https://harbour.example/mill</link>
<description>&lt;p&gt;For the first time in ninety years the mill grinds flour.&lt;/p&gt;</description></item>
</channel></rss>
"""
ATOM = f"""<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Harbour Courier</title>
<entry><title type="html">Night &lt;b&gt;ferry&lt;/b&gt;</title><id>urn:ferry</id>
<link href="https://harbour.example/ferry"/><author><name>Agnes Whitlow</name></author>
<published>2024-05-12T08:00:00Z</published><updated>2024-05-13T09:30:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{BODY}</div></content></entry></feed>
"""
RDF = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://harbour.example/"><title>港口日報</title></channel>
<item rdf:about="https://harbour.example/1"><title>夜班渡輪</title><link>https://harbour.example/1</link>
<dc:date>2024-05-12T08:00:00+08:00</dc:date><description>夜班渡輪會一直開到春天，議會討論了三個小時才決定。</description></item>
</rdf:RDF>
"""
WORDPRESS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Harbour Courier</title><wp:wxr_version>1.2</wp:wxr_version>
<item><title>Night ferry</title><link>https://harbour.example/ferry</link>
<content:encoded><![CDATA[The night ferry goes on until the spring, the council has decided.

The operator wants a <em>second</em> crew
and the nurses a bench.]]></content:encoded><wp:post_type>post</wp:post_type></item>
<item><title>ferry.jpg</title><link>https://harbour.example/ferry.jpg</link>
<content:encoded><![CDATA[]]></content:encoded><wp:post_type>attachment</wp:post_type></item>
</channel></rss>
"""


def words(record: Record) -> list[str]:
    return [line.text for line in record.lines if not line.is_blank]


@pytest.mark.parametrize("name", ["feed.xml", "a.rss", "feed", "a.rss.gz", "feed.xml.gz"])
def test_each_item_is_a_document_with_its_fields(tmp_path: Path, name: str) -> None:
    data = RSS.encode()
    path = put(tmp_path, name, gzip.compress(data) if name.endswith("gz") else data)
    (ferry, mill), errors, skipped = gather(path)
    assert (errors, skipped) == ([], [])
    assert words(ferry) == WORDS
    assert ferry.title == "Night ferry & day ferry"
    assert ferry.url == "https://harbour.example/ferry"
    assert ferry.authors == ("Agnes Whitlow",)
    assert ferry.date_published == "2024-05-12T08:00:00+02:00"
    assert ferry.publisher == "Harbour Courier"
    assert ferry.keywords == ("Ferries", "Nurses")
    assert ferry.source.member == "ferry-1"
    said = json.loads(bytes(ferry.extra["feed"]))
    assert said == {"id": "ferry-1", "summary": "A vote in the night."}
    assert words(mill) == ["For the first time in ninety years the mill grinds flour."]
    assert mill.source.member == "https://harbour.example/mill"


def test_atom_and_rdf(tmp_path: Path) -> None:
    [ferry], errors, _ = gather(put(tmp_path, "a.atom", ATOM.encode()))
    assert errors == []
    assert (ferry.title, ferry.date_published) == ("Night ferry", "2024-05-12T08:00:00+00:00")
    assert words(ferry) == WORDS
    assert json.loads(bytes(ferry.extra["feed"]))["updated"] == "2024-05-13T09:30:00+00:00"
    [record], errors, _ = gather(put(tmp_path, "a.rdf", RDF.encode()))
    assert errors == []
    assert (record.title, record.publisher) == ("夜班渡輪", "港口日報")
    assert words(record) == ["夜班渡輪會一直開到春天，議會討論了三個小時才決定。"]


def test_an_export_of_wordpress_gives_its_posts_paragraph_by_paragraph(tmp_path: Path) -> None:
    [record], errors, skipped = gather(put(tmp_path, "export.xml", WORDPRESS.encode()))
    assert errors == []
    assert words(record) == [
        "The night ferry goes on until the spring, the council has decided.",
        "The operator wants a second crew and the nurses a bench.",
    ]
    assert skipped == ["https://harbour.example/ferry.jpg: WordPress item of type attachment"]


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-16", "gb18030"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = RSS.replace("\u2013", "-").replace("UTF-8", encoding).replace("Agnes", "Zo\u00e9")
    path = put(tmp_path, "a.rss", text.encode(encoding))
    (ferry, _), errors, _ = gather(path)
    assert errors == []
    assert ferry.authors == ("Zo\u00e9 Whitlow",)


def test_of_a_cut_feed_the_readable_items_are_kept(tmp_path: Path) -> None:
    cut = RSS[: RSS.index("<title>Old mill")].encode()
    records, [error], _ = gather(put(tmp_path, "a.rss", cut))
    assert words(records[0]) == WORDS
    assert "feed cut short; what was readable is kept" in str(error)


def test_broken_markup_costs_nothing(tmp_path: Path) -> None:
    text = RSS.replace("Harbour Courier", "Harbour & Courier").replace("Ferries", "Fish & chips")
    records, errors, _ = gather(put(tmp_path, "a.rss", text.encode()))
    assert errors == []
    assert records[0].keywords == ("Fish & chips", "Nurses")


@pytest.mark.parametrize("data", [b"", b"words", b"<html><p>a page</p></html>", b"\x00\xff" * 99])
def test_what_is_no_feed_costs_one_line(tmp_path: Path, data: bytes) -> None:
    records, [error], _ = gather(put(tmp_path, "a.rss", data))
    assert records == []
    assert "no feed; give it its right suffix" in str(error)


def test_references_beyond_all_characters_cost_nothing_else(tmp_path: Path) -> None:
    text = RSS.replace("A vote", "&#x110000; &#99999999999; &#x1F600; &#x01F600; A vote")
    (ferry, _), errors, _ = gather(put(tmp_path, "a.rss", text.encode()))
    assert errors == []
    summary = json.loads(bytes(ferry.extra["feed"]))["summary"]
    assert summary == "\ufffd \ufffd \U0001f600 \U0001f600 A vote in the night."


def test_entities_that_multiply_are_not_followed(tmp_path: Path) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "lollollol">'
    bomb += "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb += "]><rss version='2.0'><channel><item><title>&l11;</title></item></channel></rss>"
    records, errors, _ = gather(put(tmp_path, "a.rss", bomb.encode()))
    assert len(records) + len(errors) > 0
    assert sum(len(record.title or "") for record in records) < 1_000


@pytest.mark.parametrize(
    "start",
    [
        *(b"<!---->" * 4_000, b"<!--" * 4_000, b"<?" * 9_000, b"<?a?>" * 4_000, b" " * 64_000),
        b"<!-- a -- b > -->\n" * 2_000 + b"<!DOCTYPE rss" * 999,
    ],
)
def test_a_look_at_the_start_is_quick(start: bytes) -> None:
    begun = time.perf_counter()
    assert not is_feed(start + b"<html>")
    assert time.perf_counter() - begun < 1
    if start.endswith((b">", b" ")):
        assert is_feed(start + b"<rss version='2.0'>")


def test_a_page_that_shows_a_feed_stays_a_page(tmp_path: Path) -> None:
    [record], errors, _ = gather(put(tmp_path, "a.html", RSS.encode()))
    assert errors == []
    assert record.source.member is None


def test_articles_of_a_feed_keep_title_and_date(tmp_path: Path) -> None:
    (tmp_path / "feeds").mkdir()
    put(tmp_path, "feeds/a.rss", RSS.encode())
    told = shell("newsclip clip feeds | jq -c '[.title, .date_published, .text]'", cwd=tmp_path)
    first, second = map(json.loads, told.out.splitlines())
    assert first == ["Night ferry & day ferry", "2024-05-12T08:00:00+02:00", "\n".join(WORDS)]
    assert second[0] == "Old mill grinds again"
    assert (
        told.out
        == shell(
            "newsclip read - < feeds/a.rss | newsclip repair | newsclip strip | newsclip split"
            " | jq -c '[.title, .date_published, .text]'",
            cwd=tmp_path,
        ).out
    )
