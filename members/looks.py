"""What a look was at, in words: apps that show somebody's data say what their mark means."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .purposes import Words

# Marks as audit.actions.record_read gets them in `what`.
NAME = "members.name"
IDENTITY = "members.identity"
GROUP = "members.group"
EVENT = "members.event"
BY_LAW = "members.help.by_law"

_words: dict[str, Words] = {
    NAME: _("Your name and year of birth"),
    IDENTITY: _("Your name, address, telephone and birth date"),
    "members.help.answer": _("What waits for you, to answer it with you as your helper"),
    "members.help.summary": _("What you sent and how it has changed, as your helper"),
    "members.help.arrange": _("Whether we are to call you, as your helper"),
    BY_LAW: _(
        "What you write down for your doctor and who sees your answers, as who acts for you by law"
    ),
    "members.helpers": _("Who helps you, to name or end a helper as you asked"),
    GROUP: _("Your display name, on the list of a group you asked to join"),
    EVENT: _("Your display name, on the list of an event you said you come to"),
}


def register_look_words(what: str, words: Words) -> None:
    """Once per mark at start: "proms.summary" → "Your answers, on one page"."""
    _words[what] = words


def words_for(what: str) -> Words:
    """What was looked at; a mark nobody explained stands for itself, so that no look is hidden."""
    return _words.get(what, what)
