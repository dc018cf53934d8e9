"""The words of a questionnaire in one language, apart from its structure and with their own hash."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from questionnaires.canonical import sha256
from questionnaires.definition import Definition, Item
from questionnaires.markup import clean
from questionnaires.messages import Message
from questionnaires.plain import Flaw, from_plain, to_plain

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LANGUAGE = re.compile(r"(?=.{2,12}$)[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True)
class OptionText:
    """The label of an option and what is printed before it (`0`, `a)`)."""

    text: str
    prefix: str = ""


@dataclass(frozen=True)
class ItemText:
    """The words of one item. `html` is the same text with a little markup, already cleaned."""

    text: str = ""
    html: str = ""
    prefix: str = ""
    short: str = ""
    entry_format: str = ""
    open_label: str = ""
    options: Mapping[str, OptionText] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Texts:
    """All words of a form: title and notices, items by linkId, labels of missing reasons."""

    title: str = ""
    description: str = ""
    copyright: str = ""
    items: Mapping[str, ItemText] = field(default_factory=dict)
    missing_reasons: Mapping[str, str] = field(default_factory=dict)

    def item(self, link_id: str) -> ItemText:
        """The words of an item; empty ones when there are none."""
        return self.items.get(link_id, NO_TEXT)

    def option(self, link_id: str, code: str) -> OptionText:
        """The words of an option; its code when it has none."""
        return self.item(link_id).options.get(code) or OptionText(code)

    def label(self, item: Item) -> str:
        """What to call an item: its text, or the hint that stands in for one in many files."""
        own = self.item(item.link_id)
        hints = (self.item(aid.link_id).text for aid in item.aids if aid.control in HINTS)
        return own.text or own.short or next((hint for hint in hints if hint), "")

    def reason(self, code: str) -> StrOrPromise:
        """What a reason for not answering is called: in the form's words, else in ours."""
        return self.missing_reasons.get(code) or REASONS.get(code, code)

    def over(self, base: Texts) -> Texts:
        """These words where they exist, and the base language's words elsewhere."""
        return _over(self, base)  # type: ignore[no-any-return]  # same class in, same class out

    def beyond(self, base: Texts) -> Texts:
        """Of these words those that are not the base language's."""
        return _beyond(self, base)  # type: ignore[no-any-return]  # same class in, same class out

    def adding(self, more: Texts, base: Texts) -> Texts:
        """These words, and those of `more` where they say no more than `base` does.

        An item of which `more` says something else stays as it is, answers and all.
        """
        said = _beyond(self.items, base.items)
        lacking = {
            link_id: words
            for link_id, words in more.items.items()
            if _over(said.get(link_id, NO_TEXT), words) == words
        }
        return replace(self, items={**self.items, **lacking})


NO_TEXT = ItemText()
REASONS: dict[str, StrOrPromise] = {
    "prefer-not-to-say": _("I would rather not say"),
    "dont-know": _("I do not know"),
    "not-applicable": _("This does not apply to me"),
}
HINTS = ("prompt", "flyover", "help")


@dataclass(frozen=True)
class Translation:
    """A language and its words. The hash covers both."""

    language: str
    texts: Texts

    @cached_property
    def sha256(self) -> str:
        """Hash of language and words."""
        return sha256(to_plain(self))


def read_translation(value: Any, definition: Definition) -> tuple[Translation | None, list[Flaw]]:
    """A translation from plain JSON, refused when it does not belong to the definition."""
    found, flaws = from_plain(Translation, value)
    flaws = flaws or (check_translation(found, definition) if found else [])
    return (None, flaws) if flaws else (found, [])


def check_translation(translation: Translation, definition: Definition) -> list[Flaw]:
    """Words for what the form does not have, markup that was not cleaned, an unknown language."""
    flaws: list[Flaw] = []
    if not LANGUAGE.fullmatch(translation.language):
        flaws.append(Flaw("language", Message(_("This is no language code, like en or de."))))
    for link_id, words in translation.texts.items.items():
        path = f"texts.items[{link_id!r}]"
        item = definition.by_link_id.get(link_id)
        if item is None:
            flaws.append(Flaw(path, Message(_("The form has no item with this linkId.")), link_id))
            continue
        strangers = set(words.options) - {option.code for option in item.options}
        strangers |= set(words.units) - {unit.code for unit in item.units}
        if strangers:
            told = Message(_("The item has no %(code)s."), {"code": sorted(strangers)[0]})
            flaws.append(Flaw(path, told, link_id))
        if words.html and clean(words.html) != words.html:
            flaws.append(Flaw(f"{path}.html", Message(_("This markup is not allowed.")), link_id))
    return flaws


def untranslated(texts: Texts, base: Texts) -> list[str]:
    """linkIds whose wording the base language has and these texts have not, notes and options too."""
    return [
        link_id
        for link_id, words in base.items.items()
        if (words.text and not texts.item(link_id).text)
        or (words.entry_format and not texts.item(link_id).entry_format)
        or set(words.options) - set(texts.item(link_id).options)
    ]


def _over(upper: Any, lower: Any) -> Any:
    if isinstance(upper, Mapping):
        return {
            key: _over(upper[key], lower[key])
            if key in upper and key in lower
            else upper.get(key, lower.get(key))
            for key in {**lower, **upper}
        }
    if isinstance(upper, str):
        return upper or lower
    names = list(type(upper).__dataclass_fields__)
    found = {name: _over(getattr(upper, name), getattr(lower, name)) for name in names}
    if "html" in found and upper.text and not upper.html:
        found["html"] = ""  # the base language's markup must not hide the translated text
    return type(upper)(**found)


def _beyond(words: Any, base: Any) -> Any:
    """What the words say that is not the base language's."""
    if isinstance(words, Mapping):
        return {key: _beyond(one, base[key]) if key in base else one for key, one in words.items()}
    if isinstance(words, str):
        return "" if words == base else words
    names = list(type(words).__dataclass_fields__)
    return type(words)(
        **{name: _beyond(getattr(words, name), getattr(base, name)) for name in names}
    )
