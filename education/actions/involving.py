"""Members ask for topics and read drafts; editors answer, offer drafts, and say what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from education.actions.drafts import demand_ours
from education.actions.outside import mark_of
from education.involving_rules import (
    READ_WHILE,
    answer_fault,
    may_propose,
    may_read_for_panel,
    may_support,
    may_take_part,
)
from education.models import (
    OF_PAGES,
    Article,
    OutsideReader,
    PanelCall,
    PanelReading,
    PanelThanks,
    ProgrammeVersion,
    ReadingWish,
    Remark,
    Revision,
    Task,
    TestReading,
    Topic,
    TopicSupport,
)
from education.notices import ANSWERED, tell, tell_read
from education.programme_shape import read_modules, steps_of
from education.rules import account_of, may_see_drafts, may_write
from members.queries.own import own_rows
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand

State = Topic.State


def propose_topic(*, actor: Actor, title: str, why: str, language: str) -> Topic:
    """Editors look at it before anybody else sees it; hers is the first support."""
    with transaction.atomic():
        mine = own_rows(TopicSupport, actor).filter(proposed=True, topic__state=State.NEW)
        demand(may_propose(actor, waiting=mine.count()))
        subject = _hers(actor)
        topic = Topic.objects.create(title=title, why=why, language=language)
        TopicSupport.objects.bulk_create(
            [TopicSupport(subject_id=subject, topic=topic, proposed=True)]
        )
        # Without the topic: the record would say for ever whose idea it was.
        record(actor=actor, verb="education.topic.proposed", subject=subject)
    return topic


def support_topic(*, actor: Actor, ref: UUID, wanted: bool) -> None:
    """She wants to read about it, or no more; twice is once. Her own idea she does not take back."""
    with transaction.atomic():
        topic = Topic.objects.select_for_update().filter(ref=ref).first()
        if topic is None or topic.state in (State.NEW, State.REFUSED):
            raise Http404
        demand(may_support(actor, topic))
        subject = _hers(actor)
        if wanted:
            TopicSupport.objects.bulk_create(
                [TopicSupport(subject_id=subject, topic=topic)], ignore_conflicts=True
            )
        else:
            own_rows(TopicSupport, actor).filter(topic=topic, proposed=False).delete()


def answer_topic(
    *, actor: Actor, ref: UUID, state: str, answer: str, article: Article | None
) -> Topic:
    """What the editors say. Whoever asked is told; all who want it, when it is done."""
    demand(may_write(actor))
    if fault := answer_fault(state, answer, article):
        raise PermissionDenied(fault)
    with transaction.atomic():
        topic = Topic.objects.select_for_update().filter(ref=ref).first()
        if topic is None:
            raise Http404
        before = topic.state
        topic.state, topic.answer = state, answer
        topic.article = article if state == State.DONE else None
        topic.answered_at, topic.answered_by = timezone.now(), account_of(actor)
        topic.save()
        record(actor=actor, verb="education.topic.answered", thing=topic, state=state)
        if state != before:
            key = f"{ANSWERED}:topic:{topic.pk}:{topic.answered_at.isoformat()}"
            people = _people_of(topic, everybody=state == State.DONE)
            tell(people, ANSWERED, reverse("education:topics"), key)
    return topic


def _people_of(topic: Topic, *, everybody: bool) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("select * from people_of_topic(%s, %s)", [topic.pk, everybody])
        return [person for (person,) in cursor.fetchall()]


def wish_to_read(*, actor: Actor, stages: Sequence[str], kinds: Sequence[str] = OF_PAGES) -> None:
    """What she likes to be offered; nothing: she is offered nothing, and not asked again."""
    demand(may_take_part(actor))
    if not stages:  # without a stage no page is meant
        kinds = [one for one in kinds if one not in OF_PAGES]
    subject = _hers(actor)
    with transaction.atomic():
        mine = own_rows(ReadingWish, actor)
        if not mine.update(stages=list(stages), kinds=list(kinds), said_at=Now()):
            wish = ReadingWish(subject_id=subject, stages=list(stages), kinds=list(kinds))
            ReadingWish.objects.bulk_create([wish], ignore_conflicts=True)  # sent twice at once
        record(actor=actor, verb="education.reading.wished", subject=subject)


def offer_draft(*, actor: Actor, ref: UUID, wanted: int) -> PanelCall:
    """The open text of a page, for so many members; again changes the number and opens it anew."""
    demand(may_see_drafts(actor))
    with transaction.atomic():
        rows = Revision.objects.filter(article__ref=ref, state__in=READ_WHILE)
        text = rows.select_related("article").select_for_update(of=("self",)).first()
        if text is None:
            raise Http404
        demand_ours(text.article)
        call, _made = PanelCall.objects.update_or_create(
            revision=text,
            defaults={"wanted": wanted, "closed_at": None, "opened_by": account_of(actor)},
        )
        record(actor=actor, verb="education.panel.opened", thing=call)
    return call


def close_offer(*, actor: Actor, ref: UUID) -> None:
    """Nobody more is asked; what was said stays."""
    demand(may_see_drafts(actor))
    with transaction.atomic():
        calls = PanelCall.objects.select_for_update().filter(revision__article__ref=ref)
        for call in calls.filter(closed_at=None):
            call.closed_at = timezone.now()
            call.save(update_fields=["closed_at"])
            record(actor=actor, verb="education.panel.closed", thing=call)


def read_for_panel(
    *, actor: Actor, ref: UUID, remarks: Mapping[str, str], answers: list[dict[str, Any]],
    public_name: str, understood: bool | None = None, seen: str = "",
) -> OutsideReader:  # fmt: skip
    """What a member says about a draft, once. The editors read it without knowing who she is.

    `understood`: her test reading of a text in very easy words; it counts for the words she had
    before her, of which `seen` is mark_of.
    """
    with transaction.atomic():
        rows = PanelCall.objects.select_related("revision__article", "version__programme")
        call = rows.filter(ref=ref).select_for_update(of=("self",)).first()
        if call is None:
            raise Http404
        mine = own_rows(PanelReading, actor).filter(call=call).count()
        demand(may_read_for_panel(actor, call, answers=call.readers.count(), mine=mine))
        subject = _hers(actor)
        now = timezone.now()
        row = OutsideReader(
            revision=call.revision, version=call.version, task=OutsideReader.Task.LAY,
            asked_by=call.opened_by, panel=call, expires_at=now, answered_at=now, answers=answers,
        )  # fmt: skip
        if call.version is not None:
            row.text_mark = call.version.mark
            row.answers = [*answers, *_on_steps(call.version, remarks)]
            row.save()
        else:
            row.text_mark = mark_of(call.text)
            row.save()
            _on_parts(row, call.text, remarks)
            if call.task == Task.EASY:
                _tested(row, understood, seen)
        PanelReading.objects.bulk_create([PanelReading(subject_id=subject, call=call, reader=row)])
        if public_name:
            PanelThanks.objects.create(reader=row, name=public_name)
        record(actor=actor, verb="education.panel.answered", subject=subject)
        tell_read(row)
    return row


def _on_parts(row: OutsideReader, text: Revision, remarks: Mapping[str, str]) -> None:
    known = {str(one["id"]) for one in text.body}
    Remark.objects.bulk_create(
        Remark(article=text.article, revision=text, section=section, text=words, outside=row)
        for section, words in remarks.items() if section in known and words.strip()
    )  # fmt: skip


def _on_steps(version: ProgrammeVersion, remarks: Mapping[str, str]) -> list[dict[str, Any]]:
    """A programme keeps no remarks of its own: they stand with the answers, under the step."""
    return [
        {"id": f"step-{step.id}", "question": step.title, "answer": remarks[step.id]}
        for step in steps_of(read_modules(version.modules))
        if remarks.get(step.id, "").strip()
    ]


def _tested(row: OutsideReader, understood: bool | None, seen: str) -> None:
    """Under lock of the text: what changes after this is no longer what she read."""
    text = Revision.objects.select_for_update().get(pk=row.text.pk)
    if understood is None or seen != mark_of(text):
        raise PermissionDenied(_("The text changed while you read it. Look at it once more."))
    TestReading.objects.create(
        revision=text, reader="", outside=row, understood=understood, on=timezone.localdate()
    )


def take_name_off(*, actor: Actor, reader: UUID) -> None:
    """Her name stands on the page no more; what she said stays."""
    with transaction.atomic():
        row = own_rows(PanelReading, actor).filter(reader__ref=reader).first()
        if row is None:
            raise Http404
        gone, _each = PanelThanks.objects.filter(reader=row.reader_id).delete()
        if gone:
            record(actor=actor, verb="education.thanks.taken_off", subject=row.subject_id)


def take_thanks_off(*, actor: Actor, ref: UUID, reader: UUID) -> None:
    """An editor: what somebody wrote as her name does not belong on the page; twice is once."""
    demand(may_see_drafts(actor))
    with transaction.atomic():
        here = Q(revision__article__ref=ref) | Q(version__programme__ref=ref)
        row = OutsideReader.objects.filter(here, ref=reader).exclude(panel=None).first()
        if row is None:
            raise Http404
        gone, _each = PanelThanks.objects.filter(reader=row).delete()
        if gone:
            record(actor=actor, verb="education.thanks.refused", thing=row)


def _hers(actor: Actor) -> UUID:
    """Her subject; the rules let nobody through who has none."""
    assert isinstance(actor, SignedIn) and actor.subject_id is not None  # noqa: S101  (the rules)
    return actor.subject_id
