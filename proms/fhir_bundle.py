"""Sendings and their scores as one FHIR R4 bundle: everything it refers to lies in it, no name does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from proms.models import Response
from proms.observations import Sent, observation, portal, provenance
from proms.queries.sittings import Sitting
from proms.take_along import response_as_fhir

Json = dict[str, Any]


def bundle_of(
    sittings: Sequence[Sitting], *, subject: UUID, portal_name: str, now: datetime
) -> Json:
    """A collection: the person without a name, the portal, and of each sending its response, an
    Observation per score and who made it."""
    found = [{"resourceType": "Patient", "id": str(subject)}, portal(portal_name)]
    for sitting in sittings:
        response = response_as_fhir(sitting.response)
        sent = _sent(sitting.response, response)
        found.append(response)
        found += [observation(sent, scored) for scored in sitting.scores]
        found.append(provenance(sent, sitting.scores, response["author"]))
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": now.isoformat(timespec="seconds"),
        "entry": [_entry(resource) for resource in found],
    }


def observations_found(
    sittings: Sequence[Sitting], *, portal_name: str, here: str, following: str
) -> Json:
    """A searchset: Observations newest first, and the portal that computed them.

    `here`, `following`: addresses of this page and, or "", of the next.
    """
    found = []
    for sitting in sittings:
        sent = _sent(sitting.response, response_as_fhir(sitting.response))
        found += [observation(sent, scored) for scored in sitting.scores]
    return searchset(found, here=here, following=following, beside=[portal(portal_name)])


def searchset(
    found: Sequence[Json], *, here: str, following: str = "", beside: Sequence[Json] = ()
) -> Json:
    """What was found, a page of it; `beside`: what it refers to."""
    links = [("self", here), ("next", following)]
    bundle: Json = {
        "resourceType": "Bundle",
        "type": "searchset",
        "link": [{"relation": name, "url": url} for name, url in links if url],
    }
    if found:  # FHIR knows no empty list
        bundle["entry"] = [
            {**_entry(resource), "search": {"mode": mode}}
            for mode, resources in (("match", found), ("include", beside))
            for resource in resources
        ]
    return bundle


def _sent(row: Response, response: Json) -> Sent:
    return Sent(
        ref=row.ref,
        subject=row.subject_id,
        authored=row.authored_at,
        amended=row.amended_from_id is not None,
        language=response.get("language", "en"),
        source=response["source"],
    )


def _entry(resource: Json) -> Json:
    url = resource.get("url")  # a questionnaire has an address of its own
    return {"fullUrl": url or f"urn:uuid:{resource['id']}", "resource": resource}
