"""What somebody filled in of a check-in, as the change it makes: one way for pages and programs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext as _

from po_platform.access.actor import Actor
from po_platform.access.refusals import Allowed, Denied, Verdict
from proms.actions.check_ins import change_check_in, set_out
from proms.check_in import Content, Question, Scale
from proms.check_in.content import MOST_QUESTIONS
from proms.check_in_forms import (
    AnswersForm,
    BandsForm,
    QuestionForm,
    RatingForm,
    ScaleForm,
    TitleForm,
)
from proms.queries.check_ins import said

Choices = list[tuple[str, str]]  # name, words


def room_for_a_question(content: Content) -> Verdict:
    """A short check-in stays short."""
    if len(content.asked) >= MOST_QUESTIONS:
        return Denied(_("40 questions are enough for a short check-in."))
    return Allowed()


def asked_before(content: Content, name: str = "") -> Choices:
    """The questions that may decide whether this one, or a new one, is asked."""
    names = [one.name for one in content.asked]
    earlier = content.asked[: names.index(name)] if name in names else content.asked
    return [(one.name, said(one.words)) for one in earlier if one.kind != "text"]


def that_count(content: Content) -> Choices:
    """The questions a number can be made of."""
    return [(one.name, said(one.words)) for one in content.asked if one.kind != "text"]


def write_title(*, actor: Actor, ref: UUID, form: TitleForm) -> None:
    """What it is called, and what stands before it."""
    called, about = form.words("title"), form.words("about")
    change_check_in(
        actor=actor, ref=ref, change=lambda now: replace(now, title=called, about=about)
    )


def write_question(*, actor: Actor, ref: UUID, name: str, form: QuestionForm) -> Question:
    """A question that is there, or a new one when none has this name."""
    kept: list[Question] = []

    def change(now: Content) -> Content:
        start = now.question(name) or Question(
            now.new_name("q"), form.cleaned_data.get("kind", "choice"), {}
        )
        words, aid = form.words("words"), form.words("help")
        kept.append(replace(start, words=words, help=aid, **form.condition))
        return now.with_question(kept[-1])

    change_check_in(actor=actor, ref=ref, change=change)
    return kept[-1]


def write_answers(
    *, actor: Actor, ref: UUID, held: Question, form: AnswersForm | RatingForm
) -> None:
    """The answers of a question to choose from, or the ends of a rating."""

    def change(now: Content) -> Content:
        one = now.question(held.name) or held
        if isinstance(form, AnswersForm):
            listed, given = form.answers(now)
            return replace(now.with_question(replace(one, answers=listed)), given=given)
        low, high = form.words("low_words"), form.words("high_words")
        ends = {name: form.cleaned_data[name] for name in ("low", "high")}
        return now.with_question(replace(one, low_words=low, high_words=high, **ends))

    change_check_in(actor=actor, ref=ref, change=change)


def write_scale(*, actor: Actor, ref: UUID, name: str, form: ScaleForm) -> Scale:
    """A number made of answers, new or there."""
    given = {one: form.cleaned_data[one] for one in ("combine", "missing", "direction")}
    given |= {one: form.words(one) for one in ("words", "about") if f"{one}_en" in form.fields}
    kept: list[Scale] = []

    def change(now: Content) -> Content:
        start = now.scale(name) or Scale(now.new_name("s"), {})
        kept.append(replace(start, of=tuple(form.cleaned_data["of"]), **given))
        return now.with_scale(kept[-1])

    change_check_in(actor=actor, ref=ref, change=change)
    return kept[-1]


def write_bands(*, actor: Actor, ref: UUID, held: Scale, form: BandsForm) -> None:
    """Words for stretches of a scale."""
    listed = form.bands()
    change_check_in(
        actor=actor,
        ref=ref,
        change=lambda now: now.with_scale(replace(now.scale(held.name) or held, bands=listed)),
    )


def move_up(*, actor: Actor, ref: UUID, name: str) -> None:
    """A question before the one asked before it."""
    change_check_in(actor=actor, ref=ref, change=lambda now: now.moved_up(name))


def put_out(*, actor: Actor, ref: UUID, name: str, out: bool) -> None:
    """Taken out, or put back."""
    set_out(actor=actor, ref=ref, name=name, out=out)


def answers_form(question: Question) -> Callable[..., AnswersForm | RatingForm]:
    """The form for answers of this kind of question."""
    return RatingForm if question.kind == "rating" else AnswersForm
