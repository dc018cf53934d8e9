"""Files of others become drafts, twice is once, and a hostile file is refused kindly."""

from __future__ import annotations

import gzip
import json
import os
from base64 import b64encode
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from education.models import (
    Article,
    Citation,
    Picture,
    ProjectRecord,
    Revision,
    SelfAudit,
    Source,
    Term,
    Topic,
)
from education.page_text import Explained, as_html
from education.queries.export import everything
from education.reading_in.not_read import LEFT_OUT, READ
from po_platform.access.actor import Purpose, System, acting_as
from tests.education.documents import BROKEN_PICTURES, paragraph, picture, png, word
from tests.education.path import published
from tests.personas import World

pytestmark = pytest.mark.django_db

TOPIC = """<?xml version="1.0" encoding="UTF-8"?>
<Document id="77" source="Our Topics" url="https://example.org/cold-hands.html">
<Focus>Cold hands</Focus>
<FocusAnnotations><Synonyms><Synonym>Chilly fingers</Synonym></Synonyms></FocusAnnotations>
<QAPairs><QAPair pid="1"><Question qid="77-1" qtype="information">What is it?</Question>
<Answer>Hands can be cold.    Some causes are    - wind    - water    - worry</Answer></QAPair>
<QAPair pid="2"><Question qid="77-2" qtype="x">What helps?</Question><Answer></Answer></QAPair>
</QAPairs></Document>"""
MARKDOWN = """---
id: ours-1
title: "Cold hands: what helps"
language: en
stage: days
in_short:
- Gloves help.
keywords: [chilly fingers, frost]
sources:
- A guideline about hands | Hand Society | 2023 | https://example.org/hands
---
Some words on top, which
go on in the next line.

## What to do
1. Put on gloves.
2. Drink tea,
   slowly.

## When to get help {help}
### Now
A finger turns black.
### Soon
It hurts.
"""
RIS = "TY  - JOUR\nTI  - Warm hands\nAU  - Ahlgren, A\nPY  - 2021/03\nDO  - 10.1000/XYZ\nER  - \n"
BIB = '@book{hands2020,\n title = {Hands {and} {\\"U}bung},\n author = {Blom, B and Carl, C},\n year = 2020\n}\n'
WORD = word(
    paragraph("Warm hands", "Titel"),
    paragraph(picture("p1", "A hand")),
    links={"p1": "media/a.png"},
    more={"word/media/a.png": png()},
)
INNER = ["&a;", *(f"&e{n};" for n in range(9))]
LEVELS = "".join(f'<!ENTITY e{n} "{one * 10}">' for n, one in enumerate(INNER))
BOMB = (
    f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">{LEVELS}]>'
    '<Document id="1"><Focus>&e9;</Focus></Document>'
)


def run(path: Path | str, *options: str) -> tuple[dict[str, Any], int]:
    """(the report, the exit code); standard output is the report and nothing else."""
    out, code = StringIO(), 0
    try:
        call_command("import_topics", str(path), "--json", *options, stdout=out)
    except SystemExit as ended:
        code = int(ended.code or 0)
    return json.loads(out.getvalue()), code


def put(folder: Path, **files: str | bytes) -> Path:
    for name, content in files.items():
        raw = content if isinstance(content, bytes) else content.encode()
        (folder / name.replace("__", ".")).write_bytes(raw)
    return folder


