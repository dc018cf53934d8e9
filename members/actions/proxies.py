"""Asking to act for a child by law, taking the wish back, laying it down, handing the first place on."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import connection, transaction
from django.http import Http404
from django.urls import reverse

from audit.actions import record
from members.models import Account, Person, Proxy
from members.notices import PROXY_CHANGED
from members.proxy_rules import may_ask_as_proxy
from members.proxy_secrets import Said, seal_paper, seal_said
from members.proxy_words import parting
from members.queries.helpers import people_i_help
from members.queries.proxies import my_proxy_wishes, own_proxy_wish, proxies_known
from notifications.actions import queue
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand


@transaction.atomic
def ask_as_proxy(
    *,
    actor: Actor,
    said: Said,
    ground: str,
    shown: str,
    paper: tuple[str, bytes] | None,
    attempt: UUID,
) -> Proxy:
    """A wish that waits for two people of the office. Nothing opens; sent twice, it is made once.

    `paper`: content type and bytes.
    """
    demand(may_ask_as_proxy(actor))
    if not isinstance(actor, SignedIn):
        raise Http404
    Person.objects.select_for_update().get(pk=actor.person_id)  # the second press waits here
    made = Proxy.objects.visible_to(actor).filter(ref=attempt, asker_id=actor.person_id).first()
    if made is not None:
        return made
    waiting = my_proxy_wishes(actor=actor).filter(state=Proxy.State.WAITING).count()
    demand(may_ask_as_proxy(actor, waiting=waiting))
    if Proxy.objects.visible_to(actor).filter(ref=attempt).exists():
        attempt = uuid4()
    kind, content = paper or ("", b"")
    claim = Proxy.objects.create(
        ref=attempt,
        asker_id=actor.person_id,
        ground=ground,
        shown=shown,
        said=seal_said(attempt, said),
        paper=seal_paper(attempt, content) if content else "",
        paper_type=kind,
    )
    record(actor=actor, verb="members.proxy.asked", thing=claim)
    return claim


@transaction.atomic
def take_back_wish(*, actor: Actor, ref: UUID) -> None:
    """Nobody looks at it any more, and the paper is gone. Twice changes nothing."""
    claim = own_proxy_wish(actor=actor, ref=ref)
    rows = Proxy.objects.visible_to(actor).filter(pk=claim.pk, state=Proxy.State.WAITING)
    if rows.update(state=Proxy.State.WITHDRAWN, said="", paper=""):
        record(actor=actor, verb="members.proxy.taken_back", thing=claim)


@transaction.atomic
def end_proxy(
    *, actor: Actor, grant_id: int, proxy: str, language: str, way: str = "screen"
) -> None:
    """At once; evidence is one sentence. The reminders go on to whoever else acts for the child.

    Only one's own, and the office's with the child before it: raises Http404 for others, and for
    one that has ended.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select end_proxy(%s, %s, %s, %s)", [grant_id, parting(proxy, language), language, way]
        )
        row = cursor.fetchone()
    if not (row and row[0]):
        raise Http404
    record(actor=actor, verb="members.proxy.ended", grant=grant_id)


@transaction.atomic
def hand_over(*, actor: Actor, person_id: int, other: int) -> None:
    """The first place, with reminders and letters, goes from one proxy to another in one step.

    By the first one, or the office with the child before it; raises Http404 for everybody else.
    """
    known = {one.grant_id: one for one in proxies_known(person_id)}
    with connection.cursor() as cursor:
        cursor.execute("select hand_over_proxy(%s)", [other])
        row = cursor.fetchone()
    if not (row and row[0]):
        raise Http404
    record(actor=actor, verb="members.proxy.handed_over", grant=other)
    if other in known:
        tell_proxy(known[other].account_id, f"{other}:first:{uuid4()}")


def tell_proxy(account_id: int | None, what: str) -> None:
    """Something changed about whom somebody acts for; no word about whom."""
    person = Person.objects.filter(account_id=account_id).first() if account_id else None
    if person is not None:
        queue(
            recipient=person.pk,
            kind=PROXY_CHANGED,
            context={"path": reverse("members:helping")},
            dedup=f"{PROXY_CHANGED}:{what}",
        )


def lay_down(*, actor: SignedIn, grant_id: int, language: str) -> int:
    """The proxy herself ends it; the person id of the child. Raises Http404."""
    one = next((one for one in people_i_help(actor=actor) if one.grant_id == grant_id), None)
    if one is None or not one.by_law:
        raise Http404
    others = [known for known in proxies_known(one.person_id) if known.grant_id != grant_id]
    end_proxy(actor=actor, grant_id=grant_id, proxy=actor.display_name, language=language)
    for other in others:
        tell_proxy(other.account_id, f"{other.grant_id}:after:{grant_id}")
    return one.person_id


def language_of(person: Person, otherwise: Person) -> str:
    """In which language evidence about somebody is kept: hers, else of who acts for her."""
    for one in (person, otherwise):
        account = Account.objects.filter(pk=one.account_id or 0).first()
        if account is not None:
            return account.language
    return "en"
