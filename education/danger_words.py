"""Words in a message after which a person looks at once, in the languages the portal ships with.

A list is no judge: it misses much and is wrong at times. It only calls people, hides nothing, and
stands beside the button with which anybody calls them; see docs/clinical-safety.md.
"""

from __future__ import annotations

import re

_SAID = re.compile(
    r"""
    \b(kill|hurt)(ing)?\s+my\s?self\b | \bend\s+(my\s+life|it\s+all)\b | \bsuicid |
    \b(do\s+not|don.?t)\s+want\s+to\s+(live|be\s+here)\b | \bwant\s+to\s+die\b |
    \bbetter\s+off\s+dead\b | \bno\s+reason\s+to\s+live\b |
    \b(bringe?|brächte)\s+mich\s+um\b | \bmich\s+umbringen\b | \b(selbstmord|suizid|freitod) |
    \b(nicht|nimmer)\s+mehr\s+leben\b | \bnicht\s+mehr\s+da\s+sein\b | \bsterben\s+will\b |
    \bwill\s+sterben\b | \b(leben|allem)\s+ein\s+ende\b | \bmir\s+etwas\s+an(tun|zutun)\b |
    \bmich\s+(selbst\s+)?verletzen\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def sounds_like_danger(text: str) -> bool:
    """Whether a person should look at this at once."""
    return _SAID.search(" ".join(text.split())) is not None
