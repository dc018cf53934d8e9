"""Files of others become drafts, twice is once, and a hostile file is refused kindly."""

from __future__ import annotations

import json
import os
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from education.models import Article, Citation, Revision, Source, Term
from education.page_text import Explained, as_html
from education.queries.export import everything
from po_platform.access.actor import Purpose, System, acting_as
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
        "sources_made": 4, "refused": 0,
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
    "a Word document": ("a.docx", b"PK\x03\x04rest", "Markdown"),
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


def test_our_own_export_comes_back_as_drafts(world: World, tmp_path: Path) -> None:
    put(tmp_path, a__xml=TOPIC, b__md=MARKDOWN)
    run(tmp_path)
    with acting_as(System(Purpose.OPERATE)) as actor:
        told = everything(actor=actor, history=True)
    bodies = [one.body for one in Revision.objects.order_by("article_id")]
    Citation.objects.all().delete()
    Revision.objects.all().delete()
    Article.objects.all().delete()
    file = tmp_path / "all.json"
    file.write_text(json.dumps(told, default=str))
    report, _code = run(file)
    assert report["counts"]["made"] == 2
    again = [one.body for one in Revision.objects.order_by("article_id")]
    assert [[{**s, "id": ""} for s in b] for b in again] == [
        [{**s, "id": ""} for s in b] for b in bodies
    ]
    assert run(file)[0]["counts"]["unchanged"] == 2


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
