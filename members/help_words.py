"""What a helper may do, in the words a person reads, ticks and finds again in her decisions."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from po_platform.access.actor import Tick

from .wording import Rendered

LABELS: dict[Tick, str | Promise] = {
    Tick.REMIND: _("gets the same reminders"),
    Tick.ANSWER: _("helps with answering"),
    Tick.SUMMARY: _("reads what was sent"),
    Tick.ARRANGE: _("arranges things"),
}
HINTS: dict[Tick, str | Promise] = {
    Tick.REMIND: _("When something waits for you, we write to both of you."),
    Tick.ANSWER: _("Sees what waits for you and what you have begun, and fills it in with you."),
    Tick.SUMMARY: _(
        "Your answers and how they have changed, also on one page to print for a doctor. New ones as"
        " soon as they are sent."
    ),
    Tick.ARRANGE: _("Asks for things in your place, for example that we call you."),
}


def labels(ticks: Collection[Tick]) -> list[str | Promise]:
    """In the order of the form."""
    return [LABELS[tick] for tick in Tick if tick in ticks]


def naming(who: str, ticks: Collection[Tick], language: str) -> Rendered:
    """The words with which somebody names a helper."""
    with override(language):
        name = {"who": who}
        said = {
            Tick.REMIND: gettext("%(who)s gets the same reminders as I do.") % name,
            Tick.ANSWER: gettext(
                "%(who)s sees what waits for me, also what I have begun, and fills it in with me."
                " Each set of answers says who entered it."
            )
            % name,
            Tick.SUMMARY: gettext("%(who)s reads what I sent, and how it has changed.") % name,
            Tick.ARRANGE: gettext(
                "%(who)s asks for things in my place, for example that I am called."
            )
            % name,
        }
        body = [
            *(said[tick] for tick in Tick if tick in ticks),
            gettext(
                "%(who)s signs in with an account of their own, never with mine, and never reads"
                " or writes in groups in my name. I see each time they look."
            )
            % name,
            gettext("It lasts until one of us ends it. One click, a call or a letter is enough."),
        ]
        title = gettext("I name %(who)s as my helper") % name
    return Rendered(title, "\n\n".join(body), language)


def parting(who: str, language: str) -> str:
    """What is kept when a help ends, whoever ended it."""
    with override(language):
        return gettext("The help of %(who)s ended. From now on they see and do nothing here.") % {
            "who": who
        }
