"""What editors write down about how content was made, and about their own way of making it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from education.checklist import Checklist
from po_platform.kit.memorable_date import MemorableDateField

from .writing import area


class ProjectForm(forms.Form):
    """With whom, how, what for, money, from when until when."""

    with_whom = area(
        _("With whom?"), rows=3, longest=2000,
        hint=_("Groups, clinics, associations, firms. People only by the name they want here."),
    )  # fmt: skip
    how = area(
        _("How did they take part?"), rows=3, longest=2000,
        hint=_("For example: chose the topic, wrote, read drafts, decided."),
    )  # fmt: skip
    what_for = area(_("What was it for, and what came of it?"), rows=3, longest=2000)
    money_in = area(_("Money that came in, and from whom"), rows=2, longest=2000)
    money_out = area(_("Money that went out, and what for"), rows=2, longest=2000)
    begun_on = MemorableDateField(
        label=_("When did it begin?"), required=False, not_after=timezone.localdate
    )
    ended_on = MemorableDateField(label=_("When did it end?"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        begun, ended = given.get("begun_on"), given.get("ended_on")
        if begun and ended and ended < begun:
            self.add_error("ended_on", _now("Write a day after the beginning"))
        return given


class SelfAuditForm(forms.Form):
    """Each point: yes, partly or no; where one can see it; a note."""

    mark_optional = False

    def __init__(
        self, *args: Any, checklist: Checklist, hints: Mapping[str, str], **kwargs: Any
    ) -> None:
        """`hints`: point → where this portal shows something about it."""
        super().__init__(*args, **kwargs)
        self.points = [one.id for one in checklist.items]
        said = [("yes", _now("Yes")), ("partly", _now("Partly")), ("no", _now("Not yet"))]
        for one in checklist.items:
            self.fields[one.id] = forms.ChoiceField(
                label=str(one.text), choices=said, widget=forms.RadioSelect, required=False
            )
            self.fields[f"{one.id}_where"] = forms.CharField(
                label=_now("Where can somebody see it?"), required=False, max_length=1000,
                help_text=hints.get(one.id, ""), widget=forms.TextInput({"autocomplete": "off"}),
            )  # fmt: skip
            self.fields[f"{one.id}_note"] = area(_("A note"), rows=2, longest=2000)

    def answers(self) -> dict[str, dict[str, str]]:
        """As the action takes them; points nobody said anything to are left out."""
        given = self.cleaned_data
        found = {
            one: {
                "said": given[one],
                "where": given[f"{one}_where"],
                "note": given[f"{one}_note"],
            }
            for one in self.points
        }
        return {one: words for one, words in found.items() if any(words.values())}
