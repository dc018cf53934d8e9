"""What each state of a person stops, said exactly; the office reads it before it changes one."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Person

Words = str | Promise
State = Person.State

IN_SHORT: dict[str, Words] = {
    State.APPLIED: _("Can sign in and see that the request is waiting. Nothing else is open yet."),
    State.INVITED: _("Has an invitation and has not used it. Nothing is open yet."),
    State.ACTIVE: _("Everything works."),
    State.PAUSED: _("Can sign in and see their own data. Reminders, news and tasks rest."),
    State.LEFT: _("Cannot sign in. Nothing is sent, and nobody they shared with sees anything."),
    State.DECEASED: _("Nothing is sent to anybody any more, in no way. Nobody can sign in."),
}

STOPS: dict[str, tuple[Words, ...]] = {
    State.PAUSED: (
        _("Open sessions end now; signing in again is possible."),
        _("No reminders, no news and no new questionnaires."),
        _("Every task beside being a member rests: nobody else’s data can be seen."),
    ),
    State.LEFT: (
        _("Open sessions end now, and signing in is not possible."),
        _("Nothing is sent any more, except one e-mail that says so."),
        _("All roles end, and the places in clinics and groups."),
        _("Clinicians and clinics see nothing any more."),
    ),
    State.DECEASED: (
        _("Nothing is sent any more: no e-mail, no reminder, no letter."),
        _("Open sessions end now, and signing in is not possible."),
        _("All roles end, and the places in clinics and groups."),
        _("Clinicians and clinics see nothing any more."),
    ),
}

STAYS: dict[str, tuple[Words, ...]] = {
    State.PAUSED: (_("Their data, what they share and what they decided."),),
    State.LEFT: (
        _("Their data stays until they have it erased; they can ask for it at any time."),
        _("You can make them active again. Sharing and roles do not come back by themselves."),
    ),
    State.DECEASED: (
        _("The data stays as it is until somebody entitled decides about it."),
        _("If this was a mistake you can change it back. Sharing and roles do not come back."),
    ),
}

# These end things that do not come back by themselves, so they are asked twice.
ASKED_TWICE = frozenset({State.LEFT, State.DECEASED})
