"""What buddies agree to, and how they are named to each other; pure.

A change of meaning gets a new VERSION: who agreed to another one is asked again.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .sections import Words

VERSION = 1

BOUNDARIES: tuple[Words, ...] = (
    _("A buddy listens and tells of her own way. She gives no medical advice."),
    _("You write to each other here. Keep addresses, telephone numbers and money out of it."),
    _("Nobody has to answer at once, and a buddy is no help in an emergency."),
    _(
        "What you write stays between you. If you fear for the other, press “I am worried about"
        " this person” under a message."
    ),
    _("Nobody sells anything, and nobody talks the other into anything."),
    _("Each of you can end it on any day with one press, and need not say why."),
)

ENDED = _("You were buddies. It has ended, and nobody has to say why.")
