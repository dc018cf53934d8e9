"""One step of joining at a time: a question with its answers, the checks of understanding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from po_platform.kit.forms_look import Hinted
from registry.consent import (
    ASSENTS,
    FUTURE,
    OBJECTS,
    PAST,
    TOO_SMALL,
    WHOLE,
    Check,
    Question,
    Sheet,
    in_language,
)
from registry.models import Site
from registry.queries.sites import AT_NONE

CHECKS, ASSENT, SITE = "checks", "assent", "kept-at"
LABELS = {
    PAST: _("What you have given until today"),
    FUTURE: _("What you give from now on"),
    WHOLE: _("Your answer"),
}
CHOICES = {
    "yes": _("Yes"),
    "no": _("No"),
    "ask": Hinted(_("Ask me each time"), _("We write to you before, and without your yes it is a no.")),
}  # fmt: skip


class QuestionForm(forms.Form):
    """The answers to one question, one for each of its parts."""

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        for part in question.parts:
            self.fields[f"{question.code}-{part}"] = forms.ChoiceField(
                label=LABELS[part],
                choices=[(word, CHOICES[word]) for word in question.choices],
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose an answer")},
            )

    def said(self) -> dict[str, str]:
        """The answers by part."""
        given = self.cleaned_data
        return {part: given[f"{self.question.code}-{part}"] for part in self.question.parts}


class ChecksForm(forms.Form):
    """Two answers each; a wrong one is explained, and asked again."""

    def __init__(self, *args: Any, checks: list[Check], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checks, self.language = checks, language
        for number, check in enumerate(checks):
            both = [("right", in_language(check.right, language)),
                    ("wrong", in_language(check.wrong, language))]  # fmt: skip
            self.fields[f"check-{number}"] = forms.ChoiceField(
                label=in_language(check.words, language),
                choices=both if number % 2 else both[::-1],
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose what you understood")},
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for number, check in enumerate(self.checks):
            if given.get(f"check-{number}") == "wrong":
                why = in_language(check.why, self.language)
                self.add_error(
                    f"check-{number}",
                    gettext("%(why)s Choose again.") % {"why": why},
                )
        return given


class AssentForm(forms.Form):
    """What the child says, once the text for children was read with it."""

    assent = forms.ChoiceField(
        label=_("What does the child say?"),
        choices=[
            (ASSENTS, _("We read it together, and the child says yes")),
            (TOO_SMALL, _("The child is too small to understand it")),
            (OBJECTS, _("The child says no")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the child says")},
    )

    def clean_assent(self) -> str:
        said = str(self.cleaned_data["assent"])
        if said == OBJECTS:
            raise forms.ValidationError(
                _("Then the child does not take part. You can stop here and come back any day.")
            )
        return said


class SiteForm(forms.Form):
    """Which site looks after her; that none does is an answer too."""

    def __init__(self, *args: Any, sites: Sequence[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nothing = (AT_NONE, _("None of these, or I do not know"))
        self.fields[SITE] = forms.ChoiceField(
            label=_("Your site"),
            choices=[*((one.name, one.words) for one in sites), nothing],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose a site, or the last answer")},
        )


def steps_of(sheet: Sheet, *, for_child: bool = False, sited: bool = False) -> list[str]:
    """The steps before signing, by name. `sited`: she is asked for her site."""
    first = [*([ASSENT] if for_child else []), *([SITE] if sited else [])]
    return [*first, *(question.code for question in sheet.questions), CHECKS]


def step_form(
    sheet: Sheet, step: str, language: str, *args: Any, sites: Sequence[Site] = (), **kwargs: Any
) -> forms.Form:
    """The form of one step. Raises KeyError for a step the sheet does not have."""
    if step == SITE and sites:
        return SiteForm(*args, sites=sites, **kwargs)
    if step == ASSENT:
        return AssentForm(*args, **kwargs)
    if step == CHECKS:
        return ChecksForm(*args, checks=list(sheet.checks), language=language, **kwargs)
    question = sheet.question(step)
    if question is None:
        raise KeyError(step)
    return QuestionForm(*args, question=question, **kwargs)


def initial_of(said: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """What the forms show of answers given before."""
    return {f"{code}-{part}": word for code, parts in said.items() for part, word in parts.items()}
