"""What a moderator says when a topic is moved, renamed or split."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from forums.typed_numbers import NotNumbers, numbers_in

_REF = re.compile(r"/talk/topics/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![0-9a-f-])")


def _told() -> forms.CharField:
    return forms.CharField(
        label=_("What did you do, and why?"),
        max_length=300,
        help_text=_(
            "One or two sentences, for example: moved from “Daily life”, because it is about a"
            " medicine. Everybody who reads the topic finds them on top of it."
        ),
        widget=forms.Textarea({"rows": 2}),
    )


def _title(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=120, widget=forms.TextInput({"autocomplete": "off"})
    )


class ArrangeForm(forms.Form):
    """Where a topic stands and what it is called; `places`: ref and name of boards it may go to."""

    board = forms.TypedChoiceField(
        label=_("On which board does it stand?"),
        coerce=UUID,
        help_text=_(
            "A topic goes where as many people read, or fewer. They stay fewer if it moves back."
        ),
    )
    title = _title(_("What is it about?"))
    unlisted = forms.BooleanField(
        label=_("Take it out of all lists and the search"),
        required=False,
        help_text=_("Whoever has its address still reads it and may answer."),
    )
    told = _told()

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["board"].choices = places  # type: ignore[attr-defined]  # a ChoiceField


class RememberForm(forms.Form):
    """A topic to remember somebody; `places`: ref and name of boards it may stand on."""

    mark_optional = False
    board = forms.TypedChoiceField(
        label=_("On which board?"),
        coerce=UUID,
        help_text=_("The members who read that board find it, and nobody without signing in."),
    )
    title = _title(_("What is it called?"))
    text = forms.CharField(
        label=_("What do you write first?"),
        max_length=5000,
        help_text=_("For example: that she died, what she meant to you here, and that others may add"
                    " a memory. Leave out how and where."),
        widget=forms.Textarea({"rows": 8, "class": "house"}),
    )  # fmt: skip
    days = forms.TypedChoiceField(
        label=_("For how long can members answer?"),
        coerce=int,
        choices=[(n, ngettext_lazy("%(n)s day", "%(n)s days", n) % {"n": n}) for n in (30, 45, 60)],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["board"].choices = places  # type: ignore[attr-defined]  # a ChoiceField


class MergeForm(forms.Form):
    """Into which topic another one goes."""

    into = forms.CharField(
        label=_("Behind which topic do its posts go?"),
        max_length=300,
        help_text=_("The address of that topic, copied from the browser. It stands on this board."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    told = _told()

    def clean_into(self) -> UUID:
        """The ref in an address of ours."""
        found = _REF.search(str(self.cleaned_data["into"]))
        if found is None:
            raise ValidationError(_now("Copy the address of a topic, from the browser"), code="ref")
        return UUID(found[1])


class SplitForm(forms.Form):
    """Which posts go, and what they are about."""

    numbers = forms.CharField(
        label=_("Which posts?"),
        max_length=200,
        help_text=_("Their numbers, for example: 7, 9-12. The first post stays."),
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "text"}),
    )
    title = _title(_("What are they about?"))
    told = _told()

    def clean_numbers(self) -> list[int]:
        """In their order, each once."""
        try:
            return numbers_in(str(self.cleaned_data["numbers"]))
        except NotNumbers:
            raise ValidationError(
                _now("Write numbers of at most 200 posts, such as 7, 9-12"), code="numbers"
            ) from None
