"""Columns: offered and taken, texts written and sent by their author, paused and ended."""

from __future__ import annotations

from datetime import datetime
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from audit.actions import record
from education.actions.drafts import next_revision
from education.actions.reviews import send_draft, take_back
from education.column_rules import OFFERED, may_begin_text, may_take_column, may_write_in
from education.models import Article, Column, ColumnAuthor, ReviewStep, Revision
from education.rules import account_of, may_write
from education.sections import TEXT, section
from education.slugs import slug_for
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import Denied, demand
from po_platform.kit.crypto import secret_hash

TAKEN = frozenset({"mine", "offer"})  # addresses beneath /columns that are no column
OPEN = (Revision.State.DRAFT, Revision.State.REVIEW)


def offer_column(
    *, actor: Actor, title: str, about: str, voice: str, language: str
) -> tuple[Column, str]:
    """(the column, the path of the link for its author, shown once)."""
    demand(may_write(actor))
    with transaction.atomic():
        row = Column.objects.create(
            title=title, about=about, voice=voice, language=language, offered_by=account_of(actor),
            slug=slug_for(title, _is_taken),
        )  # fmt: skip
        record(actor=actor, verb="education.column.offered", thing=row)
        return row, _link(row)


def offer_again(*, actor: Actor, ref: UUID) -> str:
    """A new link; the one before opens nothing. Not for a column somebody took."""
    demand(may_write(actor))
    with transaction.atomic():
        row = _held(ref)
        if ColumnAuthor.objects.filter(column=row).exists() or row.ended_at:
            raise PermissionDenied(_("This column is taken, or it has ended."))
        record(actor=actor, verb="education.column.offered", thing=row)
        return _link(row)


def _link(row: Column) -> str:
    secret = token_urlsafe(24)
    row.secret_hash, row.offered_until = secret_hash(secret), timezone.now() + OFFERED
    row.save(update_fields=["secret_hash", "offered_until"])
    return reverse("education:take_column", args=[secret])


def _is_taken(slug: str) -> bool:
    return slug in TAKEN or Column.objects.filter(slug=slug).exists()


def offered_column(secret: str) -> Column | None:
    """What a link offers, while it opens something."""
    return Column.objects.filter(
        secret_hash=secret_hash(secret), offered_until__gt=timezone.now(), ended_at=None
    ).first()


def take_column(*, actor: Actor, secret: str, **said: Any) -> Column:
    """She writes it from now on, under the name she says; the link is used up."""
    with transaction.atomic():
        row = Column.objects.select_for_update().filter(secret_hash=secret_hash(secret)).first()
        if row is None:
            raise Http404
        is_taken = ColumnAuthor.objects.filter(column=row).exists()
        demand(may_take_column(actor, row, is_taken=is_taken, now=timezone.now()))
        assert isinstance(actor, SignedIn)  # noqa: S101  (the rule)
        ColumnAuthor.objects.create(column=row, account_id=actor.account_id, **said)
        row.secret_hash = row.offered_until = None
        row.save(update_fields=["secret_hash", "offered_until"])
        record(actor=actor, verb="education.column.taken", thing=row)
    return row


def declare_author(*, actor: Actor, ref: UUID, **said: Any) -> None:
    """How she is named beside her texts, and which interests there are, from now on."""
    with transaction.atomic():
        row = own_column(actor, ref)
        ColumnAuthor.objects.filter(column=row).update(**said)
        record(actor=actor, verb="education.column.declared", thing=row)


def write_text(
    *, actor: Actor, ref: UUID, text: UUID | None, title: str, sentence: str, words: str
) -> Article:
    """A draft of hers, new or as it is now; readers keep what is published."""
    with transaction.atomic():
        column = own_column(actor, ref)
        if text is None:
            waiting = Revision.objects.filter(article__column=column, state__in=OPEN).count()
            demand(may_begin_text(column, waiting=waiting))
            article = Article.objects.create(
                column=column, language=column.language, kind=Article.Kind.TOPIC,
                stage=Article.Stage.DAYS, slug=slug_for(title, _is_page),
            )  # fmt: skip
            draft = next_revision(article, None, actor)
        else:
            demand(may_write_in(column))
            article = _text(column, text)
            draft = _draft(actor, article)
        draft.title, draft.in_short = title, [sentence] if sentence else []
        draft.body = [section(TEXT, text=words)]
        draft.changed_at = timezone.now()
        draft.save()
        record(actor=actor, verb="education.draft.changed", thing=draft)
    return article


