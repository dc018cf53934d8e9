"""What is typed into the forum: a title, a text, who reads it; and how a board is set up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from forums.authors import Signed
from forums.markup import MOST, bake, plain
from forums.models import Draft, Post
from forums.models.boards import Audience
from forums.models.messages import LONGEST
from po_platform.kit.forms_look import Hinted

NOTE = _(
    "Is something in it hard to read for some? Say in a few words what, for example: an operation."
    " Your post is folded then, and everybody chooses when to open it."
)


def _title() -> forms.CharField:
    return forms.CharField(
        label=_("What is it about?"),
        max_length=120,
        help_text=_("One line, as you would say it to a friend."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class TitleForm(forms.Form):
    """The first step of a new topic."""

    title = _title()


class MessageForm(forms.Form):
    """A message to one other member, as plain text."""

    text = forms.CharField(max_length=LONGEST, widget=forms.Textarea({"rows": 5}))
    client_ref = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _now("Your message to %(name)s") % {"name": name}
        self.fields["text"].help_text = _("Only the two of you read it.")
        self.initial.setdefault("client_ref", uuid4())


class BringPostsForm(forms.Form):
    """A member's own posts from elsewhere."""

    file = forms.FileField(
        label=_("Your file from Facebook"),
        error_messages={"required": _("Choose a file")},
        help_text=_(
            "The ZIP you downloaded there in the format JSON with your posts alone, or the file of"
            " your posts in it. At most 20 megabytes."
        ),
        widget=forms.FileInput({"accept": ".zip,.json,application/zip,application/json"}),
    )


class ChooseBoardForm(forms.Form):
    """Where a draft shall stand; `places`: ref and title of boards."""

    board = forms.ChoiceField(label=_("On which board would you like to talk about it?"))

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["board"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("Choose a board")),
            *places,
        ]


SIGNS = [
    (Signed.NAMED.value, _("By my name, for the moderators")),
    (
        Signed.TEAM.value,
        Hinted(
            _("The moderation team"),
            _("Readers do not learn who of you wrote it. The other moderators see it."),
        ),
    ),
    (Signed.HERSELF.value, _("Myself, as a member")),
]


class PostForm(forms.Form):
    """A post: its text and, if need be, a content note. `signs`: she chooses as whom she writes."""

    text = forms.CharField(
        label=_("What would you like to say?"),
        max_length=MOST,
        widget=forms.Textarea({"rows": 8, "data-write": ""}),
    )
    note = forms.CharField(
        label=_("Content note"),
        max_length=80,
        required=False,
        help_text=NOTE,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    signed = forms.ChoiceField(
        label=_("As whom do you write?"), choices=SIGNS, widget=forms.RadioSelect
    )
    client_ref = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, hint: Any = "", signs: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = hint
        self.initial.setdefault("signed", Signed.NAMED.value)
        if not signs:
            del self.fields["signed"]
        self.initial.setdefault("client_ref", uuid4())

    def clean_text(self) -> str:
        """With one kind of line break, and something to read in it."""
        text = str(self.cleaned_data["text"]).replace("\r\n", "\n").strip()
        if not plain(bake(text)):
            raise ValidationError(_now("Write something others can read"), code="nothing")
        return text


class AttachForm(forms.Form):
    """A picture or document beside what is written; none is fine."""

    file = forms.FileField(
        label=_("A picture or PDF document"),
        required=False,
        allow_empty_file=True,
        help_text=_(
            "Pictures (JPEG, PNG, WebP) up to 15 MB; the place and time in them are taken out. PDF"
            " up to 5 MB, left as they are: they may say who made them."
        ),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )
    shows = forms.CharField(
        label=_("What is to be seen?"),
        max_length=200,
        required=False,
        help_text=_("In a few words, for people who do not see it."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    mark_optional = False

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("file") and not str(given.get("shows") or "").strip():
            self.add_error("shows", _now("Say in a few words what is to be seen"))
        return given


class ReplyForm(PostForm):
    """An answer, perhaps with words of the post it answers."""

    quoted = forms.CharField(
        label=_("Words you quote"),
        max_length=500,
        required=False,
        help_text=_("Leave what matters and delete the rest. Empty: no quotation."),
        widget=forms.Textarea({"rows": 3}),
    )
    answers_no = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=1, max_value=10_000_000
    )
    field_order = ("quoted", "text", "note", "signed", "client_ref", "answers_no")

    def __init__(self, *args: Any, answered: Post | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if answered is None:
            del self.fields["quoted"], self.fields["answers_no"]


class FoldingForm(forms.Form):
    """What a reader wants folded in what others write."""

    mark_optional = False
    opens_notes = forms.BooleanField(
        label=_("Show me posts with a content note at once"),
        help_text=_("Otherwise they are folded, and you read the note first."),
        required=False,
    )
    typed = forms.CharField(
        label=_("Fold posts in which these words stand"),
        help_text=_(
            "One on each line, for example: operation. Longer words that begin so count too. Only you"
            " see this list."
        ),
        max_length=6000,
        required=False,
        widget=forms.Textarea({"rows": 5}),
    )


class TopicForm(PostForm):
    """A new topic: title, first post, and who can read it; `engines`: also whether these find it."""

    title = _title()
    audience = forms.ChoiceField(label=_("Who can read it?"), widget=forms.RadioSelect)
    kept_from_engines = forms.BooleanField(
        label=_("Search engines may not find this"),
        required=False,
        help_text=_(
            "They are asked to leave out the whole topic, answers too. Its title stands on the page of"
            " the board, and that one they may find."
        ),
    )
    field_order = (
        "title", "text", "note", "audience", "kept_from_engines", "signed", "client_ref",
    )  # fmt: skip

    def __init__(
        self, *args: Any, choices: list[str], engines: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not engines:
            del self.fields["kept_from_engines"]
        labels = dict(Audience.choices)
        self.fields["audience"].choices = [(one, labels[one]) for one in choices]  # type: ignore[attr-defined]  # a ChoiceField
        if len(choices) == 1:
            self.fields["audience"].widget = forms.HiddenInput()
        self.initial.setdefault("audience", choices[0])


class ChangeForm(PostForm):
    """Other words for one's own post; `version` is the one that was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10_000_000)


class DraftForm(forms.Form):
    """What the page keeps by itself: nothing of it has to be finished."""

    title = forms.CharField(max_length=120, required=False)
    text = forms.CharField(max_length=MOST, required=False, strip=False)
    note = forms.CharField(max_length=80, required=False)
    quoted = forms.CharField(max_length=500, required=False)
    audience = forms.ChoiceField(choices=[("", ""), *Audience.choices], required=False)
    answers_no = forms.IntegerField(required=False, min_value=1, max_value=10_000_000)
    signed = forms.ChoiceField(choices=[("", ""), *SIGNS], required=False)
    kept_from_engines = forms.BooleanField(required=False)


def begun_with(draft: Draft | None) -> dict[str, Any]:
    """The first values of a form from what was kept."""
    if draft is None:
        return {}
    names = (
        "title", "text", "note", "quoted", "audience", "answers_no", "signed", "kept_from_engines",
    )  # fmt: skip
    kept = {name: getattr(draft, name) for name in names}
    return {name: value for name, value in kept.items() if value not in ("", None, False)}
