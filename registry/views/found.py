"""What an address means to the curator who asks; what is not hers is not there."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from members.asking import signed_in_actor
from po_platform.access.actor import SignedIn
from registry.models import Dataset, Registry
from registry.queries.datasets import my_datasets, my_registries


def my_dataset(request: HttpRequest, slug: str) -> tuple[SignedIn, Dataset]:
    """The dataset of this name in one of her registries. Raises Http404."""
    actor = signed_in_actor(request)
    return actor, get_object_or_404(my_datasets(actor=actor), slug=slug)


def my_registry(request: HttpRequest, slug: str) -> tuple[SignedIn, Registry]:
    """The registry of this name, if she works in it. Raises Http404."""
    actor = signed_in_actor(request)
    found = my_registries(actor=actor).filter(slug=slug).first()
    if found is None:
        raise Http404
    return actor, found
