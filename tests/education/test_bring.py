"""A file by page: looked at first, then taken over as drafts, by editors only."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest

from audit.models import Event
from education.models import Article, Picture, Revision, Source
from tests.education.documents import paragraph, picture, png, run, word, zipped
from tests.education.test_reading_in import BIB, MARKDOWN, TOPIC
from tests.personas import World

pytestmark = pytest.mark.django_db
DOCUMENT = word(
    paragraph("Cold hands", "Titel"),
    paragraph("Wear gloves."),
    paragraph(picture("p1", "Two gloves")),
    links={"p1": "media/a.png"},
    more={"word/media/a.png": png()},
)


def file(raw: bytes, name: str) -> BytesIO:
    made = BytesIO(raw)
    made.name = name
    return made


def looked(editor: Any, raw: bytes, name: str) -> tuple[str, dict[str, str]]:
    """(the page, what its button would send)."""
    answer = editor.post("/write/import", {"file": file(raw, name)})
    page = answer.content.decode()
    assert answer.status_code == 200, page
    return page, {"word": page.split('name="word" value="')[1].split('"')[0], "name": name}


def test_a_word_document_is_looked_at_and_then_becomes_a_draft(world: World, sign_in: Any) -> None:
    editor = sign_in(world.editor)
    page, button = looked(editor, DOCUMENT, "hands.docx")
    assert "Cold hands" in page
    assert "A new draft" in page
    assert "1 picture was taken." in page
    assert not Article.objects.exists()
    assert not Picture.objects.exists()
    answer = editor.post("/write/import/take", button)
    article = Article.objects.get()
    assert answer["Location"] == f"/write/{article.ref}"
    draft = Revision.objects.get()
    assert (draft.state, draft.title, draft.writers) == ("draft", "Cold hands", [])
    (image,) = [one for one in draft.body if one["kind"] == "image"]
    assert (image["picture"], image["alt"]) == (str(Picture.objects.get().ref), "Two gloves")
    assert Event.objects.filter(verb="education.article.taken_in").exists()
    assert editor.get(f"/write/{article.ref}/preview").status_code == 200


def test_the_same_file_again_changes_nothing(world: World, sign_in: Any) -> None:
    editor = sign_in(world.editor)
    for _turn in range(2):
        page, button = looked(editor, DOCUMENT, "hands.docx")
        editor.post("/write/import/take", button)
    assert "Stays as it is" in page
    assert (Article.objects.count(), Revision.objects.count(), Picture.objects.count()) == (1, 1, 1)


def test_a_renamed_or_packed_file_is_still_the_same_page(world: World, sign_in: Any) -> None:
    editor = sign_in(world.editor)
    for raw, name in ((DOCUMENT, "hands.docx"), (DOCUMENT, "hands (2).docx"),
                      (zipped({"a/new/hands.docx": DOCUMENT}), "all.zip")):  # fmt: skip
        page, button = looked(editor, raw, name)
        editor.post("/write/import/take", button)
    assert "Stays as it is" in page
    assert Article.objects.count() == 1


def test_an_archive_takes_what_can_be_read_and_says_what_cannot(world: World, sign_in: Any) -> None:
    editor = sign_in(world.editor)
    raw = zipped({
        "a/hands.docx": DOCUMENT, "b.md": MARKDOWN, "c.xml": TOPIC, "d.bib": BIB, "e.exe": "MZ",
        "f.docx": b"PK\x03\x04broken", "__MACOSX/b.md": "x",
    })  # fmt: skip
    page, button = looked(editor, raw, "all.zip")
    assert "all.zip/f.docx" in page
    assert "all.zip/e.exe" in page
    assert "4 in the file, 4 of them new" not in page
    assert editor.post("/write/import/take", button)["Location"] == "/write"
    assert Article.objects.count() == 3
    assert Source.objects.filter(origin="ref:hands2020").exists()


@pytest.mark.parametrize(
    ("raw", "name", "words"),
    [
        (b"", "a.docx", "Choose a file"),
        (b"x" * 5_000_001, "a.docx", "up to 5 MB"),
        (word("<w:p/>" * 100_000), "a.docx", "Divide it"),
        (b"%PDF-1.4", "a.pdf", "no text"),
        (zipped({"a.zip": zipped({"b.md": MARKDOWN})}), "a.zip", "Unpack it first"),
        (zipped({"a.exe": "MZ"}), "a.zip", "no file in it"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_reason(
    world: World, sign_in: Any, raw: bytes, name: str, words: str
) -> None:
    answer = sign_in(world.editor).post("/write/import", {"file": file(raw, name)})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Article.objects.exists()


def test_nobody_but_an_editor_brings_files_and_nobody_takes_another_ones(
    world: World, sign_in: Any
) -> None:
    _page, button = looked(sign_in(world.editor), DOCUMENT, "hands.docx")
    for persona in (world.reviewer, world.ruth):
        other = sign_in(persona)
        assert other.post("/write/import", {"file": file(DOCUMENT, "a.docx")}).status_code == 403
        assert other.post("/write/import/take", button).status_code == 403
    gone = sign_in(world.editor).post("/write/import/take", {**button, "word": "other"})
    assert gone["Location"] == "/write/import"
    assert not Article.objects.exists()


def test_pictures_in_text_are_left_where_no_picture_is(world: World, sign_in: Any) -> None:
    """Run and picture in one paragraph: the words stay whole."""
    raw = word(
        paragraph(run("One. ") + picture("p1", "x") + run("Two.")), links={"p1": "media/a.png"}
    )
    page, button = looked(sign_in(world.editor), raw, "a.docx")
    assert "Pictures left out" in page
    sign_in(world.editor).post("/write/import/take", button)
    assert Revision.objects.get().body[0]["text"] == "One. Two."
