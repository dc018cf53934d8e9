"""Question-and-answer XML of health topics becomes drafts: each question a section."""

from __future__ import annotations

import re
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from education.sections import MOST_SECTIONS, MOST_SIGNS, TEXT, section

from .incoming import Found, IncomingArticle, IncomingSource, Unreadable, tidy, tidy_text

DEEPEST = 30
LISTED = re.compile(r"\s{2,}-\s+")


class _Topics:
    """Hears the parser; keeps the texts of the elements we know, and nothing else."""

    def __init__(self) -> None:
        self.path: list[str] = []
        self.text: list[str] = []
        self.documents: list[dict[str, Any]] = []
        self.strange: set[str] = set()
        self.root = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.path.append(name)
        self.root = self.root or name
        if len(self.path) > DEEPEST:
            raise Unreadable(_("The file nests elements more than %(n)s deep.") % {"n": DEEPEST})
        self.text = []
        if name == "Document":
            self.documents.append({"attributes": attributes, "pairs": [], "synonyms": []})
        elif name == "QAPair" and self.documents:
            self.documents[-1]["pairs"].append({})
        elif name not in _KNOWN and self.documents:
            self.strange.add(name)

    def data(self, text: str) -> None:
        self.text.append(text)

    def end(self, name: str) -> None:
        text = "".join(self.text).strip()
        self.text = []
        self.path.pop()
        if not self.documents:
            return
        here = self.documents[-1]
        if name == "Focus":
            here["focus"] = text
        elif name == "Synonym" and text:
            here["synonyms"].append(text)
        elif name in ("Question", "Answer") and here["pairs"]:
            here["pairs"][-1][name] = text


_KNOWN = {
    "Documents", "Document", "Focus", "FocusAnnotations", "Category", "Synonyms", "Synonym",
    "QAPairs", "QAPair", "Question", "Answer", "UMLS", "CUIs", "CUI", "SemanticTypes",
    "SemanticType", "SemanticGroup",
}  # fmt: skip


def read_topics(raw: bytes) -> Found:
    """Drafts from one file. Raises Unreadable; entities are never expanded, nothing is fetched."""
    heard = _Topics()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = heard.start
    parser.EndElementHandler = heard.end
    parser.CharacterDataHandler = heard.data
    parser.EntityDeclHandler = _no_entities
    parser.ExternalEntityRefHandler = _no_entities
    parser.SkippedEntityHandler = _no_entities
    try:
        parser.Parse(raw, True)
    except expat.ExpatError as error:
        raise Unreadable(
            _("This is not sound XML: the reading stopped at line %(line)s, column %(column)s.")
            % {"line": error.lineno, "column": error.offset + 1}
        ) from error
    except (ValueError, LookupError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(
            _("The file names an encoding nobody can read. Save it as UTF-8.")
        ) from error
    if not heard.documents:
        raise Unreadable(
            _("This is XML, but it holds no health topics: it begins with <%(name)s>.")
            % {"name": tidy(heard.root, 60)}
        )
    found = Found()
    if heard.strange:
        names = ", ".join(sorted(heard.strange)[:10])
        found.note(
            "",
            _("Elements we do not know were left out: %(names)s.") % {"names": tidy(names, 300)},
            "dropped",
        )
    for document in heard.documents:
        found.articles += _article(document, found)
    return found


def _no_entities(*_arguments: Any) -> int:
    raise Unreadable(_("The file defines shortcuts of its own (entities). Save it without them."))


def _article(document: dict[str, Any], found: Found) -> list[IncomingArticle]:
    attributes = document["attributes"]
    title = tidy(document.get("focus"), 160)
    number = tidy(attributes.get("id"), 80)
    place = number or title
    if not title or not number:
        found.note(place, _("A topic without id or title was left out."), "dropped")
        return []
    source = tidy(attributes.get("source"), 80) or "topics"
    article = IncomingArticle(origin=f"topic:{source}:{number}", title=title)
    article.same_as = [tidy(word, 80) for word in document["synonyms"][:50]]
    empty = 0
    for pair in document["pairs"][:MOST_SECTIONS]:
        answer = pair.get("Answer", "")
        if not answer:
            empty += 1
            continue
        if len(answer) > MOST_SIGNS:
            found.note(
                place,
                _("A section was longer than %(n)s signs and was cut.") % {"n": MOST_SIGNS},
                "dropped",
            )
        text = tidy_text(_in_lines(answer), MOST_SIGNS)
        article.body.append(section(TEXT, heading=tidy(pair.get("Question"), 160), text=text))
    if empty:
        found.note(
            place, _("Questions without an answer were left out: %(n)s.") % {"n": empty}, "dropped"
        )
    if len(document["pairs"]) > MOST_SECTIONS:
        found.note(
            place, _("Only the first %(n)s sections were taken.") % {"n": MOST_SECTIONS}, "dropped"
        )
    if not article.body:
        found.note(place, _("The topic holds no text. It became an empty draft."), "kept")
    url = tidy(attributes.get("url"), 1000)
    if url.startswith(("https://", "http://")):
        article.sources.append(
            IncomingSource(
                title=title,
                origin=f"topic:{source}:{number}",
                made_by=source,
                kind="official",
                url=url,
            )
        )
    return [article]


def _in_lines(answer: str) -> str:
    """These files write a list as " - " after several spaces, and paragraphs after many of them."""
    text = LISTED.sub("\n- ", answer.replace("\r\n", "\n"))
    text = re.sub(r"\n- (.*?)(?=\n|$)", lambda one: "\n- " + " ".join(one[1].split()), text)
    text = re.sub(r"(?<=\S) {4,}(?=\S)", "\n\n", text)
    return re.sub(r"(?<!\n)\n- ", "\n\n- ", text, count=1)
