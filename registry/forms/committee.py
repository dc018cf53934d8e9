"""How a registry decides, and who votes in whose place."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from registry.models import ReleaseRules

BOUNDS = {
    "threshold": (5, 20),
    "group": (2, 20),
    "quorum": (2, 20),
    "vote_days": (3, 90),
    "answer_days": (7, 365),
    "link_days": (1, 60),
    "asked_a_year": (1, 12),
}


class RulesForm(forms.Form):
    """Numbers, each within what is safe."""

    threshold = forms.IntegerField(
        label=_("From how many people on is a number shown?"),
        help_text=_("10 is usual. Never fewer than 5."),
    )
    group = forms.IntegerField(
        label=_("How many people have to look alike in a release?"),
        help_text=_("Who shares her answers with fewer loses what she could be known by."),
    )
    quorum = forms.IntegerField(
        label=_("How many of the committee have to vote?"), help_text=_("Never one alone.")
    )
    vote_days = forms.IntegerField(
        label=_("For how many days does the committee wait for all votes?")
    )
    answer_days = forms.IntegerField(
        label=_("Within how many days do you promise a decision?"),
        help_text=_("Days on which you wait for an answer do not count."),
    )
    link_days = forms.IntegerField(label=_("For how many days does a link to a release work?"))
    asked_a_year = forms.IntegerField(
        label=_("To how many studies a year may one member be asked?")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (least, most) in BOUNDS.items():
            field = self.fields[name]
            field.error_messages["required"] = _("Write a number")
            field.min_value, field.max_value = least, most  # type: ignore[attr-defined]  # an IntegerField

    def clean(self) -> dict[str, Any]:
        """Each within its bounds."""
        found = super().clean() or {}
        for name, (least, most) in BOUNDS.items():
            if name in found and not least <= found[name] <= most:
                words = _("Write a number from %(least)d to %(most)d")
                self.add_error(name, words % {"least": least, "most": most})
        return found

    @staticmethod
    def of(rules: ReleaseRules) -> dict[str, int]:
        """What holds now."""
        return {name: getattr(rules, name) for name in BOUNDS}


class DeputyForm(forms.Form):
    """In whose place the reader votes."""

    stands_in_for = forms.ChoiceField(
        label=_("In whose place do you vote?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one")},
    )

    def __init__(self, *args: Any, seats: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [("0", _("Nobody’s: I vote myself"))]
        listed = [(str(account), name) for account, name in seats]
        self.fields["stands_in_for"].choices = own + listed  # type: ignore[attr-defined]  # a ChoiceField
