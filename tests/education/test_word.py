"""Word documents become drafts: what is kept, what is named as left out, what is refused."""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest

from education.page_text import Explained, as_html
from education.reading_in.files import read_bytes
from education.reading_in.incoming import Found, IncomingArticle, Unreadable
from tests.education.documents import paragraph, picture, png, run, table, word, zipped

FOOTNOTES = (
    '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    f'<w:footnote w:id="2">{paragraph("Ein Heft der Klinik, 2021.")}</w:footnote></w:footnotes>'
)
NOTE = '<w:r><w:footnoteReference w:id="2"/></w:r>'


def read(raw: bytes, name: str = "Müde Tage.docx") -> tuple[IncomingArticle, Found]:
    found = read_bytes(raw, name)
    (article,) = found.articles
    return article, found


def said(found: Found) -> str:
    return " ".join(words for _place, words, _level in found.notes)


def shown(section: dict[str, Any]) -> str:
    return as_html(section["text"], Explained({}))


def test_headings_lists_tables_links_and_notes_are_kept() -> None:
    article, found = read(
        word(
            paragraph("Müde Tage", "Titel"),
            paragraph(run("Viele sind ") + run("oft", "<w:b/>") + run(" müde.") + NOTE),
            paragraph("Was hilft", "berschrift1"),
            paragraph("Tee", numbered=(1, 0)),
            paragraph("Erst Wasser", numbered=(1, 1)),
            paragraph("Ruhe", numbered=(1, 0)),
            paragraph("Genauer", "berschrift2"),
            paragraph(
                f'<w:hyperlink r:id="l1">{run("Ein Blatt")}</w:hyperlink>'
                f'<w:hyperlink r:id="l2">{run(" und noch eins")}</w:hyperlink>'
            ),
            paragraph("Schritte", "berschrift1"),
            paragraph("Hinsetzen", numbered=(2, 0)),
            paragraph("Atmen", numbered=(2, 0)),
            paragraph("Zahlen", "berschrift1"),
            table(["Tag", "Stunden"], ["Montag", "3 | 4"], heading=True),
            links={"l1": "https://example.org/a_(b)", "l2": "file:///etc/passwd"},
            more={"word/footnotes.xml": FOOTNOTES},
        )
    )
    assert (article.title, article.language) == ("Müde Tage", "de")
    first, helps, steps, numbers, notes = article.body
    assert first["text"] == r"Viele sind **oft** müde.\[1\]"
    assert helps["heading"] == "Was hilft"
    assert helps["text"].startswith(
        "- Tee\n  1. Erst Wasser\n- Ruhe\n\n**Genauer**\n\n[Ein Blatt]("
    )
    assert 'href="https://example.org/a_%28b%29"' in shown(helps)
    assert "passwd" not in helps["text"]
    assert (steps["kind"], steps["items"]) == ("steps", ["Hinsetzen", "Atmen"])
    assert '<th scope="col">Tag</th>' in shown(numbers)
    assert "<td>3 | 4</td>" in shown(numbers)
    assert notes["heading"] in ("Footnotes", "Fußnoten")
    assert notes["text"] == "1. Ein Heft der Klinik, 2021."
    assert "Links that lead to no web page" in said(found)


def test_pictures_are_taken_with_their_words_or_named_as_left_out() -> None:
    article, found = read(
        word(
            paragraph("A page", "berschrift1"),
            paragraph(run("Before.") + picture("p1", "Two hands") + run("After.")),
            paragraph(picture("p2", "A drawing nobody can open")),
            paragraph(picture("p1", "A picture of a hand. Description automatically generated")),
            links={"p1": "media/image1.png", "p2": "media/image2.emf", "p3": "media/gone.png"},
            more={"word/media/image1.png": png(), "word/media/image2.emf": b"\x01\x00\x00\x00"},
        )
    )
    kinds = [(one["kind"], one.get("alt", "")) for one in article.body]
    assert kinds == [("image", "Two hands"), ("text", ""), ("image", "")]
    assert article.body[1]["text"] == "Before.After."
    assert all(png.startswith(b"\x89PNG") for png in article.pictures.values())
    assert "Pictures left out" in said(found)
    assert "2 pictures were taken." in said(found)
    assert "Descriptions a program had made" in said(found)