def test_a_folder_becomes_drafts_that_need_their_checks(world: World, tmp_path: Path) -> None:
    put(tmp_path, a__xml=TOPIC, b__md=MARKDOWN, c__ris=RIS, d__bib=BIB, e__txt="not looked at")
    report, code = run(tmp_path)
    assert (report["status"], code) == ("imported_with_notes", 0)
    assert report["counts"] == {
        "files": 4, "articles": 2, "made": 2, "changed": 0, "unchanged": 0, "sources": 4,
        "sources_made": 4, "words": 0, "words_made": 0, "refused": 0,
    }  # fmt: skip
    assert report["errors"] == []
    assert not Article.objects.filter(live__isnull=False).exists()
    assert set(Revision.objects.values_list("state", flat=True)) == {"draft"}
    topic = Article.objects.get(origin="topic:Our Topics:77").revisions.get()
    (one,) = topic.body
    assert one["heading"] == "What is it?"
    assert one["text"] == "Hands can be cold.\n\nSome causes are\n\n- wind\n- water\n- worry"
    assert "chilly fingers" in Term.objects.get(word="Cold hands").same_as[0].lower()
    assert Source.objects.get(origin="doi:10.1000/xyz").year == 2021
    assert Source.objects.get(origin="ref:hands2020").title == "Hands and Übung"


def test_markdown_with_front_matter_becomes_sections(world: World, tmp_path: Path) -> None:
    run(put(tmp_path, b__md=MARKDOWN) / "b.md")
    draft = Revision.objects.get()
    assert draft.title == "Cold hands: what helps"
    assert draft.in_short == ["Gloves help."]
    top, steps, help_ = draft.body
    assert top["text"] == "Some words on top, which go on in the next line."
    assert (steps["kind"], steps["items"]) == ("steps", ["Put on gloves.", "Drink tea, slowly."])
    assert (help_["now"], help_["soon"]) == ("A finger turns black.", "It hurts.")
    source = Citation.objects.get().source
    assert (source.title, source.year, source.url) == (
        "A guideline about hands", 2023, "https://example.org/hands"
    )  # fmt: skip


def test_a_second_run_changes_nothing(world: World, tmp_path: Path) -> None:
    put(tmp_path, a__xml=TOPIC, b__md=MARKDOWN, c__ris=RIS)
    run(tmp_path)
    before = list(Revision.objects.order_by("pk").values()), list(Source.objects.values())
    report, _code = run(tmp_path)
    assert (report["counts"]["made"], report["counts"]["unchanged"]) == (0, 2)
    assert report["counts"]["sources_made"] == 0
    assert (list(Revision.objects.order_by("pk").values()), list(Source.objects.values())) == before


def test_a_changed_file_changes_its_draft_unless_somebody_wrote_on_it(
    world: World, tmp_path: Path
) -> None:
    file = put(tmp_path, b__md=MARKDOWN) / "b.md"
    run(file)
    file.write_text(MARKDOWN.replace("Gloves help.", "Mittens help."))
    report, _code = run(file)
    assert report["counts"]["changed"] == 1
    assert Revision.objects.get().in_short == ["Mittens help."]
    Revision.objects.update(writers=[world.editor.account.pk])
    file.write_text(MARKDOWN.replace("Gloves help.", "Nothing helps."))
    report, _code = run(file)
    assert report["counts"]["unchanged"] == 1
    assert "was worked on here since" in report["notes"][0]["message"]
    assert Revision.objects.get().in_short == ["Mittens help."]


def test_a_dry_run_says_the_same_and_stores_nothing(world: World, tmp_path: Path) -> None:
    put(tmp_path, a__xml=TOPIC, b__md=MARKDOWN)
    tried, _code = run(tmp_path, "--dry-run")
    assert not Article.objects.exists()
    done, _code = run(tmp_path)
    assert tried == done


