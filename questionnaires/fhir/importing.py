"""Any bytes in; a definition with its words and an honest report out. Never an exception."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.utils.translation import gettext_lazy as _

from questionnaires.checks import MAX_ITEMS, check_definition
from questionnaires.definition import Definition, EntryMode, Item
from questionnaires.expressions import Expression, references
from questionnaires.fhir import ours
from questionnaires.fhir.conditions import read_condition
from questionnaires.fhir.element import HL7, Element
from questionnaires.fhir.items import ItemReader, read_codes, read_variables
from questionnaires.fhir.metadata import Metadata, read_language, read_metadata
from questionnaires.fhir.names import rename_parts
from questionnaires.fhir.pick import pick
from questionnaires.fhir.read_json import read_json
from questionnaires.fhir.report import Notebook, Report
from questionnaires.fhir.valuesets import ValueSets
from questionnaires.fhir.wording import TOP, Wording, read_words, translations_on
from questionnaires.outline import Outline, outline
from questionnaires.texts import Translation, untranslated

MAX_ALL_OPTIONS = 20_000
ENTRY_MODES: tuple[EntryMode, ...] = ("sequential", "prior-edit", "random")


@dataclass(frozen=True)
class ImportResult:
    """What a file became. Without a definition it was refused, and the report says why.

    `translations` has the file's own language first; its words are complete, others may have gaps.
    """

    report: Report
    definition: Definition | None = None
    translations: tuple[Translation, ...] = ()
    metadata: Metadata | None = None

    @property
    def usable(self) -> bool:
        """Whether it can be published."""
        return self.definition is not None


def import_fhir(raw: bytes, *, default_language: str = "en") -> ImportResult:
    """Read a FHIR R4 Questionnaire (or a file that holds exactly one) as a definition.

    `default_language` is taken for files that name none.
    """
    book = Notebook()
    tree = read_json(raw, book)
    picked = pick(tree, book) if not book.errors else None
    if picked is None:
        return ImportResult(book.report())
    resource, path = picked
    book.items, options = _sizes(resource)
    if book.items > MAX_ITEMS or options > MAX_ALL_OPTIONS:
        words = _("A form can have %(items)s items and %(options)s answers. This one is larger.")
        book.refuse("item", words, items=MAX_ITEMS, options=MAX_ALL_OPTIONS)
        return ImportResult(book.report())
    _refuse_what_must_be(resource, path, book)
    rename_parts(resource, path, book)
    found = _read(Element(resource, path, book), default_language, book)
    return found if not book.errors else ImportResult(book.report())


def _read(root: Element, default_language: str, book: Notebook) -> ImportResult:
    language = read_language(root, default_language)
    wording = Wording(language, book)
    kept = _read_top_words(root, wording)
    reader = ItemReader(wording, book, ValueSets.of(root))
    items = reader.read_all(root.children("item"), read_variables(root))
    # Items refused for their type are no unknown linkIds on top of that.
    questions = {link_id: Item(link_id, "string") for link_id in reader.paths}
    questions.update({item.link_id: item for item in Definition(items).walk(aids=True)})
    rules = {
        pending.link_id: read_condition(pending, questions, book) for pending in reader.pending
    }
    definition = Definition(
        tuple(_ruled(item, rules) for item in items), read_codes(root), _entry_mode(root)
    )
    _refuse_adaptive(root, book)
    if not items and not book.errors:
        book.refuse("item", _("The form has no items."))
    _refuse_doubles(reader.paths, book)
    if not book.errors:
        for flaw in check_definition(definition):
            places = reader.paths.get(flaw.link_id, [flaw.path])
            book.refuse_with(places[-1], flaw.message)
    if not book.errors:
        _tell_what_waits_in_vain(definition, reader.paths, book)
    metadata = read_metadata(root, language, kept, reader.valuesets.used)
    if book.errors:
        return ImportResult(book.report())
    translations = wording.translations()
    metadata = _named(metadata, definition, translations, root, book)
    _tell_what_runs(definition, translations, book)
    return ImportResult(book.report(), definition, translations, metadata)


def _sizes(resource: dict[str, Any]) -> tuple[int, int]:
    """Items, and answers to choose, however deep."""
    items, options, stack = 0, 0, [resource]
    while stack:
        found = _objects(stack.pop().get("item"))
        items += len(found)
        options += sum(len(_objects(item.get("answerOption"))) for item in found)
        stack.extend(found)
    return items, options


def _objects(value: Any) -> list[dict[str, Any]]:
    listed = value if isinstance(value, list) else [value]
    return [part for part in listed if isinstance(part, dict)]


def _refuse_what_must_be(resource: dict[str, Any], path: str, book: Notebook) -> None:
    """Things FHIR forbids to pass over: modifierExtension, implicitRules, critical rendering."""
    stack: list[tuple[str, Any]] = [(path, resource)]
    while stack:
        at, value = stack.pop()
        if isinstance(value, list):
            stack.extend((f"{at}[{n}]", part) for n, part in enumerate(value))
        if not isinstance(value, dict):
            continue
        url = value.get("url")
        if isinstance(url, str) and url.startswith(HL7) and "criticalExtension" in url:
            words = _("It may only be shown by software that knows a certain extension: %(name)s")
            name = next((str(v)[:200] for k, v in value.items() if k.startswith("value")), url)
            book.refuse(at, words, name=name)
        for key, part in value.items():
            inside = f"{at}.{key}" if at else key
            if key == "modifierExtension" and part:
                words = _("A modifierExtension changes the meaning in a way unknown here.")
                book.refuse(inside, words)
            elif key == "implicitRules" and part:
                words = _("implicitRules changes the meaning in a way unknown here.")
                book.refuse(inside, words)
            else:
                stack.append((inside, part))


def _refuse_adaptive(root: Element, book: Notebook) -> None:
    for extension in root.take_all("questionnaireAdaptive"):
        if extension.flag() is not False:
            words = _("Its questions come one by one from a server elsewhere. We never ask one.")
            book.refuse(extension.path, words)


def _read_top_words(root: Element, wording: Wording) -> dict[str, Any]:
    kept = {}
    for name in ("title", "description", "copyright"):
        left = read_words(root, name, wording, TOP, name)
        if left:
            kept[f"_{name}"] = left
    for extension in ours.take(root, ours.MISSING_REASON_TEXT):
        code = extension.inner("code")
        for part in extension.element.children("extension"):
            if part.data.get("url") != "text" or not isinstance(code, str):
                continue
            wording.say_of(TOP, "missing_reasons", code, part.text("valueString"))
            shadow = part.child("_valueString")
            for language, text in translations_on(shadow, wording) if shadow else []:
                wording.say_of(TOP, "missing_reasons", code, text, language)
    return kept


def _entry_mode(root: Element) -> EntryMode | None:
    extension = root.take("entryMode")
    mode = extension.code() if extension is not None else ""
    return next((known for known in ENTRY_MODES if known == mode), None)


def _refuse_doubles(paths: Mapping[str, list[str]], book: Notebook) -> None:
    for link_id, places in paths.items():
        if len(places) > 1:
            words = _("The linkId %(link_id)s stands %(count)s times. Each may stand once.")
            book.refuse(places[1], words, link_id=link_id, count=len(places))


def _ruled(item: Item, rules: Mapping[str, Expression | None]) -> Item:
    inside = tuple(_ruled(child, rules) for child in item.items)
    return replace(item, items=inside, show_if=rules.get(item.link_id))


def _tell_what_waits_in_vain(
    definition: Definition, paths: Mapping[str, list[str]], book: Notebook
) -> None:
    """A rule on something nobody answers here (computed, prefilled elsewhere) cannot work."""
    facts = outline(definition)
    for item in definition.walk():
        for name in references(item.show_if) if item.show_if is not None else []:
            target = definition.by_link_id[name]
            if name not in facts.unasked or (target.initial is not None and not target.calculated):
                continue
            words = _("It shows depending on %(name)s, which nobody answers here.")
            if _asks(item, facts):
                book.refuse(paths[item.link_id][-1], words, name=name)
            elif item.link_id not in facts.concealed:
                book.note("dropped", paths[item.link_id][-1], words, name=name)


def _asks(item: Item, facts: Outline) -> bool:
    parts = Definition((item,)).walk()
    return any(part.is_question and part.link_id not in facts.unasked for part in parts)


def _named(
    metadata: Metadata,
    definition: Definition,
    translations: tuple[Translation, ...],
    root: Element,
    book: Notebook,
) -> Metadata:
    """An address and a version where the file has none; the same content gets the same address."""
    if not metadata.url:
        words = _("It has no address of its own (url); one is given to it.")
        book.note("changed", root.at("url"), words)
        seed = definition.sha256 + "".join(each.sha256 for each in translations)
        metadata = replace(metadata, url=f"urn:uuid:{uuid5(NAMESPACE_URL, seed)}")
    if not metadata.version:
        words = _("It has no version; it is called version 1.")
        book.note("changed", root.at("version"), words)
        metadata = replace(metadata, version="1")
    return metadata


def _tell_what_runs(
    definition: Definition, translations: tuple[Translation, ...], book: Notebook
) -> None:
    facts = outline(definition)
    items = list(definition.walk())
    asked = [item for item in items if item.is_question and item.link_id not in facts.unasked]
    ruled = [item for item in items if item.show_if is not None]
    weighed = [item for item in items if any(option.weight for option in item.options)]
    book.note("run", "item", _("Questions asked: %(count)s."), count=len(asked))
    if ruled:
        words = _("Items that show only after certain answers: %(count)s.")
        book.note("run", "item", words, count=len(ruled))
    if weighed:
        words = _("Questions with weights on their answers, kept for scoring: %(count)s.")
        book.note("run", "item", words, count=len(weighed))
    for item in items:
        if item.required and item.is_question and item.link_id in facts.unasked:
            words = _("%(name)s must be answered, but is not asked; it is left open.")
            book.note("changed", "item", words, name=item.link_id)
    base = translations[0].texts
    for translation in translations[1:]:
        gaps = len(untranslated(translation.texts, base))
        words = _("Language %(language)s is in the file; %(gaps)s of its items lack words.")
        book.note("run", "", words, language=translation.language, gaps=gaps)
