"""Questions to experts: asked, read by the team first, put together, answered and published."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from education.actions.expert_sessions import hold
from education.models import (
    EntryName,
    ExpertSession,
    SessionEntry,
    SessionExpert,
    SessionQuestion,
)
from education.notices import QUESTION, tell
from education.queries.finding_sessions import index_session
from education.rules import account_of, may_write
from education.session_rules import may_answer, may_ask, publish_fault, runs
from members.queries.own import own_rows
from moderation.actions.opening import open_case
from moderation.content import NOTICED
from moderation.models import Lane
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand
from po_platform.kit.crypto import secret_hash
from po_platform.kit.danger_words import sounds_like_danger
from po_platform.kit.seen import mark_of

KIND = "expert-question"
State = SessionQuestion.State
WAITING = (State.NEW, State.ASKED)


def ask_experts(*, actor: Actor, session: ExpertSession, text: str, name: str) -> UUID:
    """The team reads it first. Words that sound like danger call those who look after such things."""
    with transaction.atomic():
        row = hold(session.ref)
        mine = own_rows(SessionQuestion, actor).filter(session=row, state__in=WAITING)
        demand(may_ask(actor, row, timezone.now(), waiting=mine.count()))
        assert isinstance(actor, SignedIn) and actor.subject_id  # noqa: S101  (the rule)
        ref = uuid4()
        question = SessionQuestion(
            ref=ref, subject_id=actor.subject_id, session=row, text=text, name=name
        )
        SessionQuestion.objects.bulk_create([question])
        # Without the session: the record would say for ever what she asked about.
        record(actor=actor, verb="education.question.asked", subject=actor.subject_id)
        if sounds_like_danger(text):
            open_case(
                kind=KIND, thing=ref, person_id=actor.person_id, version=1, lane=Lane.CRISIS,
                because=["danger_words", NOTICED], reported=True,
            )  # fmt: skip
    return ref


def take_question_back(*, actor: Actor, ref: UUID) -> None:
    """Gone, with what was not published of it. An answered one stays; its name can go."""
    with transaction.atomic():
        rows = own_rows(SessionQuestion, actor).filter(ref=ref)
        found = rows.select_related("session").first()
        if found is None:
            raise Http404
        hold(found.session.ref)  # before the question, as those who put and answer it
        row = rows.first()
        if row is None:
            raise Http404
        if row.state == State.ANSWERED:
            raise PermissionDenied(_("It was answered for everybody. You can take your name off."))
        rows.delete()
        record(actor=actor, verb="education.question.taken_back", subject=row.subject_id)


def take_asker_off(*, actor: Actor, ref: UUID) -> None:
    """Her name stands beside her question no more; twice is once."""
    with transaction.atomic():
        row = own_rows(SessionQuestion, actor).filter(ref=ref).first()
        if row is None or row.entry_id is None:  # nothing of it stands anywhere: she takes it back
            raise Http404
        EntryName.objects.filter(entry=row.entry_id).delete()
        record(actor=actor, verb="education.question.name_off", subject=row.subject_id)


def put_to_experts(
    *, actor: Actor, ref: UUID, questions: Collection[UUID], entry: UUID | None, words: str
) -> SessionEntry:
    """One question of several, or in other words; or more that ask what an open one asks already.

    A name stands beside a question of one member alone.
    """
    demand(may_write(actor))
    with transaction.atomic():
        session = _running(ref)
        rows = _unread(actor, session, questions)
        if entry is None:
            words = words.strip() or (rows[0].text if len(rows) == 1 else "")
            if not words:
                raise PermissionDenied(_("Write the question as the experts shall read it."))
            found = SessionEntry.objects.create(session=session, words=words)
            if len(rows) == 1 and rows[0].name:
                EntryName.objects.create(entry=found, name=rows[0].name)
        else:
            found = _entry(session, entry)
            if found.published_at is not None:
                raise PermissionDenied(_("This question was answered already. Make a new one."))
            EntryName.objects.filter(entry=found).delete()
        _decide(actor, rows, state=State.ASKED, entry=found)
        record(actor=actor, verb="education.question.put", thing=found, questions=len(rows))
    return found


def keep_from_experts(*, actor: Actor, ref: UUID, questions: Collection[UUID], why: str) -> None:
    """Not in this session; whoever asked is told and reads why."""
    demand(may_write(actor))
    if not why.strip():
        raise PermissionDenied(_("Say why. Whoever asked reads it."))
    with transaction.atomic():
        session = _running(ref)
        rows = _unread(actor, session, questions)
        _decide(actor, rows, state=State.REFUSED, why=why)
        _tell_askers([row.pk for row in rows], f"no:{timezone.now().isoformat()}")
        record(actor=actor, verb="education.question.refused", thing=session, questions=len(rows))


def answer_as_expert(*, secret: str, actor: Actor, entry: UUID, answer: str) -> None:
    """What an expert says, by her link; the team reads it before it comes out."""
    with transaction.atomic():
        expert = living_expert(secret)
        if expert is None:
            raise Http404
        found = _held_entry(expert.session, entry)
        if found is None:
            raise PermissionDenied(_("This question was taken back."))
        demand(may_answer(expert.session, found, expert))
        found.expert, found.answer = expert, answer
        found.answered_at = timezone.now()
        found.save(update_fields=["expert", "answer", "answered_at"])
        record(actor=actor, verb="education.session.answered", thing=found)


def declare_as_expert(*, secret: str, actor: Actor, no_interests: bool, interests: str) -> None:
    """Which interests there are, in her own words; readers see it at once."""
    with transaction.atomic():
        expert = living_expert(secret)
        if expert is None:
            raise Http404
        expert.no_interests, expert.interests = no_interests, interests
        expert.declared_at = timezone.now()
        expert.save(update_fields=["no_interests", "interests", "declared_at"])
        record(actor=actor, verb="education.session.declared", thing=expert)


def living_expert(secret: str) -> SessionExpert | None:
    """Whom a link belongs to, while the session is not over."""
    rows = SessionExpert.objects.select_related("session").filter(
        secret_hash=secret_hash(secret), session__ended_at=None, session__called_off_at=None
    )
    return rows.first()


def save_entry(
    *, actor: Actor, ref: UUID, entry: UUID, words: str, answer: str,
    expert: SessionExpert | None, seen: str, publish: bool,
) -> SessionEntry:  # fmt: skip
    """The question and its answer as the team leaves them; with `publish`, for its readers, also
    after the end: what an expert answered in time is not lost, what was taken off can come back.

    `seen`: entry_mark of what was on the screen: an answer that came since is not written over.
    """
    demand(may_write(actor))
    with transaction.atomic():
        session = hold(ref)
        found = _entry(session, entry)
        if seen != entry_mark(found):
            raise PermissionDenied(_("An answer came since you opened it. Read it, then decide."))
        if expert is not None and expert.session_id != session.pk:
            raise Http404
        if answer != found.answer:
            found.answered_at = timezone.now() if answer else None
        found.words, found.answer, found.expert = words, answer, expert
        if (publish or found.published_at) and (fault := publish_fault(found)):
            raise PermissionDenied(fault)
        is_new = publish and found.published_at is None
        if is_new:
            if session.called_off_at is not None:
                raise PermissionDenied(_("This session is over. It stays as it is."))
            found.published_at, found.published_by = timezone.now(), account_of(actor)
        found.save()
        if found.published_at:
            index_session(session)
        record(actor=actor, verb="education.entry.saved", thing=found, published=is_new)
        if is_new:
            _answered(actor, found)
    return found


def take_entry_off(*, actor: Actor, ref: UUID, entry: UUID) -> None:
    """Readers see it no more; what was asked and answered stays with the team."""
    demand(may_write(actor))
    with transaction.atomic():
        session = hold(ref)
        found = _entry(session, entry)
        found.published_at = found.published_by = None
        found.save(update_fields=["published_at", "published_by"])
        index_session(session)
        record(actor=actor, verb="education.entry.taken_off", thing=found)


def take_entry_name_off(*, actor: Actor, ref: UUID, entry: UUID) -> None:
    """The name a member wrote does not stand beside the question."""
    demand(may_write(actor))
    with transaction.atomic():
        found = _entry(hold(ref), entry)
        EntryName.objects.filter(entry=found).delete()
        record(actor=actor, verb="education.entry.name_off", thing=found)


def entry_mark(entry: SessionEntry) -> str:
    """Another answer, or another question, has another."""
    return mark_of(entry.words, entry.answer, entry.expert_id, entry.published_at is None)


def _answered(actor: Actor, entry: SessionEntry) -> None:
    asked = SessionQuestion.objects.visible_to(actor).filter(entry=entry)
    rows = list(asked.select_for_update(of=("self",)))
    _decide(actor, rows, state=State.ANSWERED, entry=entry)
    _tell_askers([row.pk for row in rows], f"yes:{entry.pk}")


def _tell_askers(questions: Collection[int], key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select people_who_asked(%s::bigint[])", [list(questions)])
        people = [person for (person,) in cursor.fetchall()]
    tell(people, QUESTION, reverse("education:my_questions"), f"{QUESTION}:{key}")


def _decide(
    actor: Actor, rows: Collection[SessionQuestion], *, state: str,
    entry: SessionEntry | None = None, why: str = "",
) -> None:  # fmt: skip
    SessionQuestion.objects.visible_to(actor).filter(pk__in=[row.pk for row in rows]).update(
        state=state, entry=entry, why=why, decided_at=timezone.now(), decided_by=account_of(actor)
    )


def _unread(actor: Actor, session: ExpertSession, refs: Collection[UUID]) -> list[SessionQuestion]:
    """These, locked; refused when somebody else looked at one of them, or took it back."""
    if not refs:
        raise PermissionDenied(_("Choose at least one question."))
    rows = SessionQuestion.objects.visible_to(actor).filter(
        session=session, ref__in=list(refs), state=State.NEW
    )
    found = list(rows.order_by("pk").select_for_update(of=("self",)))
    if len(found) != len(set(refs)):
        raise PermissionDenied(_("One of these was looked at or taken back meanwhile. Look again."))
    return found


def _running(ref: UUID) -> ExpertSession:
    session = hold(ref)
    if not runs(session):
        raise PermissionDenied(_("This session is over. It stays as it is."))
    return session


def _entry(session: ExpertSession, ref: UUID) -> SessionEntry:
    found = _held_entry(session, ref)
    if found is None:
        raise Http404
    return found


def _held_entry(session: ExpertSession, ref: UUID) -> SessionEntry | None:
    return session.entries.select_for_update(of=("self",)).filter(ref=ref).first()
