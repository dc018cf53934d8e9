"""What is typed about words that moderators look at, about members read first, and about badges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from forums.models import Badge, WatchedWords
from forums.wording import NO_SUCH_PAGE
from members.member_number import person_of_number
from members.models import Person
from moderation.own_pages import own_page
from moderation.theme_words import LONGEST, MOST, lines_of

DAYS = (7, 14, 30, 90)


class WordsForm(forms.Form):
    """A list of words and what happens to a post they stand in."""

    name = forms.CharField(
        label=_("Name of the list"),
        max_length=60,
        help_text=_("For example: names of medicines on sale. Only moderators read it."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    lines = forms.CharField(
        label=_("The words"),
        max_length=MOST * (LONGEST + 2),
        help_text=_(
            "One or a few on each line, at most 100 lines. They count as the beginning of a longer"
            " word too."
        ),
        widget=forms.Textarea({"rows": 8, "class": "house"}),
    )
    effect = forms.ChoiceField(
        label=_("What happens to a post they stand in?"),
        help_text=_(
            "Only words of danger come out as the board says. Let few words call people: each call"
            " may wake somebody. Which words name a method, write down with a professional: a board"
            " can let posts with them wait."
        ),
        choices=WatchedWords.Effect.choices,
        widget=forms.RadioSelect,
    )
    page = forms.CharField(
        label=_("Which page of ours?"),
        help_text=_(
            "Only for the last choice. Copy its address: a health page, or how we talk with each"
            " other. Everybody must be able to read it."
        ),
        required=False,
        max_length=400,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def clean_lines(self) -> list[str]:
        """Each once, none empty."""
        found = lines_of(str(self.cleaned_data["lines"]))
        if not found:
            raise ValidationError(_now("Write at least one word"), code="none")
        return found

    def clean(self) -> dict[str, Any]:
        """With the path of a page that is there, or with none."""
        given = super().clean() or {}
        if given.get("effect") != WatchedWords.Effect.LINK:
            given["page"] = ""
        elif "page" in given:
            page = own_page(given["page"])
            if page is None:
                self.add_error("page", ValidationError(NO_SUCH_PAGE, code="page"))
            else:
                given["page"] = page.path
        return given


class TryWordsForm(forms.Form):
    """A text to try the lists on; nothing of it is kept."""

    mark_optional = False
    text = forms.CharField(
        label=_("A text to try the lists on"),
        max_length=20_000,
        help_text=_("It is not kept, and nobody else reads it."),
        widget=forms.Textarea({"rows": 4}),
    )


class ReadFirstForm(forms.Form):
    """How long a moderator reads first what somebody posts, and why."""

    days = forms.TypedChoiceField(
        label=_("For how long?"),
        coerce=int,
        choices=[(n, ngettext_lazy("%(n)s day", "%(n)s days", n) % {"n": n}) for n in DAYS],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label=_("Why?"),
        max_length=500,
        help_text=_("The member reads it. She does not learn who you are."),
        widget=forms.Textarea({"rows": 3}),
    )


class MemberForm(forms.Form):
    """Somebody by her number."""

    mark_optional = False
    member = forms.CharField(
        label=_("Member number"),
        max_length=24,
        help_text=_("She finds it under “Preferences”."),
        widget=forms.TextInput({"autocomplete": "off", "class": "w-mid"}),
    )

    def clean_member(self) -> Person:
        """The member with this number."""
        number = person_of_number(str(self.cleaned_data["member"]))
        person = Person.objects.filter(pk=number or 0, state=Person.State.ACTIVE).first()
        if person is None:
            raise ValidationError(_now("Look at the number again: no member has it"), code="nobody")
        return person


class KeeperForm(MemberForm):
    """Who moderates which boards, and why; `boards`: ref and title."""

    boards = forms.TypedMultipleChoiceField(
        label=_("Which boards?"),
        coerce=UUID,
        required=False,
        help_text=_("Cases from these boards, and nothing else: no messages, no other boards."),
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label=_("Why?"),
        max_length=200,
        help_text=_("It stands beside the role; the member reads it too."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, boards: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["boards"].choices = boards  # type: ignore[attr-defined]  # a ChoiceField


class BadgeForm(MemberForm):
    """What a member is besides."""

    kind = forms.ChoiceField(
        label=_("What stands beside her name?"),
        choices=Badge.Kind.choices,
        widget=forms.RadioSelect,
    )
