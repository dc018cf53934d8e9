"""What was read from files becomes drafts and sources; the same file again changes nothing."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from audit.actions import record
from education.actions.drafts import next_revision
from education.actions.kept_files import parts_of as parts_of_file
from education.actions.kept_files import take_in_file
from education.actions.projects import put_project
from education.actions.taking_in_programmes import take_programme
from education.models import Article, Citation, Picture, Revision, Source, Term
from education.reading_in.files import is_ours, parts_of, read_bytes
from education.reading_in.incoming import Found, IncomingArticle, IncomingSource, Unreadable
from education.reading_in.report import Report
from education.rules import may_write
from education.sections import Section
from education.slugs import slug_for
from po_platform.access.actor import Actor, acting_as
from po_platform.access.refusals import demand


def take_in(*, actor: Actor, found: Found, report: Report, place: str = "") -> list[Article]:
    """Stores what one file holds, or nothing of it. `place`: the file's name, for the report."""
    demand(may_write(actor))
    with transaction.atomic():
        for where, words, level in found.notes:
            report.note(": ".join(filter(None, (place, where))), words, level)
        for source in found.sources:
            _take_source(actor, source, report)
        for word in found.words:
            _take_word(word, report)
        for value in found.programmes:
            take_programme(actor=actor, value=value, report=report, place=place)
        return [_take_article(actor, one, report, place) for one in found.articles]


def take_file(*, actor: Actor, raw: bytes, name: str, report: Report, dry_run: bool) -> None:
    """A file, or each file packed in it: what is wrong with one does not keep the next one out.

    A dry run is the same, taken back. Raises Unreadable when the file cannot even be unpacked.
    """
    for inner, part in parts_of(raw, name):
        if inner != name and not is_ours(inner):
            report.note(inner, _("Passed over: no kind of file that is read here."), "dropped")
            continue
        report.counts["files"] += 1
        try:
            if isinstance(part, Unreadable):
                raise part
            # The archive's own name is left out: packed or not, a file is the same page.
            found = read_bytes(part, inner.removeprefix(f"{name}/"))
            with acting_as(actor):
                take_in(actor=actor, found=found, report=report, place=inner)
                if dry_run:
                    transaction.set_rollback(True)
        except Unreadable as error:
            report.refuse(inner, error)


def take_upload(*, actor: Actor, raw: bytes, name: str, dry_run: bool) -> Report:
    """What somebody sent by a page; what cannot be read is in the report."""
    demand(may_write(actor))
    report = Report()
    try:
        take_file(actor=actor, raw=raw, name=name, report=report, dry_run=dry_run)
    except Unreadable as error:
        report.refuse(name, error)
    if not (report.counts["files"] or report.errors):
        report.refuse(name, _("There is no file in it that can be read here."))
    if report.unlinked and not dry_run:
        link_later(actor=actor, report=report)
    return report


def _take_article(actor: Actor, incoming: IncomingArticle, report: Report, place: str) -> Article:
    report.counts["articles"] += 1
    mark = incoming.mark
    article = _known(incoming.origin)
    if article is None and incoming.is_named_by_its_file:
        article = Article.objects.select_for_update().filter(origin_mark=mark).first()
    if article is not None and incoming.project and not hasattr(article, "project"):
        words = _("How “%(title)s” came about was not read in: the page is here already.")
        report.note(place, words % {"title": incoming.title}, "dropped")
    if article is not None and article.origin_mark == mark:
        report.page(incoming.title, "unchanged", article.ref)
        return article
    if article is not None:
        if not _is_untouched(article):
            report.page(incoming.title, "unchanged", article.ref)
            words = _("“%(title)s” was worked on here since, and stays as it is.")
            report.note(place, words % {"title": incoming.title}, "kept")
            return article
        report.page(incoming.title, "changed", article.ref)
    else:
        article = _begin(actor, incoming, report, place)
        report.page(incoming.title, "made", article.ref)
    article.origin_mark = mark
    article.save(update_fields=["origin_mark"])
    _write(actor, article, incoming, report)
    return article


def _known(origin: str) -> Article | None:
    """The page of that name: read in before, or written here and exported."""
    rows = Article.objects.select_for_update()
    ref = _own_ref("page:", origin)
    return rows.filter(origin=origin).first() or (rows.filter(ref=ref).first() if ref else None)


def _own_ref(kind: str, origin: str) -> UUID | None:
    """The id in a name our export gave to what was written here."""
    try:
        return UUID(origin.removeprefix(kind)) if origin.startswith(kind) else None
    except ValueError:
        return None


def _begin(actor: Actor, incoming: IncomingArticle, report: Report, place: str) -> Article:
    language = incoming.language.strip().lower()[:10]
    if language[:2] not in dict(settings.LANGUAGES):
        words = _("The language “%(language)s” is not one of this portal’s. It became English.")
        report.note(place, words % {"language": incoming.language}, "changed")
        language = "en"
    kind = incoming.kind if incoming.kind in Article.Kind else Article.Kind.TOPIC
    stage = incoming.stage if incoming.stage in Article.Stage else Article.Stage.DAYS
    if (kind, stage) != (incoming.kind, incoming.stage):
        report.note(
            place, _("An unknown kind or stage became “a topic” or “everyday life”."), "changed"
        )
    slug = slug_for(
        incoming.slug or incoming.title, lambda one: Article.objects.filter(slug=one).exists()
    )
    translated, easy = _other(incoming.translation_of), _other(incoming.easy_read_of)
    article = Article.objects.create(
        slug=slug, language=language[:2], kind=kind, stage=stage, origin=incoming.origin,
        translation_of=translated, easy_read_of=_free(easy),
    )  # fmt: skip
    if (incoming.translation_of and not translated) or (incoming.easy_read_of and not easy):
        report.unlinked.append((article.pk, incoming.translation_of, incoming.easy_read_of))
    record(actor=actor, verb="education.article.taken_in", thing=article)
    if incoming.project:
        put_project(actor=actor, of=article, **incoming.project)
    return article


