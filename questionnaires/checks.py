"""Nothing becomes a definition that could not be asked, answered and shown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from questionnaires.definition import AIDS, CHOICES, DATES, NUMBERS, TEXTS, Definition, Item
from questionnaires.expressions import (
    MAX_DEPTH,
    MAX_NODES,
    Compare,
    Constant,
    depth,
    number,
    parts_of,
    references,
    size,
)
from questionnaires.messages import Message
from questionnaires.moments import as_date, as_time
from questionnaires.outline import Outline, arrange, dependencies, outline
from questionnaires.patterns import runs
from questionnaires.plain import Flaw, from_plain
from questionnaires.values import settle
from questionnaires.wanted import NotAnswer

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MAX_ITEMS = 2_000
MAX_NESTING = 4  # an item may lie inside four others
MAX_OPTIONS = 2_000
MAX_LINK_ID = 255
MAX_CODE = 1_000
SAFE_LINK = re.compile(r"https?://[^\s<>\"]{3,2000}")
REASON = re.compile(r"[A-Za-z0-9._-]{1,50}")
SOME_DAY = date(2000, 1, 1)  # for initial values: only their kind matters


def read_definition(value: Any) -> tuple[Definition | None, list[Flaw]]:
    """A definition from plain JSON, or None and everything that is wrong with it."""
    found, flaws = from_plain(Definition, value)
    flaws = flaws or (check_definition(found) if found else [])
    return (None, flaws) if flaws else (found, [])


def check_definition(definition: Definition) -> list[Flaw]:
    """Every flaw; first of the outline, and only when that is sound, of the single items."""
    flaws = list(_outline_flaws(definition)) or list(_reference_flaws(definition))
    if flaws:
        return flaws
    facts = outline(definition)
    return [flaw for item in definition.walk() for flaw in _item_flaws(item, facts)]


def _flaw(item: Item, words: StrOrPromise, field: str = "", **params: object) -> Flaw:
    """The path names the item by linkId: `q1.options`."""
    path = f"{item.link_id}.{field}" if field else item.link_id
    return Flaw(path, Message(words, params), item.link_id)


def _outline_flaws(definition: Definition) -> Iterator[Flaw]:
    items = list(definition.walk(aids=True))
    if not items:
        yield Flaw("items", Message(_("The form has no items.")))
    if len(items) > MAX_ITEMS:
        told = {"limit": MAX_ITEMS, "count": len(items)}
        words = _("A form can have %(limit)s items. This one has %(count)s.")
        yield Flaw("items", Message(words, told))
    for link_id, count in Counter(item.link_id for item in items).items():
        if not link_id.strip() or len(link_id) > MAX_LINK_ID:
            words = _("Every item needs a linkId of 1 to %(limit)s characters.")
            yield Flaw(link_id, Message(words, {"limit": MAX_LINK_ID}), link_id)
        if count > 1:
            words = _("The linkId %(link_id)s stands %(count)s times. Each may stand once.")
            yield Flaw(link_id, Message(words, {"link_id": link_id, "count": count}), link_id)
    level = list(definition.items)
    for _depth in range(MAX_NESTING + 1):
        level = [child for item in level for child in item.items]
    for item in level[:10]:
        yield _flaw(item, _("Items can lie in each other %(limit)s deep."), limit=MAX_NESTING)


def _reference_flaws(definition: Definition) -> Iterator[Flaw]:
    known = definition.by_link_id
    for item in definition.walk():
        if item.show_if is None:
            continue
        for name in references(item.show_if):
            if name not in known:
                words = _("It shows depending on %(name)s, which the form does not have.")
                yield _flaw(item, words, "show_if", name=name)
            elif not known[name].is_question:
                words = _("It shows depending on %(name)s, which is not a question.")
                yield _flaw(item, words, "show_if", name=name)
        if depth(item.show_if) > MAX_DEPTH or size(item.show_if) > MAX_NODES:
            yield _flaw(item, _("The rule when it shows is too long."), "show_if")
        for part in parts_of(item.show_if):
            if isinstance(part, Compare) and not _is_sound(part):
                yield _flaw(item, _("The rule compares with a value of another kind."), "show_if")
    loop = arrange(dependencies(definition))[1]
    if loop:
        words = _("These items wait for each other, so none can ever show: %(loop)s.")
        told = Message(words, {"loop": " → ".join([*loop[:20], loop[0]])})
        yield Flaw(f"{loop[0]}.show_if", told, loop[0])


def _is_sound(compare: Compare) -> bool:
    constants = [side for side in (compare.left, compare.right) if isinstance(side, Constant)]
    if compare.kind in ("number", "quantity"):
        return all(number(side.value) is not None for side in constants)
    if compare.kind == "boolean":
        return all(side.value in ("true", "false") for side in constants)
    return True


def _item_flaws(item: Item, facts: Outline) -> Iterator[Flaw]:
    if item.type == "display" and item.items:
        yield _flaw(item, _("A text to read cannot have items inside."), "items")
    if item.type == "group" and not item.items:
        yield _flaw(item, _("This group is empty."), "items")
    for aid in item.aids:
        if aid.type != "display" or aid.control not in AIDS or aid.items or aid.aids or aid.show_if:
            yield _flaw(aid, _("This is not a text that belongs to one item."), "aids")
    for name in _misplaced(item):
        yield _flaw(item, _("%(name)s does not fit this type."), name, name=name)
    yield from _option_flaws(item, facts)
    yield from _bound_flaws(item)
    starts = item.initial if isinstance(item.initial, list) else [item.initial]
    if item.type in CHOICES and any(isinstance(each, dict) for each in starts):
        yield _flaw(item, _("It can only start with one of its own answers."), "initial")
    if item.initial is not None and not list(_misplaced(item)):
        try:
            settle(item, item.initial, today=SOME_DAY)
        except NotAnswer as error:
            if error.fault.kind != "range" or "today" not in (item.min_value, item.max_value):
                yield Flaw(f"{item.link_id}.initial", error.fault.message, item.link_id)


def _misplaced(item: Item) -> Iterator[str]:
    """Fields that say something about another type of item."""
    allowed = {
        "required": item.type != "display",
        "repeats": item.type != "display",
        "read_only": item.type != "display",
        "initial": item.is_question,
        "calculated": item.is_question,
        "missing_reasons": item.is_question,
        "options": item.type in CHOICES,
        "units": item.type in NUMBERS,
        "partial_dates": item.type == "date",
        "terms": item.type in TEXTS,
        "max_decimals": item.type in ("decimal", "quantity"),
        "min_value": item.type in (*NUMBERS, *DATES, "time"),
        "max_value": item.type in (*NUMBERS, *DATES, "time"),
        "identifier": item.is_question,
        "warn_below": item.type in (*NUMBERS, *DATES, "time"),
        "warn_above": item.type in (*NUMBERS, *DATES, "time"),
        "slider_step": item.type in NUMBERS,
        "min_length": item.type in TEXTS,
        "pattern": item.type in TEXTS,
        "max_length": item.type in (*TEXTS, "open-choice"),
        "min_occurs": item.repeats,
        "max_occurs": item.repeats,
    }
    return (name for name, fits in allowed.items() if not fits and getattr(item, name) not in EMPTY)


EMPTY = (None, "", (), False)


def _option_flaws(item: Item, facts: Outline) -> Iterator[Flaw]:
    if item.type in CHOICES and not item.options and item.link_id not in facts.unasked:
        yield _flaw(item, _("This question has no answers to choose from."), "options")
    if len(item.options) > MAX_OPTIONS:
        yield _flaw(
            item, _("A question can have %(n)s answers to choose."), "options", n=MAX_OPTIONS
        )
    for field, listed in (("options", item.options), ("units", item.units)):
        for code, count in Counter(each.code for each in listed).items():
            if count > 1:
                yield _flaw(item, _("The code %(code)s stands twice."), field, code=code)
            if not code.strip() or len(code) > MAX_CODE:
                words = _("A code has 1 to %(limit)s characters.")
                yield _flaw(item, words, field, limit=MAX_CODE)
    if any(option.weight and number(option.weight) is None for option in item.options):
        yield _flaw(item, _("A weight is a number."), "options")
    if any(not REASON.fullmatch(reason) for reason in item.missing_reasons):
        words = _("A reason has letters, digits, dots and dashes, and no spaces.")
        yield _flaw(item, words, "missing_reasons")
    if any(not SAFE_LINK.fullmatch(link) for link in item.support_links):
        yield _flaw(item, _("A link begins with http:// or https://."), "support_links")


def _bound_flaws(item: Item) -> Iterator[Flaw]:
    for name in ("min_value", "max_value", "warn_below", "warn_above"):
        bound = getattr(item, name)
        if bound and not _is_bound(item, bound):
            yield _flaw(item, _("This bound is of another kind than the answers."), name)
    if item.slider_step and (number(item.slider_step) or 0) <= 0:
        yield _flaw(item, _("A step is a number above zero."), "slider_step")
    if item.pattern and not runs(item.pattern):
        yield _flaw(item, _("This pattern cannot be run."), "pattern")
    low, high = number(item.min_value), number(item.max_value)
    pairs: list[tuple[str, Any, Any]] = [
        ("max_occurs", item.min_occurs, item.max_occurs),
        ("max_length", item.min_length, item.max_length),
        ("max_value", low, high) if item.type in NUMBERS else ("max_value", None, None),
    ]
    for name, least, most in pairs:
        if least is not None and most is not None and least > most:
            yield _flaw(item, _("The least is more than the most."), name)
    for name in ("min_occurs", "max_occurs", "min_length", "max_length", "max_decimals"):
        count = getattr(item, name)
        if count is not None and count < (1 if name in ("max_occurs", "max_length") else 0):
            yield _flaw(item, _("This number is too small."), name)


def _is_bound(item: Item, bound: str) -> bool:
    if item.type in NUMBERS:
        return number(bound) is not None
    if item.type == "time":
        return as_time(bound) is not None
    return bound == "today" or as_date(bound[:10]) is not None
