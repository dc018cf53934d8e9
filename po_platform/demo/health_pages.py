"""The pages of the invented organisation, written, checked and published by its people."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from education.actions.beside import declare
from education.actions.drafts import open_draft
from education.actions.readers import save_page, suggest_correction
from education.actions.reviews import decide_step, send_to_review
from education.actions.taking_in import take_in
from education.models import Article, ReviewStep, Revision, Term, TestReading
from education.publishing import seen_mark
from education.reading_in.report import Report
from education.shipped_pages import shipped_pages
from po_platform.access.actor import Purpose, SignedIn, System, acting_as

WORDS = (
    ("en", "Fatigue", "a tiredness that sleep does not take away", ["exhaustion", "tiredness"]),
    ("en", "Pacing", "sharing out your strength over the day", ["energy management"]),
    ("en", "Flare", "a time in which an illness is more active", ["relapse", "bad phase"]),
    ("de", "Erschöpfung", "eine Müdigkeit, die durch Schlaf nicht vergeht", ["Fatigue"]),
    (
        "de",
        "Schub",
        "eine Zeit, in der eine Krankheit stärker wird",
        ["Rückfall", "schlechte Zeit"],
    ),
)


def seed_pages(writer: SignedIn, doctor: SignedIn, publisher: SignedIn, reader: SignedIn) -> None:
    """All shipped pages live, one with a draft that waits for its medical check, one nearly due."""
    names = (
        (writer, "Inês Rocha", "has lived with it for nine years"),
        (doctor, "Dr Haruka Ito", "rheumatologist"),
        (publisher, "Joel Amstad", "runs the office"),
    )
    for actor, name, background in names:
        with acting_as(actor):
            declare(
                actor=actor, public_name=name, background=background, interests="",
                no_interests=True,
            )  # fmt: skip
    Term.objects.bulk_create(
        Term(language=language, word=word, short=short, same_as=others)
        for language, word, short, others in WORDS
    )
    system, report = System(Purpose.SEED), Report()
    for found in shipped_pages():
        with acting_as(system):
            (article,) = take_in(actor=system, found=found, report=report)
        _publish(article, writer, doctor, publisher)
    _work_left(writer, publisher, reader)


def _publish(article: Article, writer: SignedIn, doctor: SignedIn, publisher: SignedIn) -> None:
    draft = article.revisions.get()
    Revision.objects.filter(pk=draft.pk).update(writers=[writer.account_id])
    if article.easy_read_of_id:
        TestReading.objects.bulk_create(
            TestReading(revision=draft, reader=name, understood=True, on=timezone.localdate(),
                        noted_at=timezone.now() + timedelta(seconds=1))
            for name in ("Lotte", "Pavel")
        )  # fmt: skip
    with acting_as(writer):
        send_to_review(
            actor=writer, ref=article.ref, significance="medical", what_changed="First text",
            review_by=timezone.localdate() + timedelta(days=400),
        )  # fmt: skip
    for actor in (publisher, doctor, publisher):
        with acting_as(actor):
            _approve(actor, article)
    Article.objects.filter(pk=article.pk).update(example=True)


def _approve(actor: SignedIn, article: Article) -> None:
    step = ReviewStep.objects.get(revision__article=article, state=ReviewStep.State.OPEN)
    decide_step(actor=actor, ref=article.ref, approve=True, note="", seen=seen_mark(step))


def _work_left(writer: SignedIn, publisher: SignedIn, reader: SignedIn) -> None:
    """Something to do for each of them, and something a member keeps."""
    by_slug = {one.slug: one for one in Article.objects.all()}
    with acting_as(writer):
        draft = open_draft(actor=writer, ref=by_slug["pacing"].ref)
        draft.body[0]["text"] += "\n\nThis takes practice, and nobody manages it every day."
        draft.save()
        send_to_review(
            actor=writer, ref=by_slug["pacing"].ref, significance="medical",
            what_changed="A sentence about bad days.",
            review_by=timezone.localdate() + timedelta(days=400),
        )  # fmt: skip
    with acting_as(publisher):
        _approve(publisher, by_slug["pacing"])
    soon = timezone.localdate() + timedelta(days=20)
    Article.objects.filter(slug="second-opinion").update(review_by=soon)
    with acting_as(reader):
        save_page(actor=reader, article=by_slug["preparing-a-visit"])
        words = "Could you say how long a visit usually takes?"
        suggest_correction(actor=reader, about=by_slug["preparing-a-visit"], text=words)
