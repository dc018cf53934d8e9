"""How the office and the moderators set up a board."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from forums.models import Board
from forums.models.boards import IN_DANGER, Audience, Pause
from forums.rules import may_name_to_guests
from members.forms.in_languages import InLanguages, Text
from members.models import Group
from members.queries.groups import name_of
from po_platform.access.refusals import Denied
from po_platform.kit.forms_look import Hinted

PLAIN = ("widest", "named_to_guests", "engines", "words_by_mail", "starters", "place")
# What a new board holds for a moderator; every switch can be changed afterwards.
PRESETS: dict[str, dict[str, Any]] = {
    "general": {"first_posts_held": 1, "holds_new_links": True},
    "mental_health": {
        "first_posts_held": 3,
        "holds_links": True,
        "holds_pictures": True,
        "holds_off_duty": True,
        "words_by_mail": False,
    },
}


class BoardForm(InLanguages):
    """What a board is, for whom, and who begins topics."""

    in_languages = {
        "title": Text(_("Name of the board"), 80),
        "text": Text(_("What belongs here"), 1000, _("One or two sentences."), lines=3),
        "reminder": Text(
            _("A reminder above every text box"),
            300,
            _("For example: people write here about their own experience, not as doctors."),
            lines=2,
        ),
    }
    group = forms.TypedChoiceField(
        label=_("Does it belong to a group?"), coerce=int, empty_value=None, required=False
    )
    widest = forms.ChoiceField(
        label=_("Who may read here at most?"),
        help_text=_("Whoever begins a topic can choose fewer readers, never more."),
        choices=Audience.choices,
        widget=forms.RadioSelect,
    )
    named_to_guests = forms.BooleanField(
        label=_("Guests may see that this board is there"),
        required=False,
        help_text=_(
            "Its name and what belongs here, never a topic; for boards that members may read at most,"
            " and no group’s. Not where the name alone tells something about whoever writes there."
        ),
    )
    engines = forms.BooleanField(
        label=_("Search engines may find what everybody can read here"),
        required=False,
        help_text=_("What stands in a search engine stays there for a long time."),
    )
    words_by_mail = forms.BooleanField(
        label=_("Members may choose to get the words of posts here by e-mail"),
        required=False,
        help_text=_(
            "Not on boards about what nobody should find in a mailbox. What is written for a group"
            " alone, has a content note or has words of danger in it is never sent."
        ),
    )
    starters = forms.ChoiceField(
        label=_("Who begins topics?"), choices=Board.Starters.choices, widget=forms.RadioSelect
    )
    place = forms.IntegerField(
        label=_("Place in the list"),
        min_value=1,
        max_value=999,
        help_text=_("Smaller numbers stand higher."),
        widget=forms.NumberInput({"class": "w-short"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = Group.objects.filter(closed_at__isnull=True).order_by("pk")
        names = [(str(group.pk), name_of(group)) for group in groups]
        self.fields["group"].choices = [("", _now("No, it is about a theme")), *names]  # type: ignore[attr-defined]  # a ChoiceField

    def order(self) -> list[str]:
        codes = [code for code, _language in settings.LANGUAGES]
        texts = [f"{name}_{code}" for name in self.in_languages for code in codes]
        return [
            *texts,
            "group",
            "widest",
            "named_to_guests",
            "engines",
            "words_by_mail",
            "starters",
            "preset",
            "place",
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not any(value for name, value in given.items() if name.startswith("title_")):
            self.add_error("title_en", _now("Write a name in at least one language"))
        if given.get("widest") == Audience.GROUP and given.get("group") is None:
            self.add_error("group", ValidationError(_now("Choose the group"), code="group"))
        if given.get("named_to_guests") and "widest" in given:
            told = may_name_to_guests(widest=given["widest"], group_id=given.get("group"))
            if isinstance(told, Denied):
                self.add_error("named_to_guests", ValidationError(told.reason, code="group"))
        return given

    def values(self) -> dict[str, Any]:
        """As the action takes them."""
        given = self.cleaned_data
        texts = {name: self.texts(name) for name in self.in_languages}
        plain = {name: given[name] for name in PLAIN}
        return {**texts, **plain, "group_id": given["group"]}


class NewBoardForm(BoardForm):
    """A new board begins with one of two ways to hold posts."""

    preset = forms.ChoiceField(
        label=_("How careful shall this board be?"),
        choices=[
            ("general", Hinted(
                _("As most boards"),
                _("A moderator reads the first post of everybody who is new, and their first links and"
                  " pictures. The rest comes out at once."))),
            ("mental_health", Hinted(
                _("With special care"),
                _("For boards about mental health and crises. A moderator reads the first three"
                  " posts of everybody, everything with links or pictures, and what is written while nobody"
                  " is on duty. No words of posts go out by e-mail."))),
        ],
        widget=forms.RadioSelect,
    )  # fmt: skip

    def values(self) -> dict[str, Any]:
        return super().values() | PRESETS[self.cleaned_data["preset"]]


class HoldingForm(forms.Form):
    """What waits for a moderator before it comes out."""

    first_posts_held = forms.IntegerField(
        label=_("How many first posts of somebody new wait for a moderator?"),
        min_value=0,
        max_value=20,
        help_text=_("0: none."),
        widget=forms.NumberInput({"class": "w-short"}),
    )
    holds_new_links = forms.BooleanField(
        label=_("Posts with links, pictures or documents wait as long as somebody is new"),
        required=False,
        help_text=_("New means: fewer than ten posts came out."),
    )
    holds_links = forms.BooleanField(label=_("Posts with links wait"), required=False)
    holds_pictures = forms.BooleanField(
        label=_("Posts with pictures or documents wait"), required=False
    )
    holds_off_duty = forms.BooleanField(
        label=_("Posts wait while no moderator is on duty"),
        required=False,
        help_text=_("Counts once the moderators have a rota."),
    )
    holds_all = forms.BooleanField(label=_("Every post waits"), required=False)
    in_danger = forms.ChoiceField(
        label=_("What becomes of a post in which somebody may be in danger?"),
        help_text=_(
            "People are called at once in any case, and nothing above makes it wait. Ask"
            " professionals before you choose another way than the first."
        ),
        choices=IN_DANGER,
        widget=forms.RadioSelect,
    )
    holds_methods = forms.BooleanField(
        label=_("Such a post waits if it names a method"),
        required=False,
        help_text=_(
            "By the words of your own lists; there are none until you write them with a professional."
            " Its author is told that somebody reads it, and finds where to turn to."
        ),
    )
    pause = forms.TypedChoiceField(
        label=_("How long shall one person wait between two posts in a topic?"),
        help_text=_("Calms down where people write in anger. Moderators do not wait."),
        coerce=int,
        choices=Pause.choices,
    )
