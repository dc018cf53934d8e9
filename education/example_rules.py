"""Whether somebody may give others her answer to a step, or look at one: pure answers."""

from __future__ import annotations

from django.utils.translation import gettext as _

from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import Allowed, Denied, Verdict
from po_platform.kit.danger_words import sounds_like_danger

from .programme_rules import may_walk
from .programme_shape import Step

LONGEST = 600
SHOWN_AT_ONCE = 3
MOST = 50
# Below that many others on a step, whoever reads could tell who wrote: the vault holds it back too.
OTHERS_NEEDED = 5


def may_give_example(actor: Actor, step: Step, *, done: bool) -> Verdict:
    """Her own answer, to a question of a step she has done; nobody gives another's away."""
    verdict = may_walk(actor)
    if not verdict:
        return verdict
    if not isinstance(actor, SignedIn) or actor.helping is not None:
        return Denied(_("Only whoever wrote it can let others read it."))
    if not step.ask or not done:
        return Denied(
            _("You can give others an example once you have done a step with a question.")
        )
    return Allowed()


def may_be_given(words: str) -> Verdict:
    """Words of danger are for somebody who helps, not for others to read."""
    if sounds_like_danger(words):
        return Denied(
            _("These words sound as if you may be in danger. We do not show them to others.")
        )
    return Allowed()
