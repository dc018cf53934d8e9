"""Ruth told the moderators something, and they decided about a post of hers; with canaries."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

from django.utils import timezone

from forums.actions.writing import Words, reply
from forums.models import Post
from moderation.actions.deciding import decide_case
from moderation.actions.duty import make_feed, take_shift
from moderation.actions.opening import look_at
from moderation.actions.reporting import report_thing
from moderation.actions.sealing import seal_original
from moderation.actions.silencing import keep_from_writing
from moderation.actions.words import write_word
from moderation.models import (
    Case,
    Decision,
    FollowUp,
    HalfYear,
    PrivateWord,
    Rule,
    SavedReply,
    Sealed,
    Shift,
    Silence,
    Theme,
)
from moderation.originals import Original
from po_platform.access.actor import acting_as
from tests.access import world_danger
from tests.personas import World

# Moderators read both; nobody else but Ruth does.
TOLD, WHY = "canary-told-the-moderators", "canary-why-it-was-folded"
WORD = "canary-word-in-private"
SILENT = "canary-why-no-writing"
ALL = (TOLD, WHY, WORD, SILENT, world_danger.FEARED)
# Not even they, before one of them wrote why.
SEALED = "canary-words-that-were-taken-off"


def furnish(world: World) -> None:
    """A post of hers is folded; she reported one of the moderators."""
    Rule.objects.get_or_create(number=1, version=1, defaults={"title": {"en": "Be kind"}})
    world_danger.furnish(world)
    topic = Post.objects.select_related("topic").get(no=1).topic
    with acting_as(world.moderator.actor()) as team:
        theirs = reply(actor=team, topic=topic.ref, words=Words("From us", uuid4()))
        now = timezone.now()
        take_shift(actor=team, starts_at=now, ends_at=now + timedelta(hours=2))
    with acting_as(world.ruth.actor()) as ruth:
        report_thing(actor=ruth, kind="post", ref=theirs.ref, reason="other", text=TOLD)
        hers = reply(actor=ruth, topic=topic.ref, words=Words("Folded one", uuid4()))
    hers = hers if hers.no else Post.objects.get(pk=hers.pk)
    with acting_as(world.moderator.actor()) as team:
        case = look_at(actor=team, kind="post", ref=hers.ref)
        decide_case(
            actor=team, ref=case.ref, version=case.version, thing_version=hers.version,
            after="folded", why=WHY, rule=1,
        )  # fmt: skip
        write_word(actor=team, ref=case.ref, text=WORD, client_ref=uuid4())
        silence = keep_from_writing(actor=team, case=case.ref, days=30, why=SILENT, rule=1)
        over = {"from_at": now - timedelta(days=9), "until_at": now - timedelta(days=2)}
        Silence.objects.visible_to(team).filter(pk=silence.pk).update(**over)  # she writes again
        HalfYear.objects.get_or_create(
            first=date(2026, 1, 1), defaults={"text": {"en": "Quiet"}, "published_at": now}
        )
        seal_original(
            actor=team, kind="post", thing=hers.ref, person_id=hers.author_id,
            original=Original(SEALED),
        )  # fmt: skip
        FollowUp.objects.create(case=case, person_id=case.person_id, due_at=now)


def arguments(world: World) -> dict[str, dict[str, str]]:
    """Route name → Ruth's case, decision and post."""
    with acting_as(world.moderator.actor()) as team:
        decision = Decision.objects.visible_to(team).get()
        case = Case.objects.visible_to(team).filter(state="open").latest("pk")
    hers = {"ref": str(decision.ref)}
    open_case = {"ref": str(case.ref)}
    post = {"kind": "post", "ref": str(Post.objects.get(no=1).ref)}
    with acting_as(world.moderator.actor()) as team:
        shift = {"number": str(Shift.objects.get().pk)}
        again = {"number": str(FollowUp.objects.visible_to(team).earliest("pk").pk)}
        silence = {"ref": str(Silence.objects.visible_to(team).get().ref)}
        sealed = {"ref": str(Sealed.objects.visible_to(team).latest("pk").ref)}
        thread = {"thread": str(PrivateWord.objects.visible_to(team).get().thread)}
    text = SavedReply.objects.order_by("pk").first() or SavedReply.objects.create()
    with acting_as(world.moderator.actor()) as team:
        secret = {"secret": make_feed(actor=team)}
    theme = Theme.objects.first() or Theme.objects.create(title={"en": "Loss"})
    reply_text = {"number": str(text.pk)}
    return {
        "moderation:sealed_one": sealed,
        **world_danger.arguments(world),
        "moderation:my_thread": thread,
        "moderation:my_silence": silence,
        "moderation:silence": silence,
        "moderation:silence_answer": silence,
        "moderation:keep_from_writing": open_case,
        "moderation:rule": {"number": "1"},
        "moderation:end_rule": {"number": "1"},
        "moderation:half_year": {"half": "2026-1"},
        "moderation:risk_record": {"half": "2026-1"},
        "moderation:told": {"half": "2026-1"},
        "moderation:reply": reply_text,
        "moderation:put_away": reply_text,
        "moderation:word": open_case,
        "moderation:word_read": open_case,
        "moderation:shift": shift,
        "moderation:followed": again,
        "moderation:statement": hers,
        "moderation:appeal": hers,
        "moderation:undo": hers,
        "moderation:report": post,
        "moderation:look": post,
        "moderation:case": open_case,
        "moderation:ask_lead": open_case,
        "moderation:leave": open_case,
        "moderation:note": open_case,
        "moderation:triage": open_case,
        "moderation:look_now": open_case,
        "moderation:feed": secret,
        "moderation:say_themes": open_case,
        "moderation:put_theme_away": {"number": str(theme.pk)},
    }
