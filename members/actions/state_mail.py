"""The one e-mail that says a membership changed."""

from __future__ import annotations

from django.urls import reverse

from members.models import Person
from notifications.actions import send_service_mail


def tell_the_person(person: Person, *, back_code: str = "") -> None:
    """Whoever died gets nothing; notifications would hold it back as well.

    `back_code`: with which somebody who left by herself comes back.
    """
    if person.account_id is None or person.state == Person.State.DECEASED:
        return
    path = reverse("members:come_back", args=[back_code]) if back_code else "/"
    send_service_mail(
        to_account=person.account_id,
        template="members/mail/state_changed",
        context={"state": person.state, "path": path, "can_return": bool(back_code)},
    )