def link_later(*, actor: Actor, report: Report) -> None:
    """Pages that stood in an earlier file than the one they tell again; once all files are read."""
    demand(may_write(actor))
    for pk, translated, easy in report.unlinked:
        article = Article.objects.select_for_update().get(pk=pk)
        article.translation_of = _other(translated)
        article.easy_read_of = _free(_other(easy))
        article.save(update_fields=["translation_of", "easy_read_of"])
        if not (article.translation_of_id or article.easy_read_of_id):
            words = _("The page that “%(slug)s” tells again is not here.")
            report.note(article.slug, words % {"slug": article.slug}, "kept")


def _other(name: str) -> Article | None:
    if not name:
        return None
    ref = _own_ref("page:", name)
    found = Article.objects.filter(Q(origin=name) | Q(ref=ref) if ref else Q(origin=name)).first()
    return found or Article.objects.filter(slug=name).first()


def _free(original: Article | None) -> Article | None:
    """A page has one easy-read text only."""
    taken = original and Article.objects.filter(easy_read_of=original).exists()
    return None if taken else original


def _is_untouched(article: Article) -> bool:
    """Nobody here wrote on it, sent it to be checked or published it."""
    touched = article.revisions.exclude(state=Revision.State.DRAFT).exists()
    return not touched and not article.revisions.exclude(writers=[]).exists()


def _write(actor: Actor, article: Article, incoming: IncomingArticle, report: Report) -> None:
    draft = article.revisions.filter(state=Revision.State.DRAFT).first() or next_revision(
        article, None, actor
    )
    draft.title, draft.purpose = incoming.title, incoming.purpose[:300]
    draft.in_short, draft.body = incoming.in_short, _with_pictures(actor, incoming)
    draft.uncertain, draft.money = incoming.uncertain, incoming.money
    original = article.original
    draft.translated_from = original.live if original else None
    draft.writers = []
    draft.save()
    cited = {_take_source(actor, one, report): one.section for one in incoming.sources}
    draft.citations.all().delete()
    Citation.objects.bulk_create(
        (Citation(revision=draft, source=one, section=part[:40]) for one, part in cited.items()),
        ignore_conflicts=True,
    )
    if incoming.same_as:
        _other_words(article.language, incoming)


def _with_pictures(actor: Actor, incoming: IncomingArticle) -> list[Section]:
    """The sections, each picture and file stored; one that is here already under its name stays."""
    stored: dict[str, str] = {}
    files = {
        key: parts_of_file(take_in_file(actor, upload, _own_ref("", key)))
        for key, upload in incoming.files.items()
    }
    body = []
    for one in incoming.body:
        key = str(one.get("picture", ""))
        if key in incoming.pictures:
            stored[key] = stored.get(key) or _picture(key, incoming.pictures[key])
            one = {**one, "picture": stored[key]}
        one = {**one, **files.get(str(one.get("kept", "")), {})}
        body.append(one)
    return body


def _picture(key: str, png: bytes) -> str:
    ref = _own_ref("", key)
    if ref and Picture.objects.filter(ref=ref).exists():
        return str(ref)
    width, height = int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")
    names = {"ref": ref} if ref else {}
    return str(Picture.objects.create(png=png, width=width, height=height, **names).ref)


def _take_word(word: dict[str, Any], report: Report) -> None:
    """A word of the glossary; one somebody wrote here is left alone."""
    report.counts["words"] += 1
    known = Term.objects.filter(language=word["language"], word__iexact=word["word"])
    if not known.exists():
        Term.objects.create(**word)
        report.counts["words_made"] += 1


def _other_words(language: str, incoming: IncomingArticle) -> None:
    """Other names of a topic find its page; an entry somebody wrote here is left alone."""
    Term.objects.get_or_create(
        language=language, word=incoming.title[:80], defaults={"same_as": incoming.same_as[:50]}
    )


def _take_source(actor: Actor, incoming: IncomingSource, report: Report) -> Source:
    report.counts["sources"] += 1
    values = {
        "title": incoming.title, "made_by": incoming.made_by, "year": incoming.year,
        "kind": incoming.kind if incoming.kind in Source.Kind else Source.Kind.OTHER,
        "url": incoming.url, "accessed_on": _day(incoming.accessed_on),
    }  # fmt: skip
    ref = _own_ref("source:", incoming.origin)
    if ref and (here := Source.objects.filter(ref=ref).first()):
        return here
    source, made = Source.objects.get_or_create(origin=incoming.origin, defaults=values)
    if made:
        report.counts["sources_made"] += 1
        record(actor=actor, verb="education.source.taken_in", thing=source)
    return source


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
