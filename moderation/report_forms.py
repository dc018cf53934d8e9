"""Shapes of what members and guests tell us about something."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from moderation.call_cases import CALL
from moderation.content import content_kind
from moderation.models import Report
from po_platform.kit.forms_look import Hinted

Reason = Report.Reason
WORRIED = Hinted(
    Reason.WORRIED.label,
    _("Nothing is hidden. Somebody who knows what to do looks as soon as possible."),
)
MEMBERS_CHOOSE = (
    (Reason.WORRIED.value, WORRIED),
    *((one.value, one.label) for one in (Reason.RUDE, Reason.PRIVATE, Reason.WRONG)),
    *((one.value, one.label) for one in (Reason.ADVERT, Reason.TEAM, Reason.ILLEGAL)),
    (Reason.OTHER.value, Reason.OTHER.label),
)
ALL_CHOICES = (*MEMBERS_CHOOSE, (Reason.POSES.value, Reason.POSES.label))
ABOUT_CHILDREN = _("It shows or describes sexual abuse of a child")


def _words(label: Any, hint: Any, *, required: bool, most: int) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=most,
        widget=forms.Textarea({"rows": 4}),
    )


class ReportForm(forms.Form):
    """What a member tells us about something."""

    reason = forms.ChoiceField(
        label=_("What is it?"), choices=MEMBERS_CHOOSE, widget=forms.RadioSelect
    )
    text = _words(
        _("What should we know?"), _("Only the moderators read this."), required=False, most=2000
    )
    about_children = forms.BooleanField(
        label=ABOUT_CHILDREN,
        help_text=_("Whoever leads on safety is called. You need not look at it again."),
        required=False,
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind == CALL:  # nobody else is told anything about a call
            self.fields["reason"].choices = MEMBERS_CHOOSE[:1]  # type: ignore[attr-defined]  # a ChoiceField
            self.fields["reason"].initial = Reason.WORRIED.value
            del self.fields["about_children"]
        elif known := content_kind(kind):
            fits = known.reasons
            self.fields["reason"].choices = (  # type: ignore[attr-defined]  # a ChoiceField
                [one for one in ALL_CHOICES if one[0] in fits] if fits else MEMBERS_CHOOSE
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("about_children") and given.get("reason") != Reason.WORRIED.value:
            given["reason"] = Reason.ILLEGAL.value  # who is worried has people called
        return given


class GuestReportForm(forms.Form):
    """What somebody without an account thinks is against the law: art. 16, regulation (EU) 2022/2065."""

    text = _words(
        _("What is against the law, and why?"),
        _("Only the moderators read this."),
        required=True,
        most=2000,
    )
    about_children = forms.BooleanField(
        label=ABOUT_CHILDREN,
        help_text=_("Then you need not say who you are. Without an address we cannot answer you."),
        required=False,
    )
    name = forms.CharField(label=_("Your name"), max_length=120, required=False)
    address = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We write to you what came of it."),
        required=False,
    )
    good_faith = forms.BooleanField(
        label=_("What I say here is true and complete, as far as I know.")
    )

    mark_optional = False

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("about_children"):
            asked = {
                "name": _now("Write your name"),
                "address": _now("Write your e-mail address, so that we can answer"),
            }
            for name, words in asked.items():
                if name not in self.errors and not given.get(name):
                    self.add_error(name, words)
        return given
