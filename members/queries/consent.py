"""What somebody decided, and the words people are asked to decide about."""

from __future__ import annotations

from members.models import ConsentText, Decision
from po_platform.access.actor import Actor
from po_platform.access.protected import ProtectedQuerySet

FALLBACK = "en"


class NoText(LookupError):
    """No words were published for this purpose: nobody can be asked."""


def text_in(purpose: str, language: str) -> ConsentText:
    """The newest published text in this language, else in English, else in any; raises NoText."""
    texts = ConsentText.objects.filter(purpose=purpose, published_at__isnull=False)
    newest = list(texts.order_by("-version")[:12])
    current = [text for text in newest if text.version == newest[0].version]
    if not current:
        raise NoText(purpose)
    by_language = {text.language: text for text in current}
    return by_language.get(language) or by_language.get(FALLBACK) or current[0]


def decisions(*, actor: Actor) -> ProtectedQuerySet[Decision]:
    """What the actor decided, newest first."""
    return Decision.objects.visible_to(actor).select_related("text").order_by("-pk")
