"""The shape of what somebody writes of a check-in, one thing a page, in two languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from po_platform.kit.forms_look import Hinted
from proms.check_in import Answer, Band, Content, Question, Scale
from proms.check_in.lacking import LANGUAGES

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_ANSWERS, MOST_BANDS, MORE_ROWS = 12, 6, 3
Labels = tuple["StrOrPromise", "StrOrPromise"]  # in English, in German


class WordsForm(forms.Form):
    """Words in two languages; one of them is enough until it is published."""

    needed: Mapping[str, StrOrPromise] = {}  # name → what to say when neither is written

    def add_words(
        self, name: str, labels: Labels, now: Mapping[str, str], *, long: bool = False
    ) -> None:
        """A field for each language."""
        for language, label in zip(LANGUAGES, labels, strict=True):
            self.fields[f"{name}_{language}"] = forms.CharField(
                label=label,
                required=False,
                max_length=600 if long else 120,
                initial=now.get(language, ""),
                widget=forms.Textarea({"rows": 2}) if long else forms.TextInput(),
            )

    def words(self, name: str) -> dict[str, str]:
        """Language → what was written."""
        given = {one: self.cleaned_data.get(f"{name}_{one}", "") for one in LANGUAGES}
        return {one: " ".join(words.split()) for one, words in given.items() if words.split()}

    def clean(self) -> dict[str, Any]:
        for name, told in self.needed.items():
            if not self.words(name):
                self.add_error(f"{name}_{LANGUAGES[0]}", str(told))
        return self.cleaned_data


class TitleForm(WordsForm):
    """What it is called, and what stands before the first question."""

    needed = {"title": _("Write a title, in one language at least")}

    def __init__(self, *args: Any, content: Content, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_words("title", (_("Title in English"), _("Title in German")), content.title)
        labels = _("A sentence before it, in English"), _("A sentence before it, in German")
        self.add_words("about", labels, content.about, long=True)


class QuestionForm(WordsForm):
    """One question: its words, and when it is asked."""

    needed = {"words": _("Write the question, in one language at least")}
    kind = forms.ChoiceField(
        label=_("How is it answered?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it is answered")},
        choices=[
            ("choice", Hinted(_("By choosing one answer"), _("You write the answers next."))),
            ("rating", Hinted(_("By a number"), _("For example from 0 to 10, as a row to tap."))),
            ("text", Hinted(_("In own words"), _("Words count nothing; people read them."))),
        ],
    )

    def __init__(
        self,
        *args: Any,
        question: Question | None,
        before: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        blank = Question("", "choice", {})
        labels = _("The question in English"), _("The question in German")
        self.add_words("words", labels, (question or blank).words, long=True)
        labels = _("Help with it, in English"), _("Help with it, in German")
        self.add_words("help", labels, (question or blank).help, long=True)
        if question:
            del self.fields["kind"]  # answers given to it would mean something else
        earlier = list(before)
        if earlier:
            self.fields["only_if"] = forms.ChoiceField(
                label=_("Ask it only after an answer to"),
                required=False,
                choices=[("", _("It is always asked")), *earlier],
                initial=(question or blank).only_if,
            )
            self.fields["at_least"] = forms.IntegerField(
                label=_("that counts at least"),
                required=False,
                initial=(question or blank).at_least,
                widget=forms.NumberInput({"class": "w-short"}),
            )

    @property
    def condition(self) -> dict[str, Any]:
        """The parts of a Question that say when it is asked."""
        given = self.cleaned_data
        at_least = given.get("at_least")
        return {
            "only_if": given.get("only_if", ""),
            "at_least": 1 if at_least is None else at_least,
        }


class RowsForm(WordsForm):
    """Lines of words with a number; empty lines are left out."""

    mark_optional = False

    def __init__(self, *args: Any, rows: int = 0, **kwargs: Any) -> None:
        """`rows`: how many lines are sent at once, where somebody needs more than a page shows."""
        super().__init__(*args, **kwargs)
        self.least = rows

    def add_rows(
        self, now: Sequence[tuple[str, Mapping[str, str]]], most: int, number: StrOrPromise
    ) -> None:
        """`now`: number as text, words."""
        self.count = min(max(len(now) + MORE_ROWS, self.least), most)
        for n in range(self.count):
            counts, words = now[n] if n < len(now) else ("", {})
            self.add_words(f"words{n}", (_("In English"), _("In German")), words)
            self.fields[f"number{n}"] = forms.CharField(
                label=number,
                required=False,
                max_length=8,
                initial=counts,
                widget=forms.TextInput({"class": "w-short", "inputmode": "decimal"}),
            )

    def rows(self) -> list[tuple[int, list[BoundField]]]:
        """The fields of each line, for the page."""
        names = [(n, [f"words{n}_{one}" for one in LANGUAGES] + [f"number{n}"])
                 for n in range(self.count)]  # fmt: skip
        return [(n + 1, [self[name] for name in fields]) for n, fields in names]

    def filled(self) -> list[tuple[int, dict[str, str], str]]:
        """place, words, number of each line that says something."""
        found = []
        for n in range(self.count):
            words, number = self.words(f"words{n}"), self.cleaned_data.get(f"number{n}", "").strip()
            if words or number:
                found.append((n, words, number))
        return found


class AnswersForm(RowsForm):
    """The answers to choose from, and what each counts."""

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        now = [(answer.counts, answer.words) for answer in question.answers]
        self.add_rows(now, MOST_ANSWERS, _("Counts"))

    def clean(self) -> dict[str, Any]:
        for n, words, number in self.filled():
            if not words:
                self.add_error(f"words{n}_{LANGUAGES[0]}", gettext("Write this answer"))
            if number and not (number.isascii() and number.isdecimal() and int(number) <= 100):
                told = gettext("Write a whole number from 0 to 100, or leave it empty")
                self.add_error(f"number{n}", told)
        return self.cleaned_data

    def answers(self, content: Content) -> tuple[tuple[Answer, ...], int]:
        """The answers, and the last name given out: a line keeps the name it had."""
        given, found = content.given, []
        for n, words, number in self.filled():
            if n < len(self.question.answers):
                code = self.question.answers[n].code
            else:
                given += 1
                code = f"a{given}"
            found.append(Answer(code, words, str(int(number)) if number else ""))
        return tuple(found), given


class RatingForm(WordsForm):
    """From which number to which, and what the ends mean."""

    low = forms.IntegerField(label=_("From"), min_value=0, max_value=1)
    high = forms.IntegerField(label=_("To"), min_value=2, max_value=100)

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, now in (("low", question.low), ("high", question.high)):
            self.fields[name].initial = now
            self.fields[name].widget.attrs["class"] = "w-short"
        labels = _("What the lowest number means, in English"), _("… in German")
        self.add_words("low_words", labels, question.low_words)
        labels = _("What the highest number means, in English"), _("… in German")
        self.add_words("high_words", labels, question.high_words)


class ScaleForm(WordsForm):
    """A number made of answers."""

    needed = {"words": _("Say what it measures, in one language at least")}
    of = forms.MultipleChoiceField(
        label=_("Which questions is it made of?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose one question at least")},
    )
    combine = forms.ChoiceField(
        label=_("How does one number come of it?"),
        widget=forms.RadioSelect,
        choices=[("sum", _("By adding the answers up")), ("mean", _("By their mean"))],
    )
    missing = forms.ChoiceField(
        label=_("When an answer is missing"),
        widget=forms.RadioSelect,
        choices=[
            ("all", Hinted(_("There is no number"), _("Every answer is needed."))),
            ("half", Hinted(_("Half of the answers are enough"), _("A sum is then estimated."))),
        ],
    )
    direction = forms.ChoiceField(
        label=_("What does a high number mean?"),
        widget=forms.RadioSelect,
        choices=[("higher_better", _("Better")), ("higher_worse", _("Worse"))],
    )

    def __init__(
        self, *args: Any, scale: Scale, questions: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        labels = _("What it measures, in English"), _("What it measures, in German")
        self.add_words("words", labels, scale.words)
        labels = _("What it shows, in one sentence, in English"), _("… in German")
        self.add_words("about", labels, scale.about, long=True)
        self.fields["about_en"].help_text = _(
            "Members read it folded under their own course. The same for every value."
        )
        self.fields["of"].choices = list(questions)  # type: ignore[attr-defined]  # a choice field
        for name in ("of", "combine", "missing", "direction"):
            self.fields[name].initial = getattr(scale, name)
        words = [f"{name}_{one}" for name in ("words", "about") for one in LANGUAGES]
        self.order_fields([*words, "of", "combine", "missing", "direction"])


class BandsForm(RowsForm):
    """Words for stretches of a scale."""

    def __init__(self, *args: Any, scale: Scale, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = [(band.begins, band.words) for band in scale.bands]
        self.add_rows(now, MOST_BANDS, _("Begins at"))

    def clean(self) -> dict[str, Any]:
        for n, words, number in self.filled():
            if not words:
                self.add_error(f"words{n}_{LANGUAGES[0]}", gettext("Write the word for this band"))
            if _number(number) is None:
                self.add_error(f"number{n}", gettext("Write the value this band begins at"))
        return self.cleaned_data

    def bands(self) -> tuple[Band, ...]:
        """Lowest first."""
        found = [(_number(number), words) for _n, words, number in self.filled()]
        listed = sorted(((n, words) for n, words in found if n is not None), key=lambda p: p[0])
        return tuple(Band(format(n, "f"), words) for n, words in listed)


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) <= 10_000 else None


class PublishForm(forms.Form):
    """From now on; `seen` says what was looked at."""

    seen = forms.CharField(widget=forms.HiddenInput)
    minutes = forms.IntegerField(
        label=_("How many minutes does it take?"),
        min_value=1,
        max_value=120,
        error_messages={"required": _("Write how many minutes it takes")},
    )
    open_to_members = forms.BooleanField(
        required=False, label=_("Members may also start it by themselves")
    )
