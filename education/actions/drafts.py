"""Writing: a new page, a draft beside the live text, its parts, and an older text taken up again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from education.actions.kept_files import file_parts
from education.models import Article, Citation, Picture, Revision
from education.rules import account_of, may_change, may_write
from education.sections import DOWNLOAD, IMAGE, KINDS, MOST_SECTIONS, Section, new_id
from education.slugs import slug_for
from education.starters import starting_sections
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

LOCK = timedelta(minutes=15)
# What a draft takes over from the text it begins with.
KEPT = ("title", "purpose", "in_short", "body", "uncertain", "money")


def begin_article(
    *, actor: Actor, title: str, language: str, kind: str, stage: str, **more: Any
) -> Article:
    """A page with a first draft, begun with the sections its kind usually has."""
    demand(may_write(actor))
    with transaction.atomic():
        slug = slug_for(title, lambda found: Article.objects.filter(slug=found).exists())
        article = Article.objects.create(
            slug=slug, language=language, kind=kind, stage=stage, **more
        )
        account = account_of(actor)
        Revision.objects.create(
            article=article, number=1, title=title, body=starting_sections(kind),
            writers=[account] if account else [],
        )  # fmt: skip
        record(actor=actor, verb="education.article.begun", thing=article)
    return article


def begin_variant(
    *, actor: Actor, ref: UUID, title: str, easy: bool, language: str = ""
) -> Article:
    """A page beside a published one: its translation, or the same in very easy words.

    It begins with the text it tells again and remembers which one that was. Raises PermissionDenied.
    """
    demand(may_write(actor))
    with transaction.atomic():
        original = _held(ref)
        if original.live is None:
            raise PermissionDenied(_("Publish the page first; then it can be told again."))
        demand_ours(original)
        if original.easy_read_of_id:
            raise PermissionDenied(_("This page is in very easy words already."))
        if easy and Article.objects.filter(easy_read_of=original).exists():
            raise PermissionDenied(_("This page has a text in very easy words already."))
        language = original.language if easy else language
        root = original.translation_of or original
        family = Article.objects.filter(translation_of=root).values_list("language", flat=True)
        if not easy and language in {root.language, *family}:
            raise PermissionDenied(_("This page exists in that language already."))
        beside = {"easy_read_of": original} if easy else {"translation_of": root}
        made = begin_article(
            actor=actor, title=title, language=language, kind=original.kind, stage=original.stage,
            **beside,
        )  # fmt: skip
        draft = made.revisions.get()
        told = original.live if easy else (root.live or original.live)
        for name in set(KEPT) - {"title"}:
            setattr(draft, name, getattr(told, name))
        draft.translated_from = told
        draft.save()
        Citation.objects.bulk_create(
            Citation(revision=draft, source_id=one.source_id, section=one.section)
            for one in told.citations.all()
        )
    return made


def open_draft(*, actor: Actor, ref: UUID, from_number: int | None = None) -> Revision:
    """The draft of a page; made from the live text, or from the revision of that number."""
    demand(may_write(actor))
    with transaction.atomic():
        article = _held(ref)
        demand_ours(article)
        draft = article.revisions.filter(state__in=("draft", "review")).first()
        if draft is not None and from_number is None:
            return draft
        if draft is not None:
            raise PermissionDenied(_("There is a draft already. Finish it or throw it away first."))
        source = _source_of(article, from_number)
        draft = next_revision(article, source, actor)
        record(actor=actor, verb="education.draft.opened", thing=draft, number=draft.number)
    return draft


def _source_of(article: Article, number: int | None) -> Revision | None:
    if number is None:
        return article.live
    found = article.revisions.filter(number=number).first()
    if found is None:
        raise Http404
    return found


def next_revision(article: Article, source: Revision | None, actor: Actor) -> Revision:
    """A draft with the parts and sources of `source`; the caller holds the article."""
    last = article.revisions.order_by("-number").values_list("number", flat=True).first() or 0
    account = account_of(actor)
    values = {name: getattr(source, name) for name in KEPT} if source else {"title": article.slug}
    draft = Revision.objects.create(
        article=article, number=last + 1, based_on=source, writers=[account] if account else [],
        translated_from=source.translated_from if source else None, **values,
    )  # fmt: skip
    if source is not None:
        Citation.objects.bulk_create(
            Citation(revision=draft, source_id=one.source_id, section=one.section)
            for one in source.citations.all()
        )
    return draft


def change_draft(*, actor: Actor, ref: UUID, quiet: bool = False, **values: Any) -> Revision:
    """Title, sentences on top, what is not certain, money. `quiet`: saved by itself, no record."""
    with transaction.atomic():
        draft = held_draft(actor, ref)
        for name in KEPT:
            if name in values and name != "body":
                setattr(draft, name, values[name])
        _place_on_the_shelf(draft, values)
        _keep(actor, draft, quiet=quiet)
    return draft


def _place_on_the_shelf(draft: Revision, values: Mapping[str, Any]) -> None:
    """Kind and stage belong to the draft; a page nobody reads yet has them at once."""
    article = draft.article
    for name in ("kind", "stage"):
        if name in values:
            setattr(draft, name, values[name])
            if article.live_id is None:
                setattr(article, name, values[name])
    if article.live_id is None:
        article.save(update_fields=["kind", "stage"])


def save_section(
    *, actor: Actor, ref: UUID, section_id: str, parts: Mapping[str, Any], quiet: bool = False
) -> Revision:
    """One section's parts as they are now."""
    with transaction.atomic():
        draft = held_draft(actor, ref)
        place = _place(draft, section_id)
        old = draft.body[place]
        known = KINDS[old["kind"]].parts
        kept = {name: value for name, value in parts.items() if name in known and value}
        kept |= file_parts(actor, old, parts, quiet=quiet)
        if kept.get("kept") and old["kind"] == DOWNLOAD:  # readers find one thing
            kept.pop("url", None)
        draft.body[place] = {"id": old["id"], "kind": old["kind"], **kept}
        _keep(actor, draft, quiet=quiet)
        if kept.get("picture"):
            _keep_words_of(str(kept["picture"]), kept)
    return draft


