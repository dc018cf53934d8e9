"""A questionnaire as a form to fill in with a pen: the same items, options and order as on the page."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from django.utils.translation import gettext as _

from notifications.paper import Question
from questionnaires.definition import DATES, NUMBERS, Item
from questionnaires.expressions import Answer, Compare, Constant, Expression
from questionnaires.outline import outline
from questionnaires.queries import Form

ROWS = 3  # of a repeating group; whoever needs more calls or takes another sheet
LINES = 5  # to write on
LONGEST_STEPS = 11  # a scale of 0 to 10 is a row of boxes; a finer one is a number to write


def paper_questions(form: Form, group: str = "") -> tuple[Question, ...]:
    """Everything a person is asked, in the language of the form; words of ours in the current one.

    `group`: only what stands in the group of this linkId.
    """
    items = form.definition.by_link_id[group].items if group else form.definition.items
    return tuple(_Printer(form).of(items))


class _Printer:
    """Walks the items and counts the questions."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.concealed = outline(form.definition).concealed
        self.numbers: dict[str, str] = {}
        self._count = count(1)

    def of(self, items: tuple[Item, ...]) -> Iterator[Question]:
        for item in items:
            if item.link_id in self.concealed or item.control in ("header", "footer"):
                continue
            if item.is_rows:
                yield from self._rows(item)
                continue
            if item.type == "group":
                yield from self._words(item, "heading")
            elif item.type == "display":
                yield from self._words(item, "words")
            elif item.link_id in self.form.questions:
                yield self._question(item)
            yield from self.of(item.items)

    def _words(self, item: Item, kind: str) -> Iterator[Question]:
        text = self.form.texts.label(item)
        if not text:
            return
        note = self._note(item)
        if kind == "heading":
            yield Question("heading", text)
            if note:
                yield Question("words", note)
        else:
            yield Question("words", f"{text} {note}".strip())

    def _rows(self, item: Item) -> Iterator[Question]:
        name = self.form.texts.label(item)
        for row in range(1, min(ROWS, item.max_occurs or ROWS) + 1):
            yield Question("heading", f"{name} {row}".strip())
            yield from self.of(item.items)

    def _question(self, item: Item) -> Question:
        number = f"{next(self._count)}."
        self.numbers.setdefault(item.link_id, number.rstrip("."))
        options, lines = self._answer(item)
        steps = self._steps(item)
        helps = [self._aid(item, "help"), self._how(item, steps or options), self._note(item)]
        return Question(
            "question",
            self._text(item),
            number,
            help=" ".join(filter(None, helps)),
            options=steps or options,
            lines=lines,
            scale=bool(steps),
            ends=(self._aid(item, "lower"), self._aid(item, "upper")),
            reasons=tuple(str(self.form.texts.reason(code)) for code in item.missing_reasons),
        )

    def _text(self, item: Item) -> str:
        prefix = self.form.texts.item(item.link_id).prefix
        return f"{prefix} {self.form.texts.label(item)}".strip()

    def _answer(self, item: Item) -> tuple[tuple[str, ...], int]:
        """The boxes to tick, and how many lines to write on."""
        if item.type == "boolean":
            return (_("Yes"), _("No")), 0
        if item.options:
            words = [self.form.texts.option(item.link_id, each.code) for each in item.options]
            boxes = [f"{word.prefix} {word.text}".strip() for word in words]
            if item.type != "open-choice":
                return tuple(boxes), 0
            own = self.form.texts.item(item.link_id).open_label or _("Something else, namely:")
            return (*boxes, own), 1
        if self._steps(item):
            return (), 0
        return (), LINES if item.type == "text" else 1

    def _steps(self, item: Item) -> tuple[str, ...]:
        low, high = item.min_value, item.max_value
        if item.type != "integer" or not (low.isdecimal() and high.isdecimal()):
            return ()
        numbers = range(int(low), int(high) + 1)
        if not 1 < len(numbers) <= LONGEST_STEPS:
            return ()
        return tuple(map(str, numbers))

    def _how(self, item: Item, options: tuple[str, ...]) -> str:
        if options:
            several = item.repeats or item.control == "check-box"
            return _("Tick everything that fits.") if several else ""
        if item.type in DATES:
            return _("Day, month and year.")
        if item.type in NUMBERS:
            words = self.form.texts.item(item.link_id).units
            units = " / ".join(words.get(unit.code, unit.code) for unit in item.units)
            unit = units or self._aid(item, "unit")
            return _("A number, in %(unit)s.") % {"unit": unit} if unit else _("A number.")
        return ""

    def _note(self, item: Item) -> str:
        """When it is to be left out."""
        if item.show_if is None:
            return ""
        found = self._ticked(item.show_if)
        if found is None:
            return _("Leave this out if it does not fit what you answered before.")
        number, words = found
        return _("Only if you ticked “%(words)s” at %(number)s.") % {
            "number": number,
            "words": words,
        }

    def _ticked(self, rule: Expression) -> tuple[str, str] | None:
        """(number, box) where the rule looks at one box of an earlier question, else None."""
        if not isinstance(rule, Compare) or rule.sign != "=":
            return None
        left, right = rule.left, rule.right
        if not (isinstance(left, Answer) and isinstance(right, Constant)):
            return None
        number, item = self.numbers.get(left.link_id), self.form.definition.by_link_id[left.link_id]
        if number is None:
            return None
        if item.type == "boolean":
            return number, _("Yes") if right.value == "true" else _("No")
        if item.option(right.value) is None:
            return None
        return number, self.form.texts.option(item.link_id, right.value).text

    def _aid(self, item: Item, control: str) -> str:
        aid = next((each for each in item.aids if each.control == control), None)
        return self.form.texts.item(aid.link_id).text if aid else ""
