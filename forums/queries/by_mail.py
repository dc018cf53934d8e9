"""How somebody answers by e-mail, and what of a mail of hers others do not see."""

from __future__ import annotations

from dataclasses import dataclass

from forums.models import MailedPost, Post, Writer
from members.models import Account
from members.queries.mailboxes import is_shared
from po_platform.access.actor import Actor, SignedIn


@dataclass(frozen=True, slots=True)
class AnsweringByMail:
    """`shared`: somebody else here uses the same mailbox; `address`: her own, '' for none."""

    wanted: bool
    shared: bool
    address: str


def answering_by_mail(*, actor: Actor) -> AnsweringByMail:
    """As it stands for the actor herself."""
    if not isinstance(actor, SignedIn):
        return AnsweringByMail(False, False, "")
    account = Account.objects.get(pk=actor.account_id)
    wants = Writer.objects.filter(person=actor.person_id, by_mail=Writer.ByMail.YES).exists()
    return AnsweringByMail(wants, is_shared(account), account.email)


def came_by_mail(*, actor: Actor, post: Post) -> MailedPost | None:
    """What was cut from the actor's own mail; None for a post from a page, and after 90 days."""
    return MailedPost.objects.visible_to(actor).filter(post=post).first()
