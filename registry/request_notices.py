"""Mails about requests and releases: that there is news, never what it says."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.models import Person
from notifications.actions import Note, queue_all
from notifications.kinds import Group, Kind, register

from .models import DataRequest, Deputy, Recipient, Release, RequestStep
from .queries.requests import committee, managers_of
from .request_flow import WHO, Move, State

NEWS, WORK, ENDS = "registry.request_news", "registry.request_work", "registry.release_ends"
LIST = "registry.deletions"


def tell_of_step(row: DataRequest, move: Move) -> None:
    """Whoever has to go on, and the researcher whenever somebody else did something."""
    step = RequestStep.objects.filter(request=row).order_by("-pk").first()
    key = f"{row.pk}:{step.pk if step else 0}"
    if row.state in (State.SCREENING, State.SIGNED, State.READY):
        _tell(managers_of(row.dataset.registry_id), WORK, row, key)
    elif row.state == State.REVIEW:
        _tell(committee(), WORK, row, key)
    if WHO[move] != "asker":
        _tell([row.asked_by], NEWS, row, key)


def tell_deputies(row: DataRequest, account: int) -> None:
    """Who stands in for somebody who cannot vote."""
    deputies = Deputy.objects.filter(stands_in_for_id=account)
    _tell(deputies.values_list("account_id", flat=True), WORK, row, f"{row.pk}:for:{account}")


def tell_to_look(release: Release) -> None:
    """A release is made and waits for somebody who did not make it."""
    request = release.request
    others = {*managers_of(request.dataset.registry_id), *committee()} - {release.built_by}
    _tell(others, WORK, request, f"look:{release.pk}")


def tell_desk(release: Release, key: str) -> None:
    """Something happened to a release that those who look after the registry should know."""
    request = release.request
    _tell(managers_of(request.dataset.registry_id), WORK, request, f"{key}:{release.pk}")


def tell_asker(row: DataRequest, key: str) -> None:
    """News beside the steps of a request."""
    _tell([row.asked_by], NEWS, row, key)


def tell_to_destroy(release: Release, key: str) -> None:
    """Whoever fetched a sealed copy destroys hers."""
    request = release.request
    _tell([request.asked_by], LIST, request, f"{release.pk}:{key}")


def tell_holders(release: Release, kind: str, key: str) -> None:
    """Everybody who may have fetched a release, each at a page that is hers."""
    for one in release.recipients.all():
        tell_recipient(one, kind, f"{release.pk}:{key}")


def tell_recipient(recipient: Recipient, kind: str, key: str) -> None:
    """Whoever asked reads it at the request, the others at the page of the data."""
    request = recipient.release.request
    if recipient.account_id == request.asked_by:
        _tell([recipient.account_id], kind, request, key)
        return
    path = reverse("registry:my_release", args=[recipient.ref])
    _send([recipient.account_id], kind, path, key)


def _tell(accounts: Iterable[int], kind: str, row: DataRequest, key: str) -> None:
    _send(accounts, kind, reverse("registry:data_request", args=[row.ref]), key)


def _send(accounts: Iterable[int], kind: str, path: str, key: str) -> None:
    people = Person.objects.filter(account_id__in=list(accounts), state="active")
    queue_all(
        Note(recipient=person, kind=kind, context={"path": path}, dedup=f"{kind}:{key}:{person}")
        for person in people.values_list("pk", flat=True)
    )


def connect() -> None:
    """Once at start."""
    keys = frozenset({"path"})
    group = Group("registry_requests", _("requests for data"))
    register(Kind(NEWS, group, _("News about a request"), keys=keys))
    register(Kind(WORK, group, _("A request that waits for you"), keys=keys))
    # What somebody has to delete is no news one can turn off.
    for kind, line in ((ENDS, _("Data that end soon")), (LIST, _("Something to delete"))):
        register(Kind(kind, group, line, keys=keys, unsubscribable=False, digestible=False))
