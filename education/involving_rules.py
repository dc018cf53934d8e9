"""Whether somebody may ask for a topic, read a draft for us, or answer now: pure answers."""

from __future__ import annotations

from django.utils.translation import gettext as _

from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import Allowed, Denied, Verdict

from .models import Article, PanelCall, ProgrammeVersion, Revision, Topic

MOST_NEW = 3  # topics of one member nobody has looked at yet
SUPPORTED = (Topic.State.OPEN, Topic.State.PLANNED, Topic.State.NOT_NOW)
SHOWN = (*SUPPORTED, Topic.State.DONE)
READ_WHILE = (Revision.State.DRAFT, Revision.State.REVIEW)
WRITTEN = ProgrammeVersion.State.DRAFT  # of programmes


def may_take_part(actor: Actor) -> Verdict:
    """Members, each for herself."""
    if isinstance(actor, SignedIn) and actor.subject_id is not None and actor.helping is None:
        return Allowed()
    return Denied(_("Sign in with your own account to take part."))


def may_propose(actor: Actor, *, waiting: int) -> Verdict:
    """`waiting`: how many topics of hers nobody has looked at yet."""
    verdict = may_take_part(actor)
    if verdict and waiting >= MOST_NEW:
        return Denied(_("Three of your topics wait to be looked at. Propose the next one then."))
    return verdict


def may_support(actor: Actor, topic: Topic) -> Verdict:
    """What everybody sees and is not done yet."""
    verdict = may_take_part(actor)
    if verdict and topic.state not in SUPPORTED:
        return Denied(_("This topic does not wait for support any more."))
    return verdict


def answer_fault(state: str, answer: str, article: Article | None) -> str:
    """What is wrong with an answer of the editors; '' for nothing."""
    if state in (Topic.State.NOT_NOW, Topic.State.REFUSED) and not answer.strip():
        return _("Say why. Whoever asked reads it.")
    if state == Topic.State.DONE and article is None:
        return _("Say which page came of it. It has to be live.")
    return ""


def may_read_for_panel(actor: Actor, call: PanelCall, *, answers: int, mine: int) -> Verdict:
    """While it is open and somebody is wanted; once; nobody who wrote the text.

    `answers`: how many there are; `mine`: how many of them are hers.
    """
    verdict = may_take_part(actor)
    if not verdict:
        return verdict
    if mine:
        return Denied(_("You have read this text. Thank you."))
    is_over = call.closed_at is not None or call.read.state not in READ_WHILE
    if is_over or answers >= call.wanted:
        return Denied(_("Enough people have read this text. Thank you for looking."))
    if getattr(actor, "account_id", None) in call.read.writers:
        return Denied(_("You wrote on this text. Somebody else has to read it."))
    return Allowed()
