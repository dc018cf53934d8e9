"""A mail's words: one text template gives subject, plain text and HTML, so that they never differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from .directory import Sender


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent, in the recipient's language."""

    subject: str
    text: str
    html: str
    language: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the body; a line that is only an address becomes a link, a code is large."""

    text: str

    @property
    def is_link(self) -> bool:
        return self.text.startswith(("https://", "http://")) and not any(
            sign.isspace() for sign in self.text
        )

    @property
    def is_code(self) -> bool:
        return self.text.isascii() and self.text.isdigit() and 4 <= len(self.text) <= 10


def absolute(path: str) -> str:
    """The full address of a path of this portal; anything else in a mail is refused."""
    if not path.startswith("/") or path.startswith("//"):
        raise ValueError("A mail links to a path of this portal only.")
    return urljoin(settings.BASE_URL, path)


def stop_url(token: str) -> str:
    """Where one press ends these e-mails, without signing in."""
    return absolute(reverse("notifications:stop", args=[token]))


def compose(
    template: str,
    *,
    language: str,
    name: str,
    sender: Sender,
    context: Mapping[str, Any],
    stop_token: str = "",
    called: str = "",
) -> Letter:
    """Renders `template`.txt: first line subject, then paragraphs.

    The template knows `name` (may be ''), `sender` (name, phone, hours), `url` (from the context's
    "path", else the start page) and the context. `stop_token`: '' for service mail. `called`: where
    several people read a mailbox, the first line says for whom this is; the subject never does.
    """
    with translation.override(language):
        words = {
            **context,
            "name": name,
            "sender": sender,
            "url": absolute(str(context.get("path") or "/start")),
        }
        written = Engine.get_default().get_template(f"{template}.txt")
        subject, _, body = written.render(Context(words, autoescape=False)).strip().partition("\n")
        paragraphs = [Paragraph(part.strip()) for part in body.split("\n\n") if part.strip()]
        subject = " ".join(subject.split())
        if called:
            paragraphs.insert(
                0, Paragraph(gettext("This e-mail is for %(name)s.") % {"name": called})
            )
        frame = {
            "subject": subject,
            "paragraphs": paragraphs,
            "sender": sender,
            "language": language,
            "stop_url": stop_url(stop_token) if stop_token else "",
        }
        foot = Engine.get_default().get_template("notifications/mail/foot.txt")
        text = "\n\n".join(part.text for part in paragraphs)
        text += "\n\n-- \n" + foot.render(Context(frame, autoescape=False)).strip() + "\n"
        html = render_to_string("notifications/mail/letter.html", frame)
    return Letter(subject, text, html, language)
