"""Whether two records may be judged, put together and taken apart now."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from members.rules import may_decide
from po_platform.access.actor import Actor, Hat, SignedIn
from po_platform.access.refusals import Allowed, Denied, Verdict

from .models import Alike, Joined, Right, Subject


def works_on_all(actor: Actor, rights: Sequence[Right]) -> bool:
    """A curator who reads and fills in every form no other right of hers names, of every site."""
    return (
        isinstance(actor, SignedIn)
        and actor.holds(Hat.CURATOR)
        and any(one.form_id is None and one.sees and one.enters for one in rights)
        and all(one.site_id is None for one in rights)
    )


def may_judge(actor: Actor, pair: Alike, verdict: str) -> Verdict:
    """Whoever works on the whole registry, while nothing is put together. The room asked for that."""
    if not isinstance(actor, SignedIn) or verdict not in ("same", "different", "later", "open"):
        return Denied(_("Only those who work on all of a registry can do this."))
    if pair.state == Alike.State.JOINED:
        return Denied(_("These records are put together already. Take them apart first."))
    return Allowed()


def may_put_together(actor: Actor, pair: Alike, joined: Collection[int]) -> Verdict:
    """A second person, where nothing anybody decided is widened. `joined`: records people joined with."""
    if pair.state != Alike.State.SAME:
        return Denied(_("First somebody says that the two are one person."))
    if not isinstance(actor, SignedIn) or pair.judged_by == actor.account_id:
        return Denied(_("You said this yourself. Somebody else has to look a second time."))
    return may_be_one(pair, joined)


def may_be_one(pair: Alike, joined: Collection[int]) -> Verdict:
    """Whether the two can be put together at all. `joined`: records people joined with."""
    two = (pair.first, pair.second)
    if {pair.first_id, pair.second_id} <= set(joined):
        return Denied(
            _(
                "Somebody joined with each of these records. Two memberships of one person are"
                " brought in order by the office first."
            )
        )
    if any(one.takes_part == Subject.Takes.OPTED_OUT for one in two):
        return Denied(_("One of them has left the registry. What was given there stays closed."))
    if sum(one.vital == Subject.Vital.DEAD for one in two) == 1:
        return Denied(_("One record says that the person has died. Clear that up first."))
    if any(one.same_as_id or one.voided_at for one in two):
        return Denied(_("One of these records is put together with another one already."))
    return Allowed()


def may_take_apart(actor: Actor, joined: Joined) -> Verdict:
    """Once, by whoever works on the whole registry."""
    if joined.ended_at is not None:
        return Denied(_("These records are apart again already."))
    if joined.kept.takes_part == Subject.Takes.OPTED_OUT:
        return Denied(_("This person has left the registry. Everything of hers stays closed."))
    if joined.kept.same_as_id is not None:
        return Denied(_("This record went into another one later. Take that apart first."))
    return Allowed()


def may_say_of_found(actor: Actor, joined: Joined) -> Verdict:
    """The person herself, while they are together."""
    if not isinstance(actor, SignedIn) or not may_decide(actor):
        return Denied(_("Only the person herself can decide this."))
    if actor.subject_id != joined.subject_id:
        return Denied(_("Only the person herself can decide this."))
    if joined.ended_at is not None:
        return Denied(_("These entries are not in your record any more."))
    return Allowed()
