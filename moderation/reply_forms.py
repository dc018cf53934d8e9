"""The shape of a text of the team."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from members.forms.in_languages import Text
from moderation.forms import InEachLanguage
from moderation.models import SavedReply, Triage


class ReplyTextForm(InEachLanguage):
    """A text of the team, in every language of the portal."""

    in_languages = {
        "title": Text(_("Name of the text, for moderators"), 80),
        "text": Text(
            _("What the author reads"),
            700,
            _("It can be changed each time before it is sent. Leave out names and numbers."),
            lines=6,
        ),
    }
    use = forms.ChoiceField(
        label=_("Where is it offered?"),
        choices=SavedReply.Use.choices,
        initial=SavedReply.Use.DECISION,
        widget=forms.RadioSelect,
    )
    triage = forms.ChoiceField(
        label=_("Is it for words in which somebody may be in danger?"),
        help_text=_("Then it is offered where a moderator reads just this in them."),
        choices=(("", _("No, for anything")), *Triage.choices),
        required=False,
    )
    read = forms.BooleanField(
        label=_("A professional has read it"),
        help_text=_(
            "Somebody who works with people in danger. Until then each moderator is told beside it"
            " that nobody has."
        ),
        required=False,
    )

    def order(self) -> list[str]:
        """What it says first."""
        asked = ("use", "triage", "read")
        return [*(name for name in self.fields if name not in asked), *asked]
