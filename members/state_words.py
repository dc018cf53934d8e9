"""What each state of a person means, said exactly; leaving and dying are told by members/leaving.py."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Person

Words = str | Promise
State = Person.State

IN_SHORT: dict[str, Words] = {
    State.APPLIED: _("Can sign in and see that the request is waiting. Nothing else is open yet."),
    State.INVITED: _("Stands in your member list and has not joined yet. Nothing is open."),
    State.ACTIVE: _("Everything works."),
    State.PAUSED: _("Can sign in and see their own data. Reminders, news and tasks rest."),
    State.UNDECIDED: _(
        "Came of age and has not decided yet. Nothing is asked, shown to others or deleted."
    ),
    State.LEFT: _("Cannot sign in. Nothing is sent, and nobody they shared with sees anything."),
    State.DECEASED: _("Nothing is sent to anybody any more, in no way. Nobody can sign in."),
}

STOPS: dict[str, tuple[Words, ...]] = {
    State.PAUSED: (
        _("Open sessions end now; signing in again is possible."),
        _("No reminders, no news and no new questionnaires."),
        _("Every task beside being a member rests: nobody else’s data can be seen."),
    ),
}
