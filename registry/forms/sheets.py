"""What joining asks, as its curator writes it: texts, one question, one check of understanding."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from members.forms.in_languages import InLanguages, Text
from po_platform.kit.forms_look import Hinted
from registry.consent import DUO, Check, Question, Sheet

GRACE = (30, 730)  # days: enough for a letter there and back


def _initial(**texts: Any) -> dict[str, Any]:
    return {f"{name}_{code}": text for name, words in texts.items() for code, text in words.items()}


class TextsForm(InLanguages):
    """The title, the short text everybody reads, and the long one behind it."""

    in_languages: ClassVar[dict[str, Text]] = {
        "title": Text(_("Title"), 200),
        "short": Text(_("Short text"), 5000, _("What everybody reads first. About a page."), 10),
        "more": Text(_("Long text"), 20000, _("Who sees it, research, risks, rights."), 12),
        "assent": Text(
            _("Text for children"),
            3000,
            _(
                "A parent reads it with the child. Without it nobody can join for a child."
                " Leave it empty where only grown-ups take part."
            ),
            8,
        ),
    }

    @classmethod
    def initial_of(cls, sheet: Sheet) -> dict[str, Any]:
        """What the form shows of a sheet."""
        return _initial(title=sheet.title, short=sheet.short, more=sheet.more, assent=sheet.assent)


class QuestionEditForm(InLanguages):
    """One question of a sheet."""

    in_languages: ClassVar[dict[str, Text]] = {
        "words": Text(_("Question"), 400, _("Something one can answer with yes or no."), 2),
        "more": Text(_("What a yes means"), 1000, "", 3),
    }
    kind = forms.ChoiceField(
        label=_("What is it about?"),
        widget=forms.RadioSelect,
        choices=[
            ("data", Hinted(_("The use of data"), _("Asked apart for data given so far and later; yes, no, or ask me each time."))),
            ("contact", Hinted(_("Being written to"), _("Yes or no."))),
            ("plain", Hinted(_("Something else"), _("Yes or no."))),
        ],
    )  # fmt: skip
    duo = forms.MultipleChoiceField(
        label=_("What does a yes permit?"),
        help_text=_("Codes of the Data Use Ontology. Requests for data are compared with them."),
        choices=[(code, f"{words} ({code})") for code, words in DUO.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    grace = forms.IntegerField(
        label=_("After how many days without an answer does an older yes end?"),
        help_text=_(
            "Leave it empty, and it goes on until somebody decides anew. With a number everybody who"
            " agreed to an older version is told the last day when you publish this one."
        ),
        required=False,
        error_messages={"invalid": _("Write a number")},
    )

    def clean(self) -> dict[str, Any]:
        """In words, and with time enough for a letter and an answer to it."""
        given = _needs_words(self, "words", super().clean() or {})
        least, most = GRACE
        if given.get("grace") is not None and not least <= given["grace"] <= most:
            words = _("Write a number from %(least)d to %(most)d")
            self.add_error("grace", words % {"least": least, "most": most})
        return given

    @classmethod
    def initial_of(cls, question: Question) -> dict[str, Any]:
        """What the form shows of a question."""
        words = _initial(words=question.words, more=question.more)
        return {
            **words,
            "kind": question.kind,
            "duo": list(question.duo),
            "grace": question.grace or None,
        }

    def question(self, code: str) -> Question:
        """As it was written."""
        given = self.cleaned_data
        return Question(
            code, given["kind"], self.texts("words"), self.texts("more"), tuple(given["duo"]),
            given["grace"] or 0,
        )  # fmt: skip


class CheckEditForm(InLanguages):
    """One question about the text, with a right and a wrong answer."""

    in_languages: ClassVar[dict[str, Text]] = {
        "words": Text(_("Question about the text"), 300),
        "right": Text(_("The right answer"), 200),
        "wrong": Text(_("A wrong answer"), 200),
        "why": Text(_("What we say when somebody chose the wrong one"), 500, "", 2),
    }

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for name in ("words", "right", "wrong", "why"):
            given = _needs_words(self, name, given)
        return given

    @classmethod
    def initial_of(cls, check: Check) -> dict[str, Any]:
        """What the form shows of a check."""
        return _initial(words=check.words, right=check.right, wrong=check.wrong, why=check.why)

    def check(self) -> Check:
        """As it was written."""
        return Check(*(self.texts(name) for name in ("words", "right", "wrong", "why")))


def _needs_words(form: forms.Form, name: str, given: dict[str, Any]) -> dict[str, Any]:
    codes = [code for code, _language in settings.LANGUAGES]
    if not any(given.get(f"{name}_{code}") for code in codes):
        form.add_error(f"{name}_{codes[0]}", _("Write it in at least one language"))
    return given


class CountedOftenForm(forms.Form):
    """Which questions have a column of their own. `choices`: (form|question, label)."""

    questions = forms.MultipleChoiceField(
        label=_("Which questions are counted often?"),
        help_text=_(
            "Of each form up to four choices and dates, four numbers, and four with several answers or"
            " codes of a list. Counts say the same, sooner."
        ),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    mark_optional = False

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["questions"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def chosen(self) -> set[tuple[str, str]]:
        """Form and question of each."""
        parts = (one.partition("|") for one in self.cleaned_data["questions"])
        return {(form, name) for form, _bar, name in parts}


class WhoFillsForm(forms.Form):
    """Which forms of a dataset whoever takes part fills in herself."""

    forms = forms.MultipleChoiceField(
        label=_("Which forms do members fill in themselves?"),
        help_text=_(
            "The others are filled in by curators and clinicians. Members read all of them."
        ),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    mark_optional = False

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["forms"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
