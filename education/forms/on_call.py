"""At the desk, with somebody on the telephone: what she begins, what she says, who goes along."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from education.actions.on_call import GO_ON, LEAVE, NO_GUIDE, PAUSE, THROUGH, SaidOfWay
from education.forms.guiding import TakeGuideForm
from education.forms.programmes import UntilForm
from education.models import Programme, ProgrammeCard
from education.queries.on_call import Child, WayOnCall
from education.queries.programmes import card_behind
from members.forms.calls import dialled

SAYS = [
    (PAUSE, _("A pause until the day they say")),
    (GO_ON, _("They go on")),
    (THROUGH, _("They are through with it")),
    (NO_GUIDE, _("They want no guide any more")),
    (LEAVE, _("They stop, and no reason is given")),
]


HERSELF = "self"


class BeginOnCallForm(forms.Form):
    """For whom, where she acts for a child by law; that she said yes to what was read out, and perhaps a
    card."""

    whom = forms.ChoiceField(
        label=_("For whom does it begin?"), widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose for whom it begins"),
            "invalid_choice": _("Choose for whom it begins"),
        },
    )  # fmt: skip
    agreed = forms.BooleanField(
        label=_("I read all of it out, and they said yes"),
        error_messages={"required": _("Begin only after a clear yes")},
    )
    code = forms.CharField(
        label=_("The code on their card or invitation"),
        max_length=40,
        required=False,
        help_text=_("Only if they have one. Leave it empty otherwise."),
        widget=forms.TextInput({"autocomplete": "off", "class": "w-mid", "spellcheck": "false"}),
    )

    def __init__(
        self, *args: Any, programme: Programme, family: Sequence[int], children: Sequence[Child] = (),
        for_herself: bool = True, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        own = [(HERSELF, _now("For themselves"))] if for_herself else []
        others = [(str(one.ref), one.name) for one in children]
        self.fields["whom"].choices = own + others  # type: ignore[attr-defined]  # a ChoiceField
        if not others:
            del self.fields["whom"]
        self.family = {programme.pk, *family}
        self.card: ProgrammeCard | None = None

    def clean_code(self) -> str:
        typed = str(self.cleaned_data["code"])
        if typed:
            self.card = card_behind(typed)
            if self.card is None or self.card.programme_id not in self.family:
                raise forms.ValidationError(
                    _now("We do not know this code for this programme. Read it once more.")
                )
        if typed and self.child is not None:
            raise forms.ValidationError(
                _now("A card is for whoever it was given to. Leave it empty for a child.")
            )
        return typed

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if "whom" not in self.fields and self.data.get("whom", HERSELF) not in ("", HERSELF):
            # Said of a child, it never begins for whoever said it.
            raise forms.ValidationError(_now("They do not act for this child. Nothing was begun."))
        return found

    @property
    def child(self) -> UUID | None:
        """Of a child she acts for by law; None for herself."""
        whom = self.cleaned_data.get("whom", HERSELF)
        return None if whom == HERSELF else UUID(whom)

    @property
    def card_ref(self) -> UUID | None:
        """The card it is begun with."""
        return self.card.ref if self.card else None


class WayOnCallForm(UntilForm):
    """Which programme, and what she says."""

    way = forms.ChoiceField(
        label=_("About which programme?"), widget=forms.RadioSelect,
        error_messages={"required": _("Choose which programme they speak of")},
    )  # fmt: skip
    does = forms.ChoiceField(
        label=_("What do they say?"), widget=forms.RadioSelect, choices=SAYS,
        help_text=_("Nobody has to give a reason."),
        error_messages={"required": _("Choose what they say")},
    )  # fmt: skip
    field_order = ("way", "does", "days", "day")

    def __init__(self, *args: Any, ways: Sequence[WayOnCall], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.enrolment.ref), one.enrolment.version.title) for one in ways]
        self.fields["way"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        if len(choices) == 1:
            self.fields["way"].initial = choices[0][0]
        self.fields["days"].label = _("With a pause: until when?")
        self.fields["days"].required = False

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("does") != PAUSE:
            return self.cleaned_data
        if not self.cleaned_data.get("days"):
            self.add_error("days", _now("Choose until when"))
            return self.cleaned_data
        return super().clean()

    def said(self) -> SaidOfWay:
        """What was filled in."""
        does = self.cleaned_data["does"]
        return SaidOfWay(does, self.until() if does == PAUSE else None)


class GuideOnCallForm(TakeGuideForm):
    """Which guide, what she sees, and whether she may call; said by telephone."""

    number = forms.CharField(
        label=_("The number on which the guide may call them"),
        max_length=40,
        required=False,
        help_text=_("Only with a yes. Without it the guide can write, which they read signed in."),
        widget=forms.TextInput({"type": "tel", "autocomplete": "off", "class": "w-mid"}),
    )
    agreed = forms.BooleanField(
        label=_("I read out what the guide sees, and they said yes"),
        error_messages={"required": _("A guide goes along only after a clear yes")},
    )
    field_order = ("guide", "sees", "number", "agreed")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["guide"].label = _("Who may go along with them?")
        self.fields["sees"].label = _("What may the guide see?")

    def clean_number(self) -> str:
        typed = str(self.cleaned_data["number"])
        return dialled(typed) if typed.strip() else ""
