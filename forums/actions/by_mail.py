"""Answers by e-mail: whether somebody wants that, and what comes of a mail that answers ours."""

from __future__ import annotations

from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language, override

from audit.actions import record
from forums.actions.drafts import save_draft
from forums.actions.writing import Words, lock_writer, reply
from forums.markup import MOST, bake, plain
from forums.models import MailedPost, Post, Topic, Writer
from forums.moderating import moderation
from forums.queries.drafts import draft_of_answer
from forums.queries.topics import topic_page
from forums.reply_marks import ReplyMark, read_mark, today, written
from forums.rules import may_write
from forums.sight import sight_of
from members.facts import begin_account
from members.models import Account, Person
from members.queries.organisation import current_organisation
from members.queries.signing import same_address
from moderation.actions.hearing import hear_mail
from notifications.actions import send_service_mail
from notifications.incoming.mail import Mail
from notifications.incoming.quotes import part
from notifications.replies import mails_come_in, reply_address
from po_platform.access.actor import Actor, Anonymous, Hat, Purpose, SignedIn, System, acting_as
from po_platform.access.refusals import demand
from po_platform.kit.personal import personal_in

MOST_CUT = 20_000
KEPT = ("personal", "refused", "too_long")  # as a draft
ENDS = ("refused", "too_long", "gone")  # nobody else reads it
ByMail = Writer.ByMail


def ask_once(*, actor: Actor) -> bool:
    """Whether to ask now if she wants to answer by e-mail: the first time, and never again."""
    if not isinstance(actor, SignedIn) or not mails_come_in():
        return False
    with transaction.atomic():
        writer = lock_writer(actor.person_id)
        has_mailbox = Account.objects.filter(pk=actor.account_id).exclude(email="").exists()
        if writer.by_mail != ByMail.NOT_ASKED or not has_mailbox:
            return False
        writer.by_mail = ByMail.ASKED
        writer.save(update_fields=["by_mail"])
    return True


def choose_by_mail(*, actor: Actor, wanted: bool) -> None:
    """From now on our mails can be answered, or not; either way older addresses are void."""
    with transaction.atomic():
        sight = sight_of(actor)
        demand(may_write(sight))
        writer = lock_writer(sight.me)
        writer.by_mail = ByMail.YES if wanted else ByMail.NO
        writer.mail_series += 1
        writer.save(update_fields=["by_mail", "mail_series"])
        record(actor=actor, verb="forums.writer.by_mail", thing=writer, wanted=wanted)


def address_for(person_id: int, about: str) -> str:
    """Where this person answers a notice about "topic:number"; '' when she does not."""
    if not mails_come_in():
        return ""
    row = Writer.objects.filter(person=person_id, by_mail=ByMail.YES)
    series = row.values_list("mail_series", flat=True).first()
    if series is None:
        return ""
    topic_id = int(about.partition(":")[0])
    return reply_address(written(ReplyMark(person_id, topic_id, series, today())))


def take_answer(text: str, mail: Mail) -> bool:
    """For whoever takes mails in; False when the mark is not living, or not from that mailbox.

    Taken twice it is one post. What cannot come out is kept as a draft where that is possible,
    and she is told. Words of danger in it are read by somebody of the team all the same.
    """
    mark = read_mark(text)
    if mark is None or not mark.living(today()):
        return False
    with acting_as(System(Purpose.DELIVER)):
        account = _account(mark, mail.sender)
        topic = Topic.objects.filter(pk=mark.topic_id).first()
    if account is None or topic is None:
        return False
    with acting_as(Anonymous()):
        actor = begin_account(account.pk, hat=Hat.MEMBER, strong=False, fresh=False)
    if isinstance(actor, Anonymous):
        return False
    with override(account.language), acting_as(actor):
        _answer(actor, topic, mail, uuid5(NAMESPACE_URL, f"{text} {mail.message_id or mail.text}"))
    return True


def _account(mark: ReplyMark, sender: str) -> Account | None:
    wants = Writer.objects.filter(
        person=mark.person_id, by_mail=ByMail.YES, mail_series=mark.series
    )
    person = (
        Person.objects.filter(pk__in=wants.values("person"), account__is_active=True)
        .select_related("account")
        .first()
    )
    account = person.account if person else None
    if account is None or not sender or same_address(account.email) != same_address(sender):
        return None
    return account


def _answer(actor: SignedIn, topic: Topic, mail: Mail, client_ref: UUID) -> None:
    if Post.objects.filter(author=actor.person_id, client_ref=client_ref).exists():
        return  # the mail server came twice
    parted = part(mail.text)
    tell = _Teller(actor, topic, len(mail.left_out), client_ref, parted.said)
    try:
        topic_page(sight=sight_of(actor), ref=topic.ref)
    except Http404:
        tell("gone")
        return
    if not plain(bake(parted.said)):
        tell("nothing")
    elif len(parted.said) > MOST:
        _keep(actor, topic, parted.said)
        tell("too_long")
    elif personal_in(parted.said) and not moderation().notice(plain(bake(parted.said))):
        _keep(actor, topic, parted.said)
        tell("personal")
    else:
        _post(actor, topic, mail, client_ref, parted.said, parted.cut, tell)


def _post(
    actor: SignedIn, topic: Topic, mail: Mail, client_ref: UUID, said: str, cut: str, tell: _Teller
) -> None:
    try:
        with transaction.atomic():
            words = Words(said, client_ref)
            post = reply(actor=actor, topic=topic.ref, words=words, drops_draft=False)
            MailedPost.objects.create(
                person_id=actor.person_id,
                post=post,
                cut=cut[:MOST_CUT],
                left_out=list(mail.left_out),
            )
    except PermissionDenied as refused:
        _keep(actor, topic, said)
        tell("refused", str(refused))
        return
    if post.state == Post.State.HELD:
        tell("held")
    elif mail.left_out:
        tell("left_out")


def _keep(actor: SignedIn, topic: Topic, said: str) -> None:
    """As a draft, after what she had begun there before."""
    here = topic_page(sight=sight_of(actor), ref=topic.ref).row
    before = draft_of_answer(actor=actor, topic=here, ref=topic.ref)
    text = f"{before.text}\n\n{said}" if before and said not in before.text else said
    kept = {"note": before.note, "answers_no": before.answers_no} if before else {}
    save_draft(actor=actor, kind="topic", ref=topic.ref, text=text[:MOST], **kept)


class _Teller:
    """Tells the author by mail what became of hers, without a word of what it is about.

    Where it did not come out the mail says whom to call when a life is in danger, whatever she
    wrote; with words of danger in it somebody reads it, and the mail says that too.
    """

    def __init__(
        self, actor: SignedIn, topic: Topic, left_out: int, client_ref: UUID, said: str
    ) -> None:
        self.actor, self.topic, self.left_out = actor, topic, left_out
        self.client_ref, self.said = client_ref, said

    def __call__(self, what: str, why: str = "") -> None:
        ends = what in ENDS
        heard = ends and hear_mail(
            actor=self.actor, ref=self.client_ref, text=self.said, bare=plain(bake(self.said))
        )
        place = "forums:reply" if what in KEPT else "forums:topic"
        path = reverse(place, args=[self.topic.ref]) if what != "gone" else reverse("forums:boards")
        here = current_organisation(get_language() or "en")
        context = {
            "what": what, "why": why, "left_out": self.left_out, "path": path, "heard": heard,
            "emergency": here.in_emergency if ends else "",
        }  # fmt: skip
        send_service_mail(
            to_account=self.actor.account_id, template="forums/mail/by_mail", context=context
        )
