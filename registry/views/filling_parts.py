"""A long form part by part: each saved on its way, gone on with on any day, looked through at the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from members.asking import sent
from questionnaires.summary import in_words
from registry.forms.datasets import PartForm
from registry.models import Entry
from registry.parts import Part
from registry.queries.codes import code_in_words, known_in
from registry.views.form_desk import SEEN, UNUSABLE, Filling

CHECK = "check"  # ?part of the last page
Cut = tuple[Part, ...]


def is_there(wanted: str, cut: Cut) -> bool:
    """Whether a long form has this part; the last page belongs to each."""
    return bool(cut) and (wanted == CHECK or any(str(one.number) == wanted for one in cut))


def take_moved(filling: Filling) -> HttpResponse:
    """A newer version has no such part any more: what stood on the page is kept, and she looks again."""
    form, desk = _part_form(filling, sent(filling.request)), filling.desk
    entry, problems = filling.flow.entry, filling.take()
    if not entry and SEEN not in filling.request.POST:
        raise Http404
    fits = SEEN in filling.request.POST and not filling.only_looks
    if fits and not problems and form.is_valid() and _is_new(filling):
        entry = _save_part(filling, form)
        if entry is None:
            return redirect(desk.back(filling.flow.at))
    words = _("The questions of this form changed meanwhile. Look at it again.")
    messages.info(filling.request, words)
    return redirect(desk.again(entry) if entry else desk.back(filling.flow.at))


def fill_in_parts(filling: Filling, cut: Cut, wanted: str) -> HttpResponse:
    """One part; `check` is the page after the last. '' goes on where she stopped."""
    steps = _Steps(filling, cut)
    if wanted == CHECK:
        return _check(steps)
    if wanted:
        part = next((one for one in cut if str(one.number) == wanted), None)
        if part is None:
            raise Http404
    else:
        part = steps.to_go_on_with()
        if part is None:
            return _check(steps)
    return _part(steps, part)


@dataclass
class _Steps:
    """The parts of one form as they follow each other for the answers so far."""

    filling: Filling
    cut: Cut

    @property
    def showing(self) -> list[Part]:
        """Those in which something is asked now."""
        flow = self.filling.flow
        asked = {name for name, _rows in flow.visible.places} & flow.words.questions
        return [part for part in self.cut if asked & set(part.names)]

    def to_go_on_with(self) -> Part | None:
        """The first part after the last answered one; None where the form was finished once."""
        state, entry = self.filling.flow.state, self.filling.flow.entry
        if entry is not None and entry.status != Entry.Status.INCOMPLETE:
            return None
        given = {*state.answers, *state.missing} & self.filling.flow.words.questions
        reached = max((one.number for one in self.cut if given & set(one.names)), default=0)
        return self.after(reached)

    def after(self, number: int) -> Part | None:
        return next((one for one in self.showing if one.number > number), None)

    def before(self, number: int | None) -> Part | None:
        """The one before; `number` None: the last."""
        return next(
            (one for one in reversed(self.showing) if number is None or one.number < number), None
        )

    def address(self, part: Part | None, entry: Entry | None = None) -> str:
        """Where a part is filled in; None: the page after the last."""
        entry = entry or self.filling.flow.entry
        wanted = str(part.number) if part else CHECK
        if entry is not None:
            return f"{self.filling.desk.again(entry)}?part={wanted}"
        asked = self.filling.request.GET.copy()
        asked["part"] = wanted
        return f"{self.filling.request.path}?{asked.urlencode()}"

    def title(self, part: Part) -> str:
        """The heading a part begins with, '' where it has none."""
        words = self.filling.flow.words
        return words.texts.label(words.definition.by_link_id[part.heading]) if part.heading else ""

    def context(self, part: Part | None) -> dict[str, Any]:
        showing, before = self.showing, self.before(part.number if part else None)
        whole = self.address(part).partition("?")[0]
        entry = self.filling.flow.entry
        asked = self.filling.request.GET.copy()
        asked.pop("part", None)
        asked["whole"] = "1"
        return {
            "action": self.address(part),
            "this_part": part.number if part else CHECK,
            "place": 1 + sum(one.number < part.number for one in showing) if part else len(showing),
            "of": len(showing),
            "before": self.address(before) if before else "",
            "whole": f"{whole}?whole=1" if entry else f"{whole}?{asked.urlencode()}",
            "out": self.filling.desk.back(self.filling.flow.at),
            "own": self.filling.desk.own,
        }


def _part(steps: _Steps, part: Part) -> HttpResponse:
    filling = steps.filling.of(part)
    entry = filling.flow.entry
    if filling.request.method != "POST":
        form = _part_form(filling, initial={"seen_version": entry.row_version if entry else 0})
        return filling.show("registry/part.html", form, **steps.context(part))
    form = _part_form(filling, sent(filling.request))
    problems = filling.take()
    steps = _Steps(filling, steps.cut)
    if filling.only_looks:
        return filling.show("registry/part.html", form, **steps.context(part))
    if problems or not form.is_valid():
        more = steps.context(part)
        return filling.show("registry/part.html", form, problems=problems, status=UNUSABLE, **more)
    if not _is_new(filling):
        saved = entry
    else:
        saved = _save_part(filling, form)
        if saved is None:
            return redirect(filling.desk.back(filling.flow.at))
    if "later" in filling.request.POST:
        messages.success(filling.request, _("Saved. You can go on any day."))
        return redirect(filling.desk.back(filling.flow.at))
    if filling.opened():
        words = _("Saved. Because of your answers there are more questions.")
        messages.success(filling.request, words)
        return redirect(steps.address(part, saved))
    return redirect(steps.address(steps.after(part.number), saved))


def _part_form(filling: Filling, *args: Any, **kwargs: Any) -> PartForm:
    """What was finished once says with each part why it changed; the last page changes no answer.

    So is said with each part whether it is typed in from paper, by those who keep the registry.
    """
    entry, fields = filling.flow.entry, filling.desk.about.base_fields
    again = entry is not None and entry.status != Entry.Status.INCOMPLETE
    names = [*(["why"] if again else []), "from_paper"]
    more = {name: fields[name] for name in names if name in fields}
    return PartForm(*args, more=more, **kwargs)


def _is_new(filling: Filling) -> bool:
    """Whether there is something to write: a part that was only read leaves no trace."""
    return not filling.flow.state.says(filling.known)


def _save_part(filling: Filling, form: PartForm) -> Entry | None:
    """Not finished until it was looked through; what was finished once stays so."""
    entry, status = filling.flow.entry, Entry.Status
    begun = entry is None or entry.status == status.INCOMPLETE
    if begun:
        filling.flow.state.status = status.INCOMPLETE
    elif filling.desk.own:
        filling.flow.state.status = status.UNVERIFIED
    return filling.save(
        occurred_on=entry.occurred_on if entry else "",
        seen_version=form.cleaned_data["seen_version"],
        why=form.cleaned_data.get("why", ""),
        paper=form.cleaned_data.get("from_paper", False),
    )


def _check(steps: _Steps) -> HttpResponse:
    """Every answer once more, when it was so, and the last press."""
    filling, entry = steps.filling, steps.filling.flow.entry
    request, desk, state = filling.request, filling.desk, filling.flow.state
    kept = {
        "occurred_on": entry.occurred_on if entry else "",
        "status": entry.status if entry else None,
        "seen_version": entry.row_version if entry else 0,
    }
    form = desk.about(sent(request), initial=kept, new=True, answers=False)
    if request.method != "POST" or not form.is_valid():
        status = UNUSABLE if form.errors else 200
        more = {**steps.context(None), "told": _told(steps)}
        return filling.show("registry/look_through.html", form, status=status, **more)
    state.status = form.cleaned_data.get("status", Entry.Status.UNVERIFIED)
    still_so = desk.own and filling.flow.says_as_before(
        filling.known, form.cleaned_data["occurred_on"]
    )
    saved = filling.save(
        occurred_on=form.cleaned_data["occurred_on"],
        seen_version=form.cleaned_data["seen_version"],
        why=entry.why if entry and entry.occurred_on == form.cleaned_data["occurred_on"] else "",
    )
    if saved is not None:
        filling.tell_odd(saved)
        filling.tell_death()
        done = _("Thank you. We noted that it is still so today.") if still_so else _("Saved.")
        messages.success(request, done)
    return redirect(desk.back(filling.flow.at))


def _told(steps: _Steps) -> list[dict[str, Any]]:
    """Part by part its address, its heading, and each answer in words."""
    flow = steps.filling.flow
    answers = {**flow.around, **flow.state.answers}
    codes = known_in(flow.definition, answers)
    said = in_words(flow.words, answers, flow.state.missing)
    return [
        {
            "heading": steps.title(part),
            "url": steps.address(part),
            "answers": [
                {
                    "question": one.question,
                    "answer": "; ".join(map(code_in_words, codes.get(one.link_id, ())))
                    or one.answer,
                    "own_words": one.own_words and one.link_id not in codes,
                }
                for one in said
                if one.link_id in part.names
            ],
        }
        for part in steps.showing
    ]