def test_what_falls_away_is_named() -> None:
    body = (
        paragraph("Inhalt 1", "Verzeichnis1"),
        paragraph(run("Fett als Überschrift", "<w:b/>")),
        paragraph("Text."),
        f"<w:p><w:del>{run('weg')}</w:del><w:ins>{run('neu')}</w:ins>"
        '<w:r><w:commentReference w:id="1"/></w:r></w:p>',
        '<w:p><m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"/></w:p>',
        '<w:sectPr><w:headerReference w:id="h"/></w:sectPr>',
    )
    article, found = read(word(*body, title="Aus den Eigenschaften"))
    assert article.title == "Aus den Eigenschaften"
    assert [one["heading"] for one in article.body] == ["Fett als Überschrift"]
    assert article.body[0]["text"] == "Text.\n\nneu"
    told = said(found)
    for words in ("Comments left out: 1", "deleted were left out: 1", "new were taken: 1",
                  "Formulas left out: 1", "heads and feet", "Short bold lines"):  # fmt: skip
        assert words in told


def test_signs_that_mean_something_here_stay_what_they_were() -> None:
    words = "2 * 3, [a](b), &lt;script&gt;, a_b_c, _x_, `c`, \\d, | and 1. first"
    article, _found = read(word(paragraph("- " + words), paragraph("3. Mai"), paragraph("&gt; so")))
    html = shown(article.body[0])
    assert "2 * 3, [a](b), &lt;script&gt;, a_b_c, _x_, `c`, \\d, | and 1. first" in html
    assert "<p>3. Mai</p>" in html
    assert "<li>" not in html
    assert "<blockquote>" not in html


def test_the_same_file_has_the_same_name_and_mark_and_another_has_not() -> None:
    raw = word(paragraph("Ein Satz."))
    one, again = read(raw)[0], read(raw)[0]
    other = read(word(paragraph("Ein anderer.")))[0]
    assert (one.origin, one.mark) == (again.origin, again.mark)
    assert one.origin == other.origin
    assert one.mark != other.mark
    assert read(raw, "Anderer Name.docx")[0].origin != one.origin


SMALL = paragraph("Text.")
DEEP = "<w:tbl><w:tr><w:tc>" * 40 + SMALL + "</w:tc></w:tr></w:tbl>" * 40
ENTITY = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
HOSTILE: dict[str, tuple[bytes, str]] = {
    "a million parts in a small file": (word("<w:p/>" * 1_000_000), "Divide it"),
    "a part that unpacks to much": (word(f"<w:p><w:t>{'a' * 13_000_000}</w:t></w:p>"), "MB"),
    "depth": (word(DEEP), "Divide it"),
    "entities": (word(SMALL, prolog=ENTITY), "entities"),
    "a macro": (word(SMALL, more={"word/vbaProject.bin": b"x"}), "macro"),
    "no document": (zipped({"word/styles.xml": "<a/>", "[Content_Types].xml": "<a/>"}), "damaged"),
    "broken XML": (word(more={"word/document.xml": "<w:document"}), "damaged"),
    "another XML": (word(more={"word/document.xml": "<html/>"}), "damaged"),
    "half a file": (word(SMALL)[:400], "damaged"),
    "an old Word file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".docx"),
    "a password": (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
    "OpenDocument": (
        zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}),
        "OpenDocument",
    ),
    "a table": (zipped({"[Content_Types].xml": "<a/>", "xl/workbook.xml": "<a/>"}), "no text"),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_document_is_refused_with_a_reason_while_it_is_small(what: str) -> None:
    raw, word_of_it = HOSTILE[what]
    tracemalloc.start()
    try:
        with pytest.raises(Unreadable, match=word_of_it):
            read_bytes(raw, "a.docx")
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()


def test_a_picture_outside_the_document_is_never_fetched() -> None:
    outside = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="p1" TargetMode="External" Target="http://127.0.0.1:9/x.png" Type="'
        'http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/></Relationships>'
    )
    linked = picture("p1", "x").replace("r:embed", "r:link")
    article, found = read(
        word(paragraph(linked), SMALL, more={"word/_rels/document.xml.rels": outside})
    )
    assert [one["kind"] for one in article.body] == ["text"]
    assert "Pictures left out" in said(found)
