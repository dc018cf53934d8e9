"""What editors write about a programme: what stands on top, one part, one step, when it shows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from education.programme_shape import (
    BOARD,
    CAPTIONS,
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
from po_platform.kit.memorable_date import MemorableDateField

from .writing import MARKS, Lines, area, line

KEEP = "keep"  # of a rule that a form cannot write

# Which parts a kind of step has, in the order of its page.
PARTS = {
    READ: ("text", "ask", "examples"),
    WATCH: ("text", "url", "captions", "transcript", "ask", "examples"),
    EXERCISE: ("text", "items", "ask", "examples"),
    QUESTIONS: ("text", "questionnaire", "practice"),
    REFLECT: ("text", "ask", "examples"),
    PLAN: ("text",),
    BOARD: ("text",),
}


class Marked(forms.Form):
    """A form that knows which text it was opened on."""

    mark = forms.CharField(required=False, widget=forms.HiddenInput)


class NewProgrammeForm(forms.Form):
    """The first two answers."""

    title = line(_("What shall the programme be called?"), needed=True)
    language = forms.ChoiceField(label=_("In which language?"), choices=settings.LANGUAGES)


def languages_left(taken: Collection[str]) -> list[tuple[str, Any]]:
    """(code, name) of the portal's languages a programme is not told in yet."""
    return [(code, name) for code, name in settings.LANGUAGES if code not in taken]


class TellAgainForm(forms.Form):
    """In which language, and how it is called there."""

    language = forms.ChoiceField(
        label=_("In which language?"), error_messages={"required": _("Choose a language")}
    )
    title = line(_("What is it called there?"), needed=True)

    def __init__(self, *args: Any, taken: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = languages_left(taken)
        self.fields["language"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


class ProgrammeTopForm(Marked):
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


class StepForm(Marked):
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
    captions = forms.ChoiceField(
        label=_("Who does not hear it reads it: does it have captions?"), required=False,
        choices=[("", _("No, or nobody has looked")), *CAPTIONS.items()], widget=forms.RadioSelect,
    )  # fmt: skip
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

    practice = forms.BooleanField(
        label=_("Only to practise: no answer is kept"), required=False,
    )  # fmt: skip
    diary = forms.BooleanField(
        label=_("Show the reader’s own diary beside it"), required=False,
        help_text=_("What she wrote in the last seven days, and one tap for today. Only she sees it."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, kind: str, questionnaires: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        beside = () if kind == BOARD else ("diary",)  # nothing is kept on a board to practise on
        kept = ("mark", "title", "minutes", *PARTS[kind], *beside)
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


class ShowIfForm(Marked):
    """When a step shows: always, or only after one answer. `combined`: a rule of a file, in words."""

    only_if = forms.ChoiceField(label=_("Show this step only if"), required=False)

    def __init__(
        self, *args: Any, sources: Sequence[tuple[str, str]], combined: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        kept = [(KEEP, _now("Leave it as it is: %(rule)s") % {"rule": combined})]
        self.fields["only_if"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            *(kept if combined else []),
            ("", _now("Always show it")),
            *sources,
        ]


class PublishForm(forms.Form):
    """What changed, for those who come later."""

    mark = forms.CharField(
        widget=forms.HiddenInput,
        error_messages={"required": _("Open this page again, and read what changed")},
    )
    what_changed = line(_("What changed?"), longest=300)
    review_by = MemorableDateField(
        label=_("By when does the programme have to be checked again?"),
        help_text=_("At the latest three years from now. Readers see the day."),
        error_messages={"required": _("Say by when the programme has to be checked again")},
    )


def known_of(step: Step) -> dict[str, Any]:
    """What a step's form begins with."""
    names = ("title", "minutes", "text", "url", "transcript", "questionnaire", "ask", "captions")
    found: dict[str, Any] = {name: getattr(step, name) for name in (*names, "diary", "practice")}
    return found | {"items": list(step.items), "examples": list(step.examples)}