HOSTILE: dict[str, tuple[str, str | bytes, str]] = {
    "a bomb of entities": ("a.xml", BOMB, "entities"),
    "a file of the machine": (
        "a.xml",
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><Document id="1"><Focus>&x;</Focus></Document>',
        "entities",
    ),
    "a parameter entity": (
        "a.xml", '<!DOCTYPE d [<!ENTITY % x SYSTEM "http://127.0.0.1/x"> %x;]><Document/>', "entities"
    ),
    "depth": ("a.xml", "<a>" * 5_000, "deep"),
    "broken XML": ("a.xml", TOPIC[:300], "line"),
    "another XML": ("a.xml", "<html><body>Hello</body></html>", "<html>"),
    "a strange encoding": ("a.xml", '<?xml version="1.0" encoding="x-nothing"?><a/>', ""),
    "nothing": ("a.md", "", "empty"),
    "a damaged Word document": ("a.docx", b"PK\x03\x04rest", "damaged"),
    "a packed bomb": ("a.xml.gz", gzip.compress(b"<a>" * 30_000_000), "MB"),
    "half a packed file": ("a.xml.gz", gzip.compress(TOPIC.encode())[:200], "damaged"),
    "a picture": ("a.md", b"\x89PNG\r\n\x1a\n\xff\xfe", "UTF-8"),
    "other JSON": ("a.json", '{"a": 1}', "export"),
    "deep JSON": ("a.json", "[" * 100_000, "levels"),
    "front matter without end": ("a.md", "---\ntitle: x\n", "never ends"),
    "no title": ("a.md", "words", "title"),
    "no source": ("a.bib", "@@@ {{{", "no source"),
    "too large": ("a.md", b"x" * 5_000_001, "5 MB"),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_or_broken_file_is_refused_with_a_reason(
    world: World, tmp_path: Path, what: str
) -> None:
    name, content, word = HOSTILE[what]
    raw = content if isinstance(content, bytes) else content.encode()
    (tmp_path / name).write_bytes(raw)
    report, code = run(tmp_path / name)
    assert (report["status"], code, len(report["errors"])) == ("refused", 1, 1)
    assert word in report["errors"][0]["message"]
    assert "Traceback" not in report["errors"][0]["message"]
    assert not Article.objects.exists()


@pytest.mark.parametrize("what", BROKEN_PICTURES)
@pytest.mark.parametrize("kind", ["docx", "json"])
def test_a_picture_that_cannot_be_opened_is_left_out_and_the_page_is_there(
    world: World, tmp_path: Path, kind: str, what: str
) -> None:
    raw = BROKEN_PICTURES[what]
    section = {"kind": "image", "picture": "one", "alt": "A hand"}
    ours = {
        "origin": "x", "title": "Warm hands", "body": [section],
        "pictures": {"one": b64encode(raw).decode()},
    }  # fmt: skip
    if kind == "json":
        content = json.dumps({"format": "health-pages-1", "articles": [ours]}).encode()
    else:
        parts = paragraph("Warm hands", "Titel"), paragraph(picture("p1", "A hand"))
        content = word(*parts, links={"p1": "media/a.png"}, more={"word/media/a.png": raw})
    file = tmp_path / f"a.{kind}"
    file.write_bytes(content)
    report, code = run(file)
    assert (report["status"], code) == ("imported_with_notes", 0)
    assert any("icture" in one["message"] and one["level"] == "dropped" for one in report["notes"])
    assert Revision.objects.get().title == "Warm hands"
    assert not Picture.objects.exists()


def test_one_bad_file_does_not_keep_the_others_out(world: World, tmp_path: Path) -> None:
    put(tmp_path, a__xml=BOMB, b__md=MARKDOWN)
    report, code = run(tmp_path)
    assert (report["status"], code) == ("imported_with_notes", 0)
    assert (report["counts"]["made"], report["counts"]["refused"]) == (1, 1)


def test_a_script_in_a_title_stays_text(world: World, tmp_path: Path) -> None:
    evil = TOPIC.replace("Cold hands", "&lt;script&gt;alert(1)&lt;/script&gt;").replace(
        "What is it?", "&lt;img src=x onerror=alert(1)&gt;\u202e"
    )
    run(put(tmp_path, a__xml=evil) / "a.xml")
    draft = Revision.objects.get()
    assert draft.title == "<script>alert(1)</script>"
    assert draft.article.slug == "scriptalert1script"
    assert "\u202e" not in draft.body[0]["heading"]
    assert "<img" not in as_html(draft.body[0]["heading"], Explained({}))


@pytest.mark.parametrize("path", ["/nowhere/at/all", "/dev/null", "."])
def test_a_path_without_files_is_refused(world: World, tmp_path: Path, path: str) -> None:
    report, code = run(tmp_path if path == "." else path)
    assert (report["status"], code) == ("refused", 1)


def test_links_out_of_the_folder_are_not_followed(world: World, tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    put(outside, b__md=MARKDOWN)
    (inside / "b.md").symlink_to(outside / "b.md")
    (inside / "d").symlink_to(outside)
    assert run(inside)[0]["status"] == "refused"


def test_our_own_export_comes_back_the_same_to_the_letter(world: World, tmp_path: Path) -> None:
    """Pages with their parts, pictures and sources, and the glossary; as drafts that need checks."""
    put(tmp_path, a__xml=TOPIC, b__md=MARKDOWN, c__docx=WORD)
    run(tmp_path)
    Source.objects.update(accessed_on=date(2026, 3, 4))
    part = Revision.objects.get(article__origin="ours-1").body[0]["id"]
    Citation.objects.filter(revision__article__origin="ours-1").update(section=part)
    Term.objects.create(language="en", word="Frost", short="ice", text="Cold.", same_as=["rime"])
    ProjectRecord.objects.create(
        article=Article.objects.get(origin="ours-1"), with_whom="Three clubs", how="Wrote.",
        begun_on=date(2025, 1, 2), ended_on=date(2025, 3, 4),
    )  # fmt: skip
    told = exported()
    for model in (ProjectRecord, Citation, Revision, Article, Source, Term, Picture):
        model.objects.all().delete()
    file = tmp_path / "all.json"
    file.write_text(json.dumps(told, default=str))
    report, _code = run(file)
    assert (report["counts"]["made"], report["notes"], report["errors"]) == (3, [], [])
    assert exported() == told
    assert set(Revision.objects.values_list("state", flat=True)) == {"draft"}
    assert run(file)[0]["counts"]["unchanged"] == 3


def test_how_a_page_came_about_is_read_in_with_a_page_that_is_new_here_alone(
    world: World, tmp_path: Path
) -> None:
    part = {"kind": "text", "text": "Gloves."}
    ours: dict[str, Any] = {"origin": "x", "title": "Warm hands", "body": [part]}
    bad = {
        "with_whom": ["no"],
        "how": "Wrote.\u202e",
        "begun_on": "2025-03-04",
        "ended_on": "2025-01-01",
    }
    whole = {"format": "health-pages-1", "articles": [{**ours, "project": {**bad, "x": 1}}]}
    file = put(tmp_path, all__json=json.dumps({**whole, "articles": [ours]})) / "all.json"
    run(file)
    file.write_text(json.dumps(whole))
    report, _code = run(file)
    assert not ProjectRecord.objects.exists(), "nobody looked at it, and the page is here already"
    (note,) = report["notes"]
    assert note["message"].startswith("How “Warm hands” came about was not read in")
    for model in (Citation, Revision, Article):
        model.objects.all().delete()
    assert run(file)[0]["notes"] == []
    made = ProjectRecord.objects.get()
    assert (made.article, made.begun_on, made.ended_on) == (
        Article.objects.get(), date(2025, 3, 4), None
    )  # fmt: skip
    assert (made.how, made.with_whom) == ("Wrote.", "")
    odd_ones: tuple[Any, ...] = ([], "x", 7, {}, None, {"begun_on": 4})
    for odd in odd_ones:
        ours_again = {**ours, "origin": f"y{odd}", "project": odd}
        file.write_text(json.dumps({**whole, "articles": [ours_again]}))
        assert run(file)[0]["status"] == "imported"
    assert ProjectRecord.objects.count() == 1


def test_an_export_read_into_the_same_portal_makes_no_second_page(
    world: World, tmp_path: Path
) -> None:
    published(world)
    file = tmp_path / "all.json"
    file.write_text(json.dumps(exported(), default=str))
    report, _code = run(file)
    assert (report["counts"]["made"], report["counts"]["unchanged"]) == (0, 1)
    assert (Article.objects.count(), Source.objects.count()) == (1, 1)


def test_words_of_the_glossary_alone_are_used_and_counted(world: World, tmp_path: Path) -> None:
    words = [{"language": "en", "word": name, "short": "x"} for name in ("Frost", "Rime")]
    told = {"format": "health-pages-1", "articles": [], "words": words}
    file = put(tmp_path, all__json=json.dumps(told)) / "all.json"
    for made in (2, 0):
        report, code = run(file)
        assert (report["status"], code) == ("imported", 0)
        assert (report["counts"]["words"], report["counts"]["words_made"]) == (2, made)
    assert set(Term.objects.values_list("word", flat=True)) == {"Frost", "Rime"}
    file.write_text(json.dumps({**told, "words": []}))
    assert (run(file)[0]["status"], run(file)[1]) == ("refused", 1)


def test_what_an_export_says_and_is_not_read_in_is_named_with_its_number(
    world: World, tmp_path: Path
) -> None:
    published(world)
    for number in range(4):
        Topic.objects.create(title=f"Topic {number}", language="en", state="open")
    SelfAudit.objects.create(year=2026, version=1, items=[], answers={"who": {}})
    file = tmp_path / "all.json"
    file.write_text(json.dumps({**exported(), "a_later_key": [1, 2]}, default=str))
    report, code = run(file)
    assert (report["status"], code) == ("imported_with_notes", 0)
    told = [one for one in report["notes"] if one["message"].startswith("Not read in")]
    assert {(one["path"], one["message"]) for one in told} == {
        (f"all.json: {key}", f"Not read in: {what}. It stays in the file.")
        for key, what in (
            ("topics", "topics members asked for (4)"),
            ("own_looks", "years in which you looked at your own work (1)"),
            ("a_later_key", "a_later_key (2)"),
        )
    }
    assert {one["level"] for one in told} == {"dropped"}


def test_no_key_of_our_export_is_passed_over_in_silence(world: World) -> None:
    with acting_as(System(Purpose.OPERATE)) as actor:
        told = everything(actor=actor, history=True)
    assert set(told) == READ | set(LEFT_OUT)


def exported() -> dict[str, Any]:
    with acting_as(System(Purpose.OPERATE)) as actor:
        told = everything(actor=actor, history=False)
    made: dict[str, Any] = json.loads(json.dumps(told, default=str))
    return made


def test_a_translation_finds_its_original_whatever_the_order_of_files(
    world: World, tmp_path: Path
) -> None:
    german = "---\nid: x-de\ntitle: Kalte Hände\nlanguage: de\ntranslation_of: ours-1\n---\nText.\n"
    put(tmp_path, a__md=german, b__md=MARKDOWN)
    run(tmp_path)
    assert Article.objects.get(language="de").translation_of == Article.objects.get(language="en")


TOPICS = Path(os.environ.get("PO_SHARED_DATA", Path(__file__).parents[3] / "shared/data"), "topics")


@pytest.mark.skipif(not TOPICS.is_dir(), reason="no public topic files beside the project")
def test_public_topic_files_are_read_whole(world: World) -> None:
    report, code = run(TOPICS)
    assert (code, report["errors"]) == (0, [])
    assert report["counts"]["made"] == report["counts"]["files"] == len(list(TOPICS.glob("*.xml")))
    assert all(draft.body[0]["text"] for draft in Revision.objects.all())
    assert run(TOPICS)[0]["counts"]["made"] == 0


SUMMARIES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE health-topics SYSTEM "topics.dtd">
<health-topics total="2" date-generated="01/02/2026">
<health-topic title="Kalte Hände" url="https://example.org/kalt" id="5" language="German">
<also-called>Frostfinger</also-called>
<full-summary>&lt;h3&gt;Was ist das?&lt;/h3&gt;&lt;p&gt;Die H&auml;nde sind &lt;b&gt;kalt&lt;/b&gt;.&lt;/p&gt;
&lt;ul&gt;&lt;li&gt;Wind&lt;/li&gt;&lt;li&gt;&lt;a href="javascript:alert(1)"&gt;Wasser&lt;/a&gt;&lt;/li&gt;&lt;/ul&gt;</full-summary>
<group url="https://example.org/g" id="1">Hände</group><site title="x" url="https://example.org/x"/>
</health-topic>
<health-topic title="Empty" url="https://example.org/empty" language="English"/></health-topics>"""
PLAIN = """<Document url="https://example.org/plain" xml:lang="en"><Focus><![CDATA[Cold & stiff]]></Focus>
<QAPairs><QAPair><Question>What is <b>it</b>?</Question><Answer>Before <i>inside</i> after.</Answer></QAPair>
<QAPair><Answer><![CDATA[<p>One</p><p>Two</p>]]></Answer></QAPair><QAPair/></QAPairs></Document>"""


def test_topics_with_summaries_languages_and_groups(world: World, tmp_path: Path) -> None:
    report, _code = run(put(tmp_path, a__xml=SUMMARIES) / "a.xml")
    assert report["counts"]["made"] == 2
    draft = Revision.objects.get(article__language="de")
    (part,) = draft.body
    assert part["heading"] == "Was ist das?"
    assert part["text"] == "Die Hände sind **kalt**.\n\n- Wind\n- Wasser"
    assert Citation.objects.get(revision=draft).source.url == "https://example.org/kalt"
    told = " ".join(note["message"] for note in report["notes"])
    assert "group, site" in told
    assert "empty draft" in told


def test_topics_without_id_with_cdata_and_marks_inside(world: World, tmp_path: Path) -> None:
    raw = gzip.compress(PLAIN.encode("utf-16"))
    report, code = run(put(tmp_path, **{"a__xml.gz": raw}) / "a.xml.gz")
    assert (code, report["counts"]["made"]) == (0, 1)
    draft = Revision.objects.get()
    assert draft.title == "Cold & stiff"
    assert [one.get("heading", "") for one in draft.body] == ["What is it?", ""]
    assert draft.body[0]["text"] == "Before *inside* after."
    assert draft.body[1]["text"] == "One\n\nTwo"
    assert run(tmp_path)[0]["counts"]["unchanged"] == 1


def test_front_matter_as_other_programs_write_it(world: World, tmp_path: Path) -> None:
    text = "\ufeff---  \r\ntitle: 'Warm'\r\nsummary: >\r\n  One\r\n  sentence.\r\n...\r\n| A | B |\r\n|---|---|\r\n| 1 | 2 |\r\n"
    run(put(tmp_path, b__md=text) / "b.md")
    draft = Revision.objects.get()
    assert (draft.title, draft.in_short) == ("Warm", ["One sentence."])
    assert "<td>1</td>" in as_html(draft.body[0]["text"], Explained({}))


def test_what_front_matter_says_beyond_what_we_know_is_named(world: World, tmp_path: Path) -> None:
    more = "author: A. Writer\nDate: 2024-01-02\ntags: [a, b]\ndescription: >\n  Of hands.\n"
    head = MARKDOWN.replace("language: en\n", f"language: en\n{more}")
    report, _code = run(put(tmp_path, b__md=head) / "b.md")
    (note,) = report["notes"]
    assert note["message"] == "Left out of the front matter: author, date, tags, description"
    assert (note["path"], note["level"]) == ("b.md: front matter", "dropped")
    assert Revision.objects.get().title == "Cold hands: what helps"
    put(tmp_path, b__md=MARKDOWN.replace("ours-1", "ours-2"))
    assert run(tmp_path / "b.md")[0]["notes"] == []


def test_two_files_of_one_name_in_two_folders_are_two_pages(world: World, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "index.md").write_text(f"# Page {folder}\nWords.")
    assert run(tmp_path)[0]["counts"]["made"] == 2
    assert run(tmp_path)[0]["counts"]["unchanged"] == 2
