"""Pictures and documents on a page on which something is written: put there, shown, taken off."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from forums.actions import attaching
from forums.actions.drafts import place_for
from forums.forms import AttachForm
from forums.queries.attached import draft_files
from forums.uploads import UploadRefused
from forums.while_writing import Typing


class Beside:
    """What one visit sends along; a change of a post takes no new ones."""

    def __init__(self, typing: Typing) -> None:
        self.typing = typing
        self.is_open = typing.kind in ("board", "topic")
        sent = self.is_open and typing.request.method == "POST"
        request = typing.request
        self.form = AttachForm(request.POST, request.FILES) if sent else AttachForm()

    @property
    def refused(self) -> bool:
        return bool(self.form.is_bound and self.form.errors)

    def put(self) -> bool:
        """True when something was put there; what cannot be kept is said at its field."""
        if not self.form.is_bound or not self.form.is_valid():
            return False
        upload = self.form.cleaned_data["file"]
        if not upload:
            if self.typing.act == "attach":
                self.form.add_error("file", _("Choose a picture or PDF document first"))
            return False
        try:
            with transaction.atomic():
                attaching.attach(
                    actor=self.typing.actor, kind=self.typing.kind, ref=self.typing.ref,
                    upload=upload, shows=self.form.cleaned_data["shows"],
                )  # fmt: skip
        except (UploadRefused, PermissionDenied) as refused:
            self.form.add_error("file", str(refused))
            return False
        return True

    def take_off(self, ref: str) -> None:
        """What is no id of hers changes nothing."""
        try:
            attaching.take_off_draft(actor=self.typing.actor, ref=UUID(ref))
        except ValueError:
            return

    def context(self) -> dict[str, Any]:
        """For the page: the form and what is there already."""
        if not self.is_open:
            return {}
        typing = self.typing
        place = place_for(typing.actor, typing.kind, typing.ref)
        return {"attach": self.form, "files": draft_files(actor=typing.actor, place=place)}
