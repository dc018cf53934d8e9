"""The shape of one question as it is written: what belongs to its kind, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from po_platform.kit.forms_look import Hinted
from questionnaires.redcap.kinds import is_bound
from registry.forms.datasets import WRITTEN
from registry.question_rows import (
    BOUND,
    CHOOSE,
    DAYS,
    NUMBERS,
    OTHER,
    Question,
    propose_name,
    read_lines,
)

TYPED_NAME = re.compile(r"[a-z](?:_?[a-z0-9]){0,59}")
KIND_WORDS = {
    "short": _("A short text"),
    "long": _("A long text"),
    "whole": Hinted(_("A whole number"), _("Like 12.")),
    "number": Hinted(_("A number"), _("Like 12 or 12.5.")),
    "day": _("A day"),
    "partial": Hinted(_("A day, a month or a year"), _("As exactly as somebody knows it.")),
    "yesno": _("Yes or no"),
    "one": Hinted(_("One of several answers"), _("Write them below.")),
    "several": Hinted(_("Any of several answers"), _("Write them below.")),
    "code": Hinted(_("A code from a list"), _("Illnesses, signs, genes. Choose the list below.")),
    "calc": Hinted(_("Worked out by itself"), _("Write the formula below. Nobody is asked.")),
    "words": Hinted(_("Only words"), _("Something to read between the questions.")),
}
AS_IN_FILE = Hinted(_("As it stands in the file"), _("A kind only files make. It stays so."))


def kind_words(kind: str) -> str:
    """What a kind of answer is called."""
    return str(KIND_WORDS.get(kind, AS_IN_FILE))


class QuestionForm(forms.Form):
    """One question. `taken`: names it cannot have. `codes`: answers it had so far, as codes.

    `fixed`: its name stands in files already, so it stays. `lists`: (slug, title).
    """

    label = forms.CharField(
        label=_("What is asked?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        error_messages={"required": _("Write what is asked")},
    )
    kind = forms.ChoiceField(
        label=_("What kind of answer?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a kind of answer")},
    )
    choices = forms.CharField(
        label=_("Answers to choose"),
        help_text=_(
            "One a line: a number, a comma, the words. For example “1, Mild”."
            " A line without a number gets one."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=20_000,
        required=False,
    )
    least = forms.CharField(
        label=_("Least"),
        help_text=_("Of a number or a day. What lies beyond is taken, and said to look odd."),
        max_length=30,
        required=False,
    )
    most = forms.CharField(label=_("Most"), max_length=30, required=False)
    firm = forms.BooleanField(
        label=_("Nothing beyond least and most is taken"),
        required=False,
    )
    lists = forms.MultipleChoiceField(
        label=_("From which list?"), widget=forms.CheckboxSelectMultiple, required=False
    )
    formula = forms.CharField(
        label=_("How is it worked out?"),
        help_text=_(
            "Names of questions in square brackets, for example"
            " round([weight] / ([height] / 100)^2, 1)."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=10_000,
        required=False,
    )
    hint = forms.CharField(
        label=_("Unit or hint"),
        help_text=_("Stands beside the question, for example “kg”."),
        max_length=500,
        required=False,
    )
    heading = forms.CharField(label=_("Heading above it"), max_length=300, required=False)
    needed = forms.BooleanField(
        label=_("An answer is needed"),
        help_text=_("Where it is missing, whoever looks after the registry is told."),
        required=False,
    )
    identifier = forms.BooleanField(
        label=_("The answer could tell who somebody is"),
        help_text=_("A name, an address, a number of a card. It is sealed and leaves in no file without names."),
        required=False,
    )  # fmt: skip
    branching = forms.CharField(
        label=_("Shown only if"),
        help_text=_(
            "Leave it empty to ask always. Otherwise for example [sex] = '0', or [age] >= 18,"
            " or [helped_by(2)] = '1' where several can be chosen. Join them with “and” or “or”."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=10_000,
        required=False,
    )
    name = forms.CharField(
        label=_("Name in files"),
        help_text=_("Small letters, digits and “_”. Left empty, we make it of the words."),
        max_length=60,
        required=False,
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        before: Question | None = None,
        taken: Collection[str] = (),
        codes: Collection[str] = (),
        fixed: bool = False,
        lists: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.before, self.taken, self.codes, self.fixed = before, taken, codes, fixed
        kept = [*(before.lists if before else ())]
        known = {slug for slug, _title in lists}
        offered = [*lists, *((slug, slug) for slug in kept if slug not in known)]
        kinds: list[tuple[str, Any]] = [
            pair for pair in KIND_WORDS.items() if offered or pair[0] != "code"
        ]
        if before is not None and before.kind == OTHER:
            kinds = [(OTHER, AS_IN_FILE), *kinds]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["lists"].choices = offered  # type: ignore[attr-defined]  # a ChoiceField
        if not offered:
            del self.fields["lists"]
        if fixed:
            del self.fields["name"]

    @classmethod
    def initial_of(cls, question: Question) -> dict[str, Any]:
        """What the form shows of a question."""
        plain = ("label", "kind", "least", "most", "firm", "formula", "hint", "heading", "needed",
                 "identifier", "branching", "name")  # fmt: skip
        choices = "\n".join(f"{code}, {words}" for code, words in question.choices)
        return {
            **{name: getattr(question, name) for name in plain},
            "choices": choices,
            "lists": list(question.lists),
        }

    def clean_name(self) -> str:
        """One that no other question has."""
        name = str(self.cleaned_data["name"]).strip()
        if name and (self.before is None or name != self.before.name):
            if not TYPED_NAME.fullmatch(name):
                raise forms.ValidationError(
                    _("Begin with a small letter, then small letters, digits and single “_”")
                )
            if name in self.taken:
                raise forms.ValidationError(_("Another question has this name. Choose another one"))
        return name

    def clean_choices(self) -> tuple[tuple[str, str], ...]:
        """Each answer with a code of its own."""
        text = str(self.cleaned_data["choices"])
        if "|" in text:
            raise forms.ValidationError(_("Leave out the sign “|”: it parts answers in files"))
        pairs = read_lines(text, self.codes)
        codes = [code for code, _words in pairs]
        twice = next((code for code in codes if codes.count(code) > 1), "")
        if twice:
            raise forms.ValidationError(
                _("The number %(code)s stands twice. Give each answer its own"),
                params={"code": twice},
            )
        return pairs

    def clean(self) -> dict[str, Any]:
        """What belongs to another kind is not thrown away but told."""
        given = super().clean() or {}
        kind = given.get("kind")
        if kind is None:
            return given
        self._pairs(kind, "choices", kind in CHOOSE, _("Write at least one answer to choose"))
        self._pairs(kind, "formula", kind == "calc", _("Write how it is worked out"))
        if "lists" in self.fields and kind == "code" and not given.get("lists"):
            self.add_error("lists", _("Choose a list"))
        for name in ("least", "most"):
            self._bound(kind, name)
        return given

    def _pairs(self, kind: str, name: str, wanted: bool, words: Any) -> None:
        filled = self.cleaned_data.get(name)
        if name in self.errors or kind == OTHER:
            return
        if wanted and not filled:
            self.add_error(name, words)
        if filled and not wanted:
            self.add_error(
                name, _("This belongs to another kind of answer. Choose that, or empty it")
            )

    def _bound(self, kind: str, name: str) -> None:
        text = str(self.cleaned_data.get(name, "")).strip()
        if not text or kind == OTHER:
            return
        if kind not in BOUND:
            self.add_error(name, _("Only a number or a day has a least and a most"))
            return
        day = WRITTEN.fullmatch(text)
        if kind in DAYS and day:
            text = f"{day[3]}-{int(day[2]):02d}-{int(day[1]):02d}"
        if kind in NUMBERS:
            text = text.replace(",", ".")
        if not is_bound("date" if kind in DAYS else "decimal", text):
            self.add_error(name, _("Write a number, or a day like 27.3.2024 where a day is asked"))
        self.cleaned_data[name] = text

    def question(self) -> Question:
        """As it was written; the name as it was, as typed, or made of the words."""
        given, before = self.cleaned_data, self.before
        name = given.get("name") or (before.name if before and self.fixed else "")
        return Question(
            name=name or propose_name(given["label"], self.taken),
            label=_one_line(given["label"]),
            kind=given["kind"],
            choices=given["choices"],
            least=given["least"],
            most=given["most"],
            firm=given["firm"],
            formula=given["formula"].strip(),
            lists=tuple(given.get("lists", ())) if given["kind"] == "code" else (),
            hint=_one_line(given["hint"]),
            heading=_one_line(given["heading"]),
            needed=given["needed"],
            identifier=given["identifier"],
            branching=given["branching"].strip(),
            away=before.away if before else False,
        )


def _one_line(text: str) -> str:
    return " ".join(text.split())
