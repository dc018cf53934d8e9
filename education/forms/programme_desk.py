"""What editors write about a programme: what stands on top, one part, one step, when it shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from education.programme_shape import (
    EXERCISE,
    KINDS,
    MOST_MINUTES,
    PLAN,
    QUESTIONS,
    READ,
    REFLECT,
    WATCH,
    Step,
)

from .writing import MARKS, Lines, area, line

# Which parts a kind of step has, in the order of its page.
PARTS = {
    READ: ("text", "ask", "examples"),
    WATCH: ("text", "url", "transcript", "ask", "examples"),
    EXERCISE: ("text", "items", "ask", "examples"),
    QUESTIONS: ("text", "questionnaire"),
    REFLECT: ("text", "ask", "examples"),
    PLAN: ("text",),
}


class NewProgrammeForm(forms.Form):
    """The first two answers."""

    title = line(_("What shall the programme be called?"), needed=True)
    language = forms.ChoiceField(label=_("In which language?"), choices=settings.LANGUAGES)


class ProgrammeTopForm(forms.Form):
    """What members read before they begin."""

    title = line(_("Title"), needed=True)
    lead = area(_("What is it for, in a sentence or two?"), rows=3, longest=400)
    good_for = Lines(
        label=_("It may do somebody good, if"), most=8, longest=300, required=False,
        help_text=_("One sentence on each line."),
    )  # fmt: skip
    not_for = Lines(
        label=_("Who should talk to a person first?"), most=12, longest=300, required=False,
        help_text=_("One sentence on each line. Everybody reads this list; nobody answers it."),
    )  # fmt: skip
    measured_by = forms.ChoiceField(
        label=_("Questions at the start, the end and three months later"), required=False,
        help_text=_(
            "Members may leave them out. Only questionnaires with numbers that members may start"
            " by themselves stand here."
        ),
    )  # fmt: skip
    guided = forms.BooleanField(label=_("A guide may go along"), required=False)
    course_needed = forms.BooleanField(
        label=_("Whoever hands out cards for it reads ten minutes first"), required=False,
        help_text=_("A short text with five questions; it counts for all programmes."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, questionnaires: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _now("Ask none")), *questionnaires]
        self.fields["measured_by"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


class ModuleForm(forms.Form):
    """The heading of a part."""

    title = line(_("Heading of this part"), needed=True)


class NewStepForm(forms.Form):
    """What kind of step, and its title."""

    kind = forms.ChoiceField(
        label=_("What kind of step?"), choices=list(KINDS.items()), widget=forms.RadioSelect,
        error_messages={"required": _("Choose a kind")},
    )  # fmt: skip
    title = line(_("Title"), needed=True)


class StepForm(forms.Form):
    """One step; only the parts its kind has."""

    title = line(_("Title"), needed=True)
    minutes = forms.IntegerField(
        label=_("About how many minutes?"), min_value=1, max_value=MOST_MINUTES
    )
    text = area(_("Text"), hint=MARKS, rows=12)
    items = Lines(
        label=_("What to do, step by step"), most=20, longest=400, required=False,
        help_text=_("One on each line. They are numbered by themselves."),
    )  # fmt: skip
    url = forms.URLField(
        label=_("Address of the film or recording"), required=False, assume_scheme="https"
    )
    transcript = area(_("The same in words, for whoever does not hear or see it"), rows=8)
    questionnaire = forms.ChoiceField(label=_("Which questionnaire?"), required=False)
    ask = line(
        _("What does this mean for me? Your question"), longest=300,
        hint=_("One question about the reader’s own day."),
    )  # fmt: skip
    examples = Lines(
        label=_("Answers of others, as examples"), most=8, longest=400, required=False,
        help_text=_("One on each line. Only with the consent of whoever wrote it, or invented and"
                    " said to be so."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, kind: str, questionnaires: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        kept = ("title", "minutes", *PARTS[kind])
        for name in [name for name in self.fields if name not in kept]:
            del self.fields[name]
        if "questionnaire" in self.fields:
            choices = [("", _now("None yet")), *questionnaires]
            self.fields["questionnaire"].choices = choices  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """As actions take them: lists become tuples."""
        return {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in self.cleaned_data.items()
        }


class ShowIfForm(forms.Form):
    """When a step shows: always, or only after one answer."""

    only_if = forms.ChoiceField(label=_("Show this step only if"), required=False)

    def __init__(self, *args: Any, sources: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["only_if"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _now("Always show it")),
            *sources,
        ]


class PublishForm(forms.Form):
    """What changed, for those who come later."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    what_changed = line(_("What changed?"), longest=300)


def known_of(step: Step) -> dict[str, Any]:
    """What a step's form begins with."""
    names = ("title", "minutes", "text", "url", "transcript", "questionnaire", "ask")
    found: dict[str, Any] = {name: getattr(step, name) for name in names}
    return found | {"items": list(step.items), "examples": list(step.examples)}
