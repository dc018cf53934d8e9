"""Questions one may want to ask at the first visits after a diagnosis; written by us, no advice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .purposes import Words

# (what it is about, the questions)
QUESTIONS: tuple[tuple[Words, tuple[Words, ...]], ...] = (
    (
        _("What I have"),
        (
            _("What is it called? Could you write it down for me?"),
            _("How sure are you? What else could it be?"),
            _("What may happen in the next months, and what does nobody know?"),
        ),
    ),
    (
        _("What can be done"),
        (
            _("Which treatments are there for me? What is each of them for?"),
            _("What happens if we wait?"),
            _("When will I notice that it works, and what do we do if it does not?"),
            _("Does it go together with everything else I take?"),
            _("Which side effects can happen? Which of them do I tell you about at once?"),
        ),
    ),
    (
        _("My days"),
        (
            _("What can I do myself? What is better left for now?"),
            _("What does it mean for work, driving, travelling, or having children?"),
            _("Are there vaccinations or examinations I need now?"),
        ),
    ),
    (
        _("How we go on"),
        (
            _("Whom do I call when I feel worse, also at night and at the weekend?"),
            _("What comes next, and when do we see each other again?"),
            _("Who keeps everything together: you, or my family doctor?"),
            _("May I have copies of letters and results?"),
        ),
    ),
)
