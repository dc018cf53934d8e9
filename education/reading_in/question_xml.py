"""XML of health topics becomes drafts: questions with answers, or topics with a summary in HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from education.sections import MOST_SECTIONS, MOST_SIGNS, TEXT, Section, section

from .in_sections import in_sections
from .incoming import Found, IncomingArticle, IncomingSource, Unreadable, tidy, tidy_text
from .marked_words import blocks_of

DEEPEST = 30
MOST_DOCUMENTS = 20_000
LISTED = re.compile(r"\s{2,}-\s+")
HTML = re.compile(r"</(?:p|ul|ol|li|h[1-6]|strong|b|em|i|a|table)>|<(?:p|br)\s*/?>", re.IGNORECASE)
PARTS = {"p", "br", "ul", "ol", "li", "h2", "h3", "strong", "em", "b", "i"}
DOCUMENTS = {"document", "health-topic"}
PAIRS = {"qapair"}
# Element → where its text belongs.
TEXTS = {
    "focus": "focus", "synonym": "synonyms", "also-called": "synonyms", "question": "question",
    "answer": "answer", "full-summary": "summary",
}  # fmt: skip
# What stands around texts, and codes nobody reads.
QUIET = {
    "documents", "health-topics", "focusannotations", "category", "synonyms", "qapairs", "umls",
    "cuis", "cui", "semantictypes", "semantictype", "semanticgroup", "subfocus",
}  # fmt: skip
LANGUAGES = {"english": "en", "german": "de", "deutsch": "de", "spanish": "es", "español": "es",
             "french": "fr", "danish": "da", "dutch": "nl"}  # fmt: skip


class _Topics:
    """Hears the parser; keeps the texts of the elements we know, and nothing else."""

    def __init__(self) -> None:
        self.path: list[str] = []
        self.text: list[str] = []
        self.inside = ""  # the text element that is open; elements in it are part of the text
        self.depth = 0  # how many elements stand around it
        self.documents: list[dict[str, Any]] = []
        self.strange: set[str] = set()
        self.root = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.path.append(name)
        self.root = self.root or name
        if len(self.path) > DEEPEST:
            raise Unreadable(_("The file nests elements more than %(n)s deep.") % {"n": DEEPEST})
        local = name.rpartition(":")[2].lower()
        if self.inside:
            self.text.append(self._kept(f"<{local}>", local))
        elif local in DOCUMENTS:
            if len(self.documents) >= MOST_DOCUMENTS:
                raise Unreadable(
                    _("There are more than %(n)s topics in it.") % {"n": MOST_DOCUMENTS}
                )
            given = {key.rpartition(":")[2].lower(): value for key, value in attributes.items()}
            self.documents.append({"attributes": given, "pairs": [], "synonyms": []})
        elif local in PAIRS and self.documents:
            self.documents[-1]["pairs"].append({})
        elif local in TEXTS and self.documents:
            self.inside, self.text, self.depth = name, [], len(self.path) - 1
        elif local not in QUIET and self.documents:
            self.strange.add(name)

    def _kept(self, tag: str, local: str) -> str:
        """A mark inside a text: kept where texts may have marks, nothing in a line."""
        has_marks = TEXTS[self.inside.rpartition(":")[2].lower()] in ("answer", "summary")
        return tag if has_marks and local in PARTS else ""

    def data(self, text: str) -> None:
        if self.inside:
            self.text.append(text)

    def skipped(self, name: str, is_parameter: bool) -> None:
        """A shortcut the file does not define: the ones everybody knows from web pages, or none."""
        known = html5.get(f"{name};", "")
        if is_parameter or not known:
            _no_entities()
        self.data(known)

    def end(self, name: str) -> None:
        self.path.pop()
        if not self.inside:
            return
        if self.depth != len(self.path):
            local = name.rpartition(":")[2].lower()
            self.text.append(self._kept(f"</{local}>", local))
            return
        text = "".join(self.text).strip()
        self.inside, self.text = "", []
        here = self.documents[-1]
        where = TEXTS[name.rpartition(":")[2].lower()]
        if where == "synonyms":
            here["synonyms"] += [text] if text else []
        elif where in ("question", "answer"):
            if not here["pairs"] or where in here["pairs"][-1]:
                here["pairs"].append({})  # without an element around the two
            here["pairs"][-1][where] = text
        else:
            here[where] = text


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
    parser.SkippedEntityHandler = heard.skipped
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
    title = tidy(document.get("focus") or attributes.get("title"), 160)
    url = tidy(attributes.get("url"), 1000)
    number = tidy(attributes.get("id"), 80) or tidy(url, 120)
    place = number or title
    if not title or not number:
        found.note(place, _("A topic without id or title was left out."), "dropped")
        return []
    source = tidy(attributes.get("source"), 80) or "topics"
    article = IncomingArticle(origin=tidy(f"topic:{source}:{number}", 200), title=title)
    language = tidy(attributes.get("language") or attributes.get("lang"), 40).lower()
    article.language = LANGUAGES.get(language, language) or "en"
    article.same_as = [tidy(word, 80) for word in dict.fromkeys(document["synonyms"][:50])]
    if summary := document.get("summary"):
        article.body = list(_from_html(summary, title, found))
    article.body += _answers(document["pairs"], place, found)
    if len(article.body) > MOST_SECTIONS:
        found.note(
            place, _("Only the first %(n)s sections were taken.") % {"n": MOST_SECTIONS}, "dropped"
        )
        article.body = article.body[:MOST_SECTIONS]
    if not article.body:
        found.note(place, _("The topic holds no text. It became an empty draft."), "kept")
    if url.startswith(("https://", "http://")):
        article.sources.append(
            IncomingSource(
                title=title,
                origin=article.origin,
                made_by=source,
                kind="official",
                url=url,
            )
        )
    return [article]


def _answers(pairs: list[dict[str, str]], place: str, found: Found) -> Iterator[Section]:
    empty = 0
    for pair in pairs:
        answer, heading = pair.get("answer", ""), tidy(pair.get("question"), 160)
        if not answer:
            empty += 1
        elif HTML.search(answer):
            made = list(_from_html(answer, heading or place, found))
            if made and heading and not made[0].get("heading"):
                made[0]["heading"] = heading
            yield from made
        else:
            if len(answer) > MOST_SIGNS:
                words = _("A section was longer than %(n)s signs and was cut.")
                found.note(place, words % {"n": MOST_SIGNS}, "dropped")
            yield section(TEXT, heading=heading, text=tidy_text(_in_lines(answer), MOST_SIGNS))
    if empty:
        found.note(
            place, _("Questions without an answer were left out: %(n)s.") % {"n": empty}, "dropped"
        )


def _from_html(html: str, place: str, found: Found) -> list[Section]:
    blocks, left_out = blocks_of(html)
    if "links" in left_out:
        found.note(place, _("Links that lead to no web page were taken as words only."), "dropped")
    return in_sections([one for one in blocks if one.kind != "picture"], place, found)


def _in_lines(answer: str) -> str:
    """These files write a list as " - " after several spaces, and paragraphs after many of them."""
    text = LISTED.sub("\n- ", answer.replace("\r\n", "\n"))
    text = re.sub(r"\n- (.*?)(?=\n|$)", lambda one: "\n- " + " ".join(one[1].split()), text)
    text = re.sub(r"(?<=\S) {4,}(?=\S)", "\n\n", text)
    return re.sub(r"(?<!\n)\n- ", "\n\n- ", text, count=1)