def _is_page(slug: str) -> bool:
    return Article.objects.filter(slug=slug).exists()


def _draft(actor: Actor, article: Article) -> Revision:
    """Her open draft, or a new one from the live text; refused while it is being read."""
    draft = article.revisions.select_for_update().filter(state__in=OPEN).first()
    if draft is None:
        return next_revision(article, article.live, actor)
    if draft.state != Revision.State.DRAFT:
        demand(Denied(_("An editor is reading it. Take it back, if you want to go on writing.")))
    return draft


def send_text(*, actor: Actor, ref: UUID, text: UUID) -> None:
    """An editor reads it and publishes it, or writes what has to change."""
    with transaction.atomic():
        column = own_column(actor, ref)
        demand(may_write_in(column))
        article = _text(column, text)
        draft = article.revisions.select_for_update().filter(state=Revision.State.DRAFT).first()
        if draft is None:
            raise Http404
        draft.article = article
        send_draft(actor=actor, draft=draft, significance="content", what_changed="")


def take_text_back(*, actor: Actor, ref: UUID, text: UUID) -> None:
    """A draft again."""
    with transaction.atomic():
        take_back(actor=actor, ref=_text(own_column(actor, ref), text).ref)


def take_text_away(*, actor: Actor, ref: UUID, text: UUID) -> None:
    """Readers do not find it any more, its address says so; a draft of it is thrown away."""
    with transaction.atomic():
        article = _text(own_column(actor, ref), text)
        _drop_open(article)
        if article.live_id and article.archived_at is None:
            article.archived_at = timezone.now()
            with override(article.language):
                article.archived_reason = _("Whoever wrote it took it away.")
            article.save(update_fields=["archived_at", "archived_reason"])
        record(actor=actor, verb="education.column.text_away", thing=article)


def _drop_open(article: Article) -> None:
    """Its draft, or what an editor was to read, is thrown away; nothing of it waits for anybody."""
    waiting = (ReviewStep.State.OPEN, ReviewStep.State.LATER)
    ReviewStep.objects.filter(revision__article=article, state__in=waiting).update(
        state=ReviewStep.State.TAKEN_BACK
    )
    article.revisions.filter(state__in=OPEN).update(state=Revision.State.DROPPED)


def pause_column(*, actor: Actor, ref: UUID, pauses: bool) -> None:
    """No new text for now; or she goes on."""
    _mark(actor, own_column, ref, "paused_at", timezone.now() if pauses else None)


def end_column(*, actor: Actor, ref: UUID) -> None:
    """By its author: no new text, those there stay until she takes them away."""
    _mark(actor, own_column, ref, "ended_at", timezone.now())


def end_as_editor(*, actor: Actor, ref: UUID) -> None:
    """The same by an editor; also ends an offer nobody took."""
    demand(may_write(actor))
    _mark(actor, lambda _actor, one: _held(one), ref, "ended_at", timezone.now())


def _mark(actor: Actor, held: Any, ref: UUID, name: str, when: datetime | None) -> None:
    with transaction.atomic():
        row: Column = held(actor, ref)
        if row.ended_at is not None:
            raise PermissionDenied(_("This column has ended. Its texts stay as they are."))
        setattr(row, name, when)
        if name == "ended_at":
            row.secret_hash = row.offered_until = None
        row.save(update_fields=[name, "secret_hash", "offered_until"])
        record(actor=actor, verb=f"education.column.{name}", thing=row, on=when is not None)


def own_column(actor: Actor, ref: UUID) -> Column:
    """A column of the actor's, locked; 404 for everybody else's."""
    row = _held(ref)
    if not isinstance(actor, SignedIn) or actor.helping is not None:
        raise Http404
    if not ColumnAuthor.objects.filter(column=row, account_id=actor.account_id).exists():
        raise Http404
    return row


def _held(ref: UUID) -> Column:
    row = Column.objects.select_for_update().filter(ref=ref).first()
    if row is None:
        raise Http404
    return row


def _text(column: Column, ref: UUID) -> Article:
    article = column.texts.select_for_update(of=("self",)).filter(ref=ref).first()
    if article is None:
        raise Http404
    return article
