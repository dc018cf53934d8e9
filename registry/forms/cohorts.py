"""One condition about one question, as a form that fits its kind of answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from questionnaires.definition import DATES, NUMBERS, Item
from questionnaires.queries import Form as Words
from registry.cohort import choosing, codes_of, offered
from registry.cohort_words import NO_ENTRY
from registry.layout import AGE_ITEM, OLDEST_TOLD, Layout, has_boxes


class QuestionForm(forms.Form):
    """Which question a condition is about."""

    mark_optional = False

    question = forms.ChoiceField(label=_("About which question?"), required=False)

    def __init__(self, *args: Any, layout: Layout, words: Words, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["question"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (
                form.replace("_", " ").capitalize(),
                [(f"{form}|{one.link_id}", _label(words, one)) for one in items],
            )
            for form, items in choosing(layout).items()
            if items
        ]


class SplitForm(forms.Form):
    """By which question a number is split; with another one it is a table."""

    mark_optional = False

    split = forms.ChoiceField(label=_("Split the number by"), required=False)
    across = forms.ChoiceField(label=_("and, for a table, by"), required=False)

    def __init__(self, *args: Any, layout: Layout, words: Words, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "–")] + [
            (one.link_id, _label(words, one))
            for items in offered(layout).values()
            for one in items
            if codes_of(one) and not has_boxes(one)
        ]
        for name in ("split", "across"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # as above

    def clean(self) -> dict[str, Any]:
        """Two different questions, or one."""
        found = super().clean() or {}
        if found.get("across") and found.get("across") == found.get("split"):
            self.add_error("across", _("Choose another question than the first"))
        elif found.get("across") and not found.get("split"):
            self.add_error("split", _("Choose the first question too"))
        return found


DATED = (
    ("from", _("This or later")),
    ("until", _("This or earlier")),
    ("answered", _("Any answer")),
    ("never_from", _("No entry says this or later")),
    ("never_until", _("No entry says this or earlier")),
    ("never_answered", _("No entry has an answer")),
)
COUNTED = (
    ("least", _("This or more")),
    ("most", _("This or less")),
    ("answered", _("Any answer")),
    ("never_least", _("No entry says this or more")),
    ("never_most", _("No entry says this or less")),
    ("never_answered", _("No entry has an answer")),
)
CHOSEN = (
    ("any", _("One of these answers")),
    ("none", _("Another answer than these")),
    ("answered", _("Any answer")),
    ("never_any", _("No entry has one of these answers")),
    ("never_answered", _("No entry has an answer")),
)


class ConditionForm(forms.Form):
    """What is asked of the answers: some of the choices, or a bound."""

    op = forms.ChoiceField(
        label=_("What has to be so?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what has to be so")},
    )
    codes = forms.MultipleChoiceField(
        label=_("Which answers?"), widget=forms.CheckboxSelectMultiple, required=False
    )
    bound = forms.CharField(label=_("Which number?"), max_length=20, required=False)

    def __init__(self, *args: Any, item: Item, words: Words, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        op, codes, bound = (self.fields[name] for name in ("op", "codes", "bound"))
        op.help_text = NO_ENTRY
        if item.type in (*NUMBERS, *DATES):
            dated = item.type in DATES
            del self.fields["codes"]
            op.choices = DATED if dated else COUNTED  # type: ignore[attr-defined]  # as above
            if dated:
                bound.label = _("Which day or year?")
                bound.help_text = _("A year like 1960, or a day like 1960-03-27.")
            elif item is AGE_ITEM:
                bound.label = _("Which age?")
                bound.help_text = _("In whole years, from 0 to %(most)d.") % {"most": OLDEST_TOLD}
            return
        del self.fields["bound"]
        op.choices = CHOSEN  # type: ignore[attr-defined]  # as above
        yes_no = {"1": _("Yes"), "0": _("No")}
        codes.choices = [  # type: ignore[attr-defined]  # as above
            (
                code,
                yes_no[code]
                if item.type == "boolean"
                else words.texts.option(item.link_id, code).text,
            )
            for code in codes_of(item)
        ]

    def values(self) -> list[str]:
        """The codes, or the bound."""
        found = self.cleaned_data
        return list(found.get("codes") or []) or ([found["bound"]] if found.get("bound") else [])


def _label(words: Words, item: Item) -> str:
    return words.texts.label(item) or item.link_id
