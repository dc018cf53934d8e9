"""Collects the words of a file by language, with the translations and markup that hang on them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext_lazy as _

from questionnaires.fhir.element import Element, Extension
from questionnaires.fhir.kept import is_sound, without_blanks
from questionnaires.fhir.report import Notebook
from questionnaires.markup import clean, from_markdown, plain_text
from questionnaires.texts import LANGUAGE, ItemText, Texts, Translation

MAX_WORDS = 20_000  # characters in one text
TOP = ""  # stands for the form itself among linkIds


class Wording:
    """Words said so far: language → linkId → field → text."""

    def __init__(self, base: str, book: Notebook) -> None:
        self.base = base
        self.book = book
        self.words: dict[str, dict[str, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))

    def say(self, link_id: str, field: str, text: str, language: str = "") -> None:
        """Keep one text; `field` is a name of ItemText or Texts."""
        self.words[language or self.base][link_id][field] = text

    def say_of(self, link_id: str, field: str, code: str, value: Any, language: str = "") -> None:
        """Keep the words of one option or unit."""
        self.words[language or self.base][link_id].setdefault(field, {})[code] = value

    def translations(self) -> tuple[Translation, ...]:
        """One per language, the file's own language first."""
        languages = [self.base, *sorted(set(self.words) - {self.base})]
        return tuple(Translation(language, self._texts(language)) for language in languages)

    def _texts(self, language: str) -> Texts:
        said = self.words.get(language, {})
        items = {link_id: ItemText(**words) for link_id, words in said.items() if link_id != TOP}
        return Texts(**said.get(TOP, {}), items=items)


def read_words(
    element: Element, name: str, wording: Wording, link_id: str, field: str
) -> dict[str, Any]:
    """One text with what its `_name` shadow says; gives back what of the shadow is to be kept."""
    text = fitting(element.text(name), element.at(name), wording.book)
    shadow = element.child(f"_{name}")
    if shadow is None:
        if text:
            wording.say(link_id, field, text)
        return {}
    markup = _markup(shadow)
    text = text or plain_text(markup)[:MAX_WORDS]
    if text:
        wording.say(link_id, field, text)
    if markup and field == "text":
        wording.say(link_id, "html", markup)
    for language, words in translations_on(shadow, wording):
        wording.say(link_id, field, words, language)
    return left_of_shadow(shadow)


def translations_on(shadow: Element, wording: Wording) -> list[tuple[str, str]]:
    """(language, text) of the translation extensions on a primitive; the base language's are not."""
    found: list[tuple[str, str]] = []
    for extension in shadow.take_all("translation"):
        language, words = extension.inner("lang"), extension.inner("content")
        if not isinstance(words, str) or not words.strip():
            continue
        if not isinstance(language, str) or not LANGUAGE.fullmatch(language.strip()):
            wording.book.note("dropped", extension.path, _("A translation without a language."))
        elif language.strip() != wording.base:
            words = fitting(words, extension.path, wording.book)
            found.append((language.strip(), words))
    return found


def left_of_shadow(shadow: Element) -> dict[str, Any]:
    """What of a primitive's shadow is unknown and kept; style is dropped."""
    for name in ("rendering-style", "rendering-styleSensitive"):
        if shadow.take_all(name):
            shadow.book.note("dropped", shadow.path, _("Style. Colours and fonts are ours here."))
    dynamic: list[Extension] = shadow.take_all("cqf-expression")
    if dynamic:
        words = _("A text computed from elsewhere is kept, not run; the fixed text is shown.")
        shadow.book.note("kept", shadow.path, words)
    sound = [part for part in shadow.left_extensions() if is_sound(part)]
    kept = [part.element.data for part in [*sound, *dynamic] if is_sound(part)]
    for part in sound:
        words = _("An extension unknown here is kept: %(url)s")
        shadow.book.note("kept", part.path, words, url=part.url)
    found: dict[str, Any] = without_blanks({"extension": kept})
    return found


def fitting(text: str, path: str, book: Notebook) -> str:
    """The text trimmed; one that is too long is refused."""
    text = text.strip()
    if len(text) > MAX_WORDS:
        words = _("This text has %(count)s characters. %(limit)s fit.")
        book.refuse(path, words, count=len(text), limit=MAX_WORDS)
    return text[:MAX_WORDS]


def _markup(shadow: Element) -> str:
    xhtml, markdown = shadow.take("rendering-xhtml"), shadow.take("rendering-markdown")
    if xhtml is not None:
        cleaned = clean(xhtml.text())
        if cleaned != xhtml.text().strip():
            words = _("Formatting was reduced to bold, italic, lists and paragraphs.")
            shadow.book.note("changed", xhtml.path, words)
        return cleaned
    return from_markdown(markdown.text()) if markdown is not None else ""
