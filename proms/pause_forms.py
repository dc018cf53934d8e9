"""The shape of a pause, and of a reason for not answering."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from proms.schedule_forms import day_field

WHO_SEES_FOR_CHILD = _(
    "To clinicians the answers are shared with, and to a doctor who is given a code. If you leave"
    " this empty, they see only that nothing came or that it pauses. You can take it back on any"
    " day under “What comes when”."
)
WHO_SEES_IT = _(
    "To clinicians you share your answers with, and to a doctor you give a code. If you leave this"
    " empty, they see only that nothing came or that it pauses. You can take it back on any day"
    " under “What comes when”."
)


class PauseForm(forms.Form):
    """Until when nothing comes, and whether those who see her answers see that she pauses."""

    until = day_field(_("Nothing new before which day?"))
    shown = forms.BooleanField(
        label=_("Show beside my answers that I pause, and until when"),
        required=False,
        help_text=WHO_SEES_IT,
    )

    def __init__(self, *args: Any, for_child: bool = False, **kwargs: Any) -> None:
        """`for_child`: somebody fills it in who acts for a child by law."""
        super().__init__(*args, **kwargs)
        if for_child:
            self.fields["shown"].label = _("Show beside the answers that it pauses, and until when")
            self.fields["shown"].help_text = WHO_SEES_FOR_CHILD

    def clean_until(self) -> Any:
        until, today = self.cleaned_data["until"], timezone.localdate()
        if not today < until <= today + timedelta(days=366):
            raise forms.ValidationError(_now("Choose a day to come, within a year"))
        return until


WHYS = [
    ("not_now", _("Not now. Ask me again in 4 weeks")),
    ("too_ill", _("I am too ill for it. Ask me again in 4 weeks")),
    ("hospital", _("I was or am in hospital. Ask me again in 4 weeks")),
    ("too_long", _("It takes too long. Call me about the next one, and read it to me")),
    ("technical", _("It did not work. Call me about the next one")),
    ("too_much", _("It is too much for me. Stop these questions")),
    ("not_wanted", _("I do not want to answer these. Stop them")),
    ("go_on", _("Another reason. I would like to go on")),
]


# Nobody is called about a child: who acts for it answers on the screen.
WHYS_FOR_CHILD = [
    ("not_now", _("Not now. Ask again in 4 weeks")),
    ("too_ill", _("Too ill for it. Ask again in 4 weeks")),
    ("hospital", _("In hospital now or lately. Ask again in 4 weeks")),
    ("too_much", _("It is too much. Stop these questions")),
    ("not_wanted", _("We do not want to answer these. Stop them")),
    ("go_on", _("Another reason. It may go on")),
]


class WhyForm(forms.Form):
    """A reason, kindly asked; each says what follows. Shown to nobody unless she ticks it."""

    why = forms.ChoiceField(
        label=_("What fits best?"),
        widget=forms.RadioSelect,
        choices=WHYS,
        error_messages={"required": _("Choose what fits best")},
    )
    shown = forms.BooleanField(
        label=_("Show this reason beside my answers"), required=False, help_text=WHO_SEES_IT
    )

    def __init__(self, *args: Any, for_child: bool = False, **kwargs: Any) -> None:
        """`for_child`: somebody fills it in who acts for a child by law."""
        super().__init__(*args, **kwargs)
        if for_child:
            self.fields["why"].choices = WHYS_FOR_CHILD  # type: ignore[attr-defined]  # a ChoiceField
            self.fields["shown"].label = _("Show this reason beside the answers")
            self.fields["shown"].help_text = WHO_SEES_FOR_CHILD