PICTURE_WORDS = ("alt", "credit", "people", "agreed")


def _keep_words_of(picture: str, parts: Mapping[str, Any]) -> None:
    """The picture keeps what was said of it last, for whoever uses it again."""
    said = {name: str(parts[name]) for name in PICTURE_WORDS if parts.get(name)}
    if said:
        Picture.objects.filter(ref=picture).update(**said)


def use_picture(*, actor: Actor, ref: UUID, section_id: str, picture: UUID) -> Revision:
    """A picture that is there already, with what was said of it; the words under it stay."""
    with transaction.atomic():
        draft = held_draft(actor, ref)
        one = draft.body[_place(draft, section_id)]
        row = Picture.objects.filter(ref=picture).first()
        if row is None or one["kind"] != IMAGE:
            raise Http404
        kept = {name: one[name] for name in ("decorative", "caption") if one.get(name)}
        words = {name: getattr(row, name) for name in PICTURE_WORDS}
        parts = {**kept, **words, "picture": str(row.ref)}
        return save_section(actor=actor, ref=ref, section_id=section_id, parts=parts)


def add_section(*, actor: Actor, ref: UUID, kind: str) -> str:
    """An empty section at the end; its id."""
    if kind not in KINDS:
        raise Http404
    with transaction.atomic():
        draft = held_draft(actor, ref)
        if len(draft.body) >= MOST_SECTIONS:
            raise PermissionDenied(_("A page has no more than 60 sections. Make two pages of it."))
        made: Section = {"id": new_id(), "kind": kind}
        draft.body.append(made)
        _keep(actor, draft)
    return str(made["id"])


def move_section(*, actor: Actor, ref: UUID, section_id: str, by: int) -> None:
    """One place up (-1) or down (1); at the ends nothing happens."""
    with transaction.atomic():
        draft = held_draft(actor, ref)
        place = _place(draft, section_id)
        to = min(max(place + by, 0), len(draft.body) - 1)
        draft.body.insert(to, draft.body.pop(place))
        _keep(actor, draft)


def remove_section(*, actor: Actor, ref: UUID, section_id: str) -> None:
    """Away; the published text and older ones still have it."""
    with transaction.atomic():
        draft = held_draft(actor, ref)
        del draft.body[_place(draft, section_id)]
        _keep(actor, draft)


def brought_up_to_date(*, actor: Actor, ref: UUID) -> None:
    """Somebody looked at what changed in the original: this draft tells its live text."""
    with transaction.atomic():
        draft = held_draft(actor, ref)
        original = draft.article.original
        draft.translated_from = original.live if original else None
        _keep(actor, draft)


def drop_draft(*, actor: Actor, ref: UUID) -> None:
    """Thrown away, and still among the older texts."""
    with transaction.atomic():
        draft = held_draft(actor, ref)
        draft.state = Revision.State.DROPPED
        draft.save(update_fields=["state"])
        record(actor=actor, verb="education.draft.dropped", thing=draft)


def hold_draft(*, actor: Actor, ref: UUID) -> Revision:
    """The draft, kept for this editor for a quarter of an hour from now."""
    with transaction.atomic():
        draft = held_draft(actor, ref)
        draft.locked_by, draft.locked_until = account_of(actor), timezone.now() + LOCK
        draft.save(update_fields=["locked_by", "locked_until"])
    return draft


def let_go(*, actor: Actor, ref: UUID) -> None:
    """Others may write again."""
    account = account_of(actor)
    Revision.objects.filter(article__ref=ref, locked_by=account, state="draft").update(
        locked_by=None, locked_until=None
    )


def held_draft(actor: Actor, ref: UUID) -> Revision:
    """The locked draft of a page this actor may change; 404 when there is none."""
    demand(may_write(actor))
    article = _held(ref)
    demand_ours(article)
    draft = article.revisions.select_for_update().filter(state__in=("draft", "review")).first()
    if draft is None:
        raise Http404
    demand(may_change(actor, draft, timezone.now()))
    draft.article = article
    return draft


def demand_ours(article: Article) -> None:
    """Nobody but its author changes a text of a column; see education/actions/columns.py."""
    if article.column_id:
        raise PermissionDenied(_("A text of a column stays in its author’s words."))


def _held(ref: UUID) -> Article:
    article = Article.objects.select_for_update().filter(ref=ref).first()
    if article is None:
        raise Http404
    return article


def _place(draft: Revision, section_id: str) -> int:
    for place, one in enumerate(draft.body):
        if one["id"] == section_id:
            return place
    raise Http404


def _keep(actor: Actor, draft: Revision, *, quiet: bool = False) -> None:
    """Saves the draft, its lock and who wrote; test readings of an earlier wording do not count."""
    account = account_of(actor)
    if account and account not in draft.writers:
        draft.writers = [*draft.writers, account]
    draft.changed_at = timezone.now()
    draft.locked_by, draft.locked_until = account, timezone.now() + LOCK
    draft.save()
    if not quiet:
        record(actor=actor, verb="education.draft.changed", thing=draft)
