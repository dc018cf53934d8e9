"""The facts about somebody in danger, in words to be read out on the telephone."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from moderation.danger import Fact, copied, moment_with_zone, plain_words
from moderation.queries.reveals import RevealPage


def facts_of(page: RevealPage) -> list[Fact]:
    """Who, where, what was written and when; '' where nobody told us or it does not open."""
    known = page.known
    if known is None:
        return []
    gone = _("cannot be opened, call the office")
    values = {
        name: gone if name in known.unreadable else getattr(known, name)
        for name in ("real_name", "phone", "address")
    }
    facts = [
        Fact(_("Name"), values["real_name"]),
        Fact(_("Name here"), page.member),
        Fact(_("Telephone"), values["phone"]),
        Fact(_("Address"), ", ".join(values["address"].splitlines())),
    ]
    if page.thing is not None:
        facts += [
            Fact(_("Written"), moment_with_zone(timezone.localtime(page.thing.at))),
            Fact(_("Words"), "\n" + plain_words(page.thing.html)),
        ]
    return facts


def not_known(page: RevealPage) -> Sequence[str]:
    """What nobody should think we know."""
    known = page.known
    missing = []
    if known is not None:
        for name, words in (
            ("real_name", _("The real name: nobody told us.")),
            ("phone", _("A telephone number: nobody told us.")),
            ("address", _("Where the person lives: nobody told us.")),
        ):
            if not getattr(known, name) and name not in known.unreadable:
                missing.append(words)
    if page.thing is None:
        missing.append(_("The words themselves: they are gone."))
    return [
        *missing,
        _("Where the person is at this moment. Address and number are as the person told us."),
        _("Whether the name is real: nobody checked a passport."),
        _("Whether somebody is there, and what happened after the words were written."),
    ]


def to_copy(page: RevealPage) -> str:
    """All of it as one text."""
    return copied(facts_of(page), not_known(page), _("What we do not know"))
