"""What happens between typing and sending: kept as a draft, shown as it will be, asked about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from forums.actions.drafts import save_draft
from forums.forms import DraftForm, begun_with
from forums.markup import MOST, as_html, bake, plain
from forums.models import Draft
from forums.moderating import moderation
from forums.publishing import DANGER_WORDS
from forums.queries.watching import pages_about
from forums.wording import looks_like
from po_platform.access.actor import Actor
from po_platform.access.typed import forget_typed, typed_before
from po_platform.kit.personal import Kind, personal_in


@dataclass
class Typing:
    """One visit to a page on which something is written.

    `act`: the button that was pressed ("title", "preview", "keep", "send"), '' when the page was
    only asked for. `was_kept`: the page begins with something from before.
    """

    request: HttpRequest
    actor: Actor
    kind: str
    ref: UUID
    act: str = ""
    was_kept: bool = False
    initial: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(
        cls, request: HttpRequest, actor: Actor, kind: str, ref: UUID, draft: Draft | None
    ) -> Typing:
        """With what was kept at this place: by a draft, or from before the sign-in ran out."""
        if request.method == "POST":
            forget_typed(request)
            return cls(request, actor, kind, ref, request.POST.get("act") or "send")
        typed = typed_before(request)
        initial = begun_with(draft)
        if typed is not None:
            initial |= {name: values[0] for name, values in typed.items() if values and values[0]}
        return cls(request, actor, kind, ref, "", bool(initial), initial)

    @property
    def is_first_step(self) -> bool:
        """A title is asked for, or was sent alone."""
        return self.act == "title" or (not self.act and not self.initial.get("title"))

    @property
    def data(self) -> QueryDict | None:
        """What the form is bound to."""
        return self.request.POST if self.act and self.act != "title" else None

    @property
    def draft_url(self) -> str:
        return reverse("forums:keep_draft", args=[self.kind, self.ref])

    @property
    def here(self) -> str:
        """This page once more, with what was kept, and with the post that is answered."""
        answered = self.number("answers_no", "to")
        return self.request.path + (f"?to={answered}" if answered else "")

    def number(self, *names: str) -> int | None:
        """The first of these that is a number, in what was sent, asked for or kept."""
        for name in names:
            for value in (
                self.request.POST.get(name), self.request.GET.get(name), self.initial.get(name)
            ):  # fmt: skip
                text = str(value or "")
                if text.isascii() and text.isdecimal() and len(text) < 8:
                    return int(text)
        return None

    def keep(self, *, name: str = "") -> None:
        """Whatever was typed, as far as it can be kept at all; with a name behind it."""
        form = DraftForm(self.request.POST)
        form.is_valid()
        kept = {field: form.cleaned_data.get(field) for field in DraftForm.base_fields}
        engines_out = bool(kept.pop("kept_from_engines"))
        words = {field: value or "" for field, value in kept.items() if field != "answers_no"}
        if name:
            words["text"] = f"{str(words['text']).rstrip()} {name} ".lstrip()[:MOST]
        save_draft(
            actor=self.actor,
            kind=self.kind,
            ref=self.ref,
            answers_no=kept["answers_no"],
            kept_from_engines=engines_out,
            **words,
        )

    def looked_at(
        self,
        given: Mapping[str, Any],
        shows: Iterable[str] = (),
        *,
        bakes: Callable[[Mapping[str, Any]], str],
    ) -> dict[str, Any]:
        """The preview, what looks personal unless she said already that she shares it, and pages
        of ours about what she writes, each once: it is hers to read them, and nothing waits. Words of
        danger are never kept back for a page: whoever is called is called when they are sent.

        `given`: what others would read of her form; `shows`: what is to be seen in her pictures;
        `bakes`: makes of it what others read.
        `looking`: the page is shown once more before anything is sent; `unsent`: she meant to send.
        """
        text = given["text"]
        beside = (str(given.get(name) or "") for name in ("title", "note", "quoted"))
        shows = list(shows)
        found = personal_in("\n".join([*beside, text, *shows]))
        mark = sha256("\n".join(one.words for one in found).encode()).hexdigest()[:16]
        shares = not found or self.request.POST.get("share") == mark
        own = (str(given.get(name) or "") for name in ("title", "note"))
        read = "\n".join([*own, plain(bake(text)), *shows])
        known, was_shown = pages_about(read), set(self.request.POST.getlist("shown"))
        new = any(str(one.number) not in was_shown for one in known)
        previews = self.act == "preview"
        stops = new and not previews and DANGER_WORDS not in moderation().notice(read)
        return {
            "preview": as_html(bakes(given)) if previews else "",
            "personal": [] if shares or previews else looks_like(found),
            "names_staff": any(one.kind is Kind.STAFF for one in found),
            "share": mark,
            "known": known,
            "unsent": not previews,
            "looking": previews or not shares or stops,
        }
