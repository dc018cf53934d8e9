"""Questions to experts in Ruth's world: one nobody read yet, one that was put to the experts."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from education.actions.expert_questions import ask_experts, put_to_experts
from education.models import ExpertSession, SessionEntry, SessionExpert, SessionQuestion
from members.queries.own import own_rows
from po_platform.access.actor import acting_as
from po_platform.kit.crypto import secret_hash
from tests.personas import World

# Editors read what she asks, without a name but the one she wants to stand there.
ASKED, PUT, NAMED = "canary-question-asked", "canary-question-put", "canary-asker-named"
ALL = (ASKED, PUT, NAMED)
LINK = "link-of-an-expert"


def furnish(world: World) -> None:
    """A session that runs, an expert with a link, and two questions of Ruth's."""
    now = timezone.now()
    session = ExpertSession.objects.create(
        slug="resting-well", language="en", title="Resting well", about="Ask about rest.",
        rules="One question at a time.", stage="days", for_everybody=True, announced_at=now,
        opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=3),
    )  # fmt: skip
    SessionExpert.objects.create(
        session=session, public_name="An Expert", role="nurse", no_interests=True,
        secret_hash=secret_hash(LINK),
    )  # fmt: skip
    with acting_as(world.ruth.actor()) as ruth:
        put = ask_experts(actor=ruth, session=session, text=PUT, name=NAMED)
        ask_experts(actor=ruth, session=session, text=ASKED, name="")
    with acting_as(world.editor.actor()) as editor:
        put_to_experts(
            actor=editor, ref=session.ref, questions=[put], entry=None, words="How to rest?"
        )


def arguments(world: World) -> dict[str, dict[str, str]]:
    """Route name → the objects for its placeholders."""
    session = ExpertSession.objects.get()
    with acting_as(world.ruth.actor()) as ruth:
        mine = {"ref": str(own_rows(SessionQuestion, ruth).get(text=PUT).ref)}
    behind = {
        "ref": str(session.ref),
        "expert_ref": str(SessionExpert.objects.get().ref),
        "entry_ref": str(SessionEntry.objects.get().ref),
    }
    for_readers = ("expert_session", "ask_experts")
    from_behind = (
        "experts_desk_one", "change_session", "session_step", "call_off_session", "new_expert",
        "change_expert", "expert_link", "experts_desk_read", "session_entry", "session_entry_off",
    )  # fmt: skip
    of_it = {"slug": session.slug}
    names = {
        **dict.fromkeys(for_readers, of_it),
        **dict.fromkeys(("take_question_back", "asker_off"), mine),
        **dict.fromkeys(from_behind, behind),
        "expert_answers": {"secret": LINK},
    }
    return {f"education:{name}": values for name, values in names.items()}
