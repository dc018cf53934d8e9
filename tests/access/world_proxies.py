"""Ruth's legal proxy, and her own wish to act for a child: the office reads it, nobody else."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from members.actions.proxies import ask_as_proxy
from members.models import Decision, Grant, Proxy
from members.proxy_secrets import Said
from po_platform.access.actor import acting_as
from tests.personas import World

CHILD = "canary-child-name"


def furnish_proxies(world: World) -> None:
    """A wish that waits, with its paper; and a proxy of Ruth's who gets reminders only."""
    ruth = world.ruth.actor()
    with acting_as(ruth):
        ask_as_proxy(
            actor=ruth, said=Said(CHILD, date(2015, 5, 1)), ground="parent", shown="file",
            paper=("image/png", b"\x89PNG\r\n\x1a\n" + CHILD.encode()), attempt=uuid4(),
        )  # fmt: skip
        decision = Decision.objects.create(
            subject_id=world.ruth.subject, purpose="proxy", answer="yes", rendered="by law",
            rendered_sha256="0" * 64, language="en",
        )  # fmt: skip
        Grant.objects.create(
            subject_id=world.ruth.subject, purpose="proxy", grantee_kind="account",
            grantee_id=world.proxy.account.pk, scope=["remind"], decision=decision,
        )  # fmt: skip


def proxy_arguments(world: World) -> dict[str, dict[str, str]]:
    """Route name → Ruth's wish, or the grant of her proxy."""
    ruth = world.ruth.actor()
    with acting_as(ruth):
        claim = {"ref": str(Proxy.objects.visible_to(ruth).get().ref)}
        grant = str(Grant.objects.visible_to(ruth).get(purpose="proxy").pk)
    person = {"ref": str(world.ruth.person.ref)}
    return {
        **dict.fromkeys(
            (
                "members:proxy_wish", "members:take_back_proxy", "members:office_proxy",
                "members:office_proxy_paper",
            ),
            claim,
        ),
        **dict.fromkeys(("members:person_proxies", "members:own_sign_in"), person),
        "members:proxy_others": {"grant_id": grant},
        "members:change_proxy": {**person, "grant_id": grant, "what": "end"},
    }  # fmt: skip
