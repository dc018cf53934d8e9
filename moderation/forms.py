"""Shapes of what moderators and members send."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from members.forms.in_languages import InLanguages, Text
from moderation.content import COVERED, Standing, Thing
from moderation.models import Rule
from moderation.models.words import LONGEST
from moderation.wording import choices_for, rule_words, silence_choices


def _words(label: Any, hint: Any, *, required: bool, most: int) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=most,
        widget=forms.Textarea({"rows": 4}),
    )


class DecideForm(forms.Form):
    """A decision about the version that was read."""

    after = forms.ChoiceField(widget=forms.RadioSelect)
    rule = forms.ChoiceField(
        label=_("Which rule does it go against?"),
        help_text=_("Needed when you fold it, take it off or put a note above it."),
        required=False,
    )
    ground = forms.CharField(
        label=_("Which law does it go against?"),
        help_text=_(
            "Needed for every decision against it, in a few words: for example, the law on insults."
            " The author reads it."
        ),
        required=False,
        max_length=200,
    )
    why = forms.CharField(
        label=_("Words for its author"),
        help_text=_("Needed for every decision against it. The author reads them."),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 4, "class": "house"}),
    )
    piece = forms.CharField(
        label=_("Which words are covered?"),
        help_text=_("Needed when you cover a piece. Copy them just as they stand there."),
        required=False,
        max_length=500,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    said = forms.CharField(
        label=_("A sentence for its readers"),
        help_text=_("Needed for a note above it. Say what is known, not who is wrong."),
        required=False,
        max_length=300,
        widget=forms.Textarea({"rows": 2, "class": "house"}),
    )
    path = forms.CharField(
        label=_("A page of ours they can read"),
        help_text=_("Needed for a note above it: its address, copied from the browser."),
        required=False,
        max_length=400,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10_000_000)
    thing_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10_000_000)

    def __init__(
        self,
        *args: Any,
        thing: Thing | None,
        rules: Sequence[Rule],
        uncovers: bool = False,
        legal: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["after"].label = _("What becomes of it?")
        offered = choices_for(thing, uncovers=uncovers) if thing else []
        if COVERED not in dict(offered):
            del self.fields["piece"]
        self.fields["after"].choices = offered  # type: ignore[attr-defined]  # a ChoiceField
        if Standing.CONTEXT not in {way for way, _words in offered}:
            del self.fields["said"], self.fields["path"]
        elif thing and thing.label:
            self.fields["said"].initial = thing.label.said
            self.fields["path"].initial = thing.label.path
        self.fields["rule"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("None of them")),
            *((str(one.number), rule_words(one)) for one in rules),
        ]
        if thing and thing.never_changes:  # nobody is told anything
            del self.fields["rule"], self.fields["why"]
        if not legal or (thing and thing.never_changes):
            del self.fields["ground"]


class SilenceForm(forms.Form):
    """For how long somebody does not write, why, and by which rule."""

    days = forms.ChoiceField(label=_("For how long?"), widget=forms.RadioSelect)
    rule = forms.ChoiceField(label=_("Which rule does it go against?"))
    why = forms.CharField(
        label=_("Words for the member"),
        help_text=_(
            "The member reads them in a letter. Say what happened. Leave out everything about health."
        ),
        max_length=1000,
        widget=forms.Textarea({"rows": 5, "class": "house"}),
    )

    def __init__(self, *args: Any, rules: Sequence[Rule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].choices = silence_choices()  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["rule"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("Choose a rule")),
            *((str(one.number), rule_words(one)) for one in rules),
        ]


class ObjectionAnswerForm(forms.Form):
    """What another person decides about an objection."""

    stays = forms.ChoiceField(
        label=_("What becomes of it?"),
        choices=(("yes", _("It stays as it is")), ("no", _("Let the member write again"))),
        widget=forms.RadioSelect,
    )
    answer = _words(_("Words for the member"), "", required=True, most=1000)


class SealedForm(forms.Form):
    """Why somebody reads, keeps or deletes what is sealed."""

    why = forms.CharField(
        max_length=500, widget=forms.Textarea({"rows": 3, "class": "house"}), label=""
    )

    def __init__(self, *args: Any, label: Any, hint: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].label, self.fields["why"].help_text = label, hint


class NoteForm(forms.Form):
    """For the other moderators."""

    text = forms.CharField(
        label=_("A note for the other moderators"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3, "class": "house"}),
    )


class AppealForm(forms.Form):
    """Why somebody sees a decision differently."""

    text = _words(
        _("Why do you see it differently?"),
        _("A moderator who did not take the decision reads this."),
        required=True,
        most=2000,
    )


class WordForm(forms.Form):
    """A word in private, from the team or from a member."""

    text = forms.CharField(max_length=LONGEST, widget=forms.Textarea({"rows": 4}))
    client_ref = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, label: Any, hint: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label, self.fields["text"].help_text = label, hint
        self.initial.setdefault("client_ref", uuid4())


class InEachLanguage(InLanguages):
    """Texts that are read in each language of the portal, so none may be left out."""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for code, language in settings.LANGUAGES:
            for name in self.in_languages:
                if not str(given.get(f"{name}_{code}") or "").strip():
                    words = _now("Write it in %(language)s too") % {"language": language}
                    self.add_error(f"{name}_{code}", words)
        return given


class HalfYearForm(InLanguages):
    """The words of the team beside the numbers of a half-year."""

    in_languages = {
        "text": Text(
            _("What everybody shall know about it"),
            4000,
            _(
                "What was hard, what you changed, what comes next. Leave out names and single cases."
            ),
            lines=8,
        ),
    }


class RuleForm(InEachLanguage):
    """A rule; `version` is the one that was read."""

    in_languages = {
        "title": Text(_("The rule in a few words"), 80),
        "text": Text(_("What it means"), 1000, lines=4),
    }
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=30_000)


class AskForm(InEachLanguage):
    """What is new in the rules, for members who are asked to agree."""

    in_languages = {
        "said": Text(
            _("What is new, in short"),
            1000,
            _("Two or three sentences. The rules themselves stand below them."),
            lines=4,
        ),
    }
