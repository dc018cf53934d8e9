"""Registries in words for everybody, and as DCAT that another program reads."""

from __future__ import annotations

import json
from typing import Any

import pytest
import rdflib
from rdflib.namespace import DCAT, DCTERMS, RDF

from members.queries.organisation import forget_organisation
from registry.dcat import PREFIXES, Described, json_ld, triples, turtle
from registry.models import Description
from tests.personas import World
from tests.registry.world import make_walks

# rdflib's own reader of JSON-LD uses a class it calls old.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
HEALTH = rdflib.Namespace(PREFIXES["healthdcatap"])
DCATAP = rdflib.Namespace(PREFIXES["dcatap"])
# Which terms a dataset has to have: Health-RI core metadata schema 2.
HAS_TO_HAVE = (
    DCTERMS.title, DCTERMS.description, DCTERMS.identifier, DCTERMS.publisher, DCTERMS.creator,
    DCAT.contactPoint, DCAT.theme, DCAT.keyword, DCTERMS.accessRights,
    DCATAP.applicableLegislation,
)  # fmt: skip
WORDS = 'Walks: "how far", \\ and\nwith whom \u2013 Müde'
ONE = Described("walks", "Walks", WORDS, ["walking", "Gehen"], "data@example.org", ["900001"], 120)


def graphs(*registries: Described) -> list[rdflib.Graph]:
    found = list(triples("https://portal.example.org", "Morning Hands", "en", registries))
    as_json = json.dumps(json_ld(found))
    return [
        rdflib.Graph().parse(data=turtle(found), format="turtle"),
        rdflib.Graph().parse(data=as_json, format="json-ld"),
    ]


def test_both_formats_say_the_same_to_another_program() -> None:
    one, other = graphs(ONE, Described("b", "B", "b", ["b"], "https://example.org/b c<d>"))
    assert set(one) == set(other) and len(one) > 30


def test_a_dataset_has_all_it_has_to_have() -> None:
    for graph in graphs(ONE):
        [dataset] = graph.subjects(RDF.type, DCAT.Dataset)
        assert all(graph.value(dataset, term, any=True) for term in HAS_TO_HAVE)
        assert str(graph.value(dataset, DCTERMS.description)) == WORDS
        assert str(graph.value(dataset, HEALTH.numberOfUniqueIndividuals)) == "120"
        assert len(list(graph.objects(dataset, DCAT.theme))) == 2
        [catalogue] = graph.subjects(RDF.type, DCAT.Catalog)
        assert (catalogue, DCAT.dataset, dataset) in graph


@pytest.mark.django_db
def test_a_curator_lists_it_and_everybody_reads_it(world: World, sign_in: Any, client: Any) -> None:
    make_walks(world)
    keeper = sign_in(world.curator)
    here = "/registry/walks/description"
    told = {"about": "How far people walk", "keywords": "walking, company", "orpha": "900001",
            "contact": "data@example.org", "people": "50"}  # fmt: skip
    for wrong in ({"people": "7"}, {"people": "55"}, {"orpha": "x"}, {"contact": "javascript:1"}):
        assert keeper.post(here, {**told, **wrong}).status_code == 422
    assert keeper.post(here, told).status_code == 302
    assert "How far people walk" not in client.get("/data-catalogue").content.decode()
    assert 'href="/data-catalogue"' not in client.get("/").content.decode()
    keeper.post(here, {**told, "listed": "on"})
    assert "How far people walk" in client.get("/data-catalogue").content.decode()
    forget_organisation()
    foot = client.get("/").content.decode()
    assert 'href="/data-catalogue"' in foot and 'href="/uses-of-data"' in foot
    raw = client.get("/data-catalogue.ttl")
    assert raw["Content-Type"].startswith("text/turtle")
    graph = rdflib.Graph().parse(data=raw.content, format="turtle")
    other = rdflib.Graph().parse(
        data=client.get("/data-catalogue.jsonld").content, format="json-ld"
    )
    assert set(graph) == set(other)
    assert Description.objects.get().keywords == ["walking", "company"]
    assert sign_in(world.ruth).get(here).status_code == 403
