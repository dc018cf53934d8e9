"""Illnesses and signs as codes: in Phenopackets, in FHIR, and nothing but codes where text stays here."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from phenopackets import Sex as SEX

from po_platform.access.actor import acting_as
from registry.actions.datasets import make_registry, take_in_dictionary
from registry.file_formats import FORMATS
from registry.hiding import AS_IT_IS, Hiding
from registry.queries.data_file import data_file
from registry.queries.datasets import version_in_use
from registry.shipped import eu_elements
from registry.sign_roles import SignBy
from tests.personas import World
from tests.registry import reading
from tests.registry.terms_files import CODES, SIGNS, orphadata, read_in
from tests.registry.world import Walks
from tests.registry.written import written

pytestmark = pytest.mark.django_db
HEADER = "record_id,birth_date,sex_at_birth,patient_status,onset,diagnosis_system,diagnosis_code,undiagnosed_by,undiagnosed_terms,may_reuse"
ROWS = (
    'K-1,1961-05,NCIT_C16576,SIO_010058,HP_0003577,orpha,ORPHA:900001,hpo,"HP:9000001\nHP:9000002",1',
    "K-2,1949-02-03,NCIT_C20197,SIO_010059,,icd10,X91.2,hpo,Walks like Uncle Bert,0",
    "K-3,,NCIT_C124294,dont-know,,,,,,",
)


@pytest.fixture
def rare(world: World) -> Walks:
    read_in("orphadata", orphadata())
    read_in("hpo", SIGNS.encode())
    read_in("icd10gm", CODES.encode())
    with acting_as(world.curator.actor()) as actor:
        registry = make_registry(actor=actor, title="Rare")
        intake = take_in_dictionary(actor=actor, raw=eu_elements(), registry=registry, title="Rare")
    assert intake.dataset is not None
    walks = Walks(world.curator, registry, intake.dataset)
    report = walks.bring(HEADER, *ROWS)
    assert report.usable, report.to_json()
    return walks


def out(rare: Walks, kind: str, level: str = "full", hiding: Hiding = AS_IT_IS) -> bytes:
    """The file as the curator gets it."""
    version = version_in_use(rare.dataset)
    assert version is not None
    with acting_as(rare.curator.actor()) as actor:
        file = data_file(
            actor=actor, dataset=rare.dataset, version=version, level=level, hiding=hiding
        )
        return written(file, kind).read()


def test_phenopackets_are_read_by_the_parser_of_their_schema(rare: Walks) -> None:
    first, second, third = reading.packets(out(rare, "phenopackets"))
    assert (first.subject.id, second.subject.id, third.subject.id) == ("K-1", "K-2", "K-3")
    sexes = [SEX.Name(one.subject.sex) for one in (first, second, third)]
    assert sexes == ["FEMALE", "MALE", "OTHER_SEX"]
    assert (first.subject.vital_status.status, second.subject.vital_status.status) == (1, 2)
    assert [(one.type.id, one.type.label) for one in first.phenotypic_features] == [
        ("HP:9000001", "Slow walking"), ("HP:9000002", "obsolete Heavy legs"),
    ]  # fmt: skip
    [disease] = first.diseases
    assert (disease.term.id, disease.term.label) == ("ORPHA:900001", "Morning hands syndrome")
    assert disease.onset.ontology_class.id == "HP:0003577"
    assert second.diseases[0].term.id == "ICD10GM:X91.2"
    assert not second.phenotypic_features  # words are no code


def test_every_prefix_of_a_phenopacket_is_declared_and_no_date_is_in_it(rare: Walks) -> None:
    raw = out(rare, "phenopackets")
    for one in reading.packets(raw):
        used = {term.id.partition(":")[0] for term in (*[f.type for f in one.phenotypic_features], *[d.term for d in one.diseases])}  # fmt: skip
        assert used <= {resource.namespace_prefix for resource in one.meta_data.resources}
        assert all(resource.version and resource.iri_prefix for resource in one.meta_data.resources)
        assert one.meta_data.phenopacket_schema_version == "2.0" and one.meta_data.created.seconds
    assert b"1949" not in raw and b"1961" not in raw


def test_a_fhir_bundle_is_read_resource_by_resource(rare: Walks) -> None:
    found = reading.bundle(out(rare, "fhir"))
    kinds = [entry.resource.get_resource_type() for entry in found.entry]
    assert kinds == [
        "Patient", "QuestionnaireResponse", "Condition", "Observation", "Observation",
        "Patient", "QuestionnaireResponse", "Condition",
        "Patient", "QuestionnaireResponse",
    ]  # fmt: skip
    patient, response, condition, sign = (entry.resource for entry in found.entry[:4])
    assert (patient.gender, patient.deceasedBoolean, patient.name) == ("female", False, None)
    assert patient.identifier[0].value == "K-1"
    assert condition.code.coding[0].system == "http://www.orpha.net"
    assert (condition.code.coding[0].code, sign.code.coding[0].code) == ("900001", "HP:9000001")
    here = found.entry[0].fullUrl
    assert {response.subject.reference, condition.subject.reference} == {here}
    answers = {item.linkId: item for group in response.item for item in group.item}
    assert str(answers["birth_date"].answer[0].valueDate).startswith("1961-05")
    assert answers["sex_at_birth"].answer[0].valueCoding.display == "Female"
    assert answers["may_reuse"].answer[0].valueCoding.display == "Yes"
    third = {i.linkId: i for group in found.entry[9].resource.item for i in group.item}
    assert third["patient_status"].extension[0].valueCode == "asked-unknown"


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    ("level", "hiding"), [("deidentified", AS_IT_IS), ("full", Hiding(texts=True))]
)
def test_where_text_stays_here_codes_go_and_words_do_not(
    rare: Walks, kind: str, level: str, hiding: Hiding, tmp_path: Path
) -> None:
    told = reading.everything(kind, out(rare, kind, level, hiding), tmp_path)
    assert "900001" in told and "Uncle Bert" not in told


def test_a_code_beside_which_no_list_stands_is_looked_for_in_all(rare: Walks) -> None:
    raw = out(rare, "codes", "deidentified")
    first, second, _third = csv.DictReader(io.StringIO(raw.decode("utf-8-sig")))
    assert first["undiagnosed_terms"] == "HP:9000001\nHP:9000002"
    assert (second["diagnosis_code"], second["undiagnosed_terms"]) == ("X91.2", "")


AGAIN = "record_id,redcap_repeat_instrument,redcap_repeat_instance,diagnosis_system,diagnosis_code,sign_code,sign_state,sign_onset,sign_age"
MORE = (
    "K-1,diagnosis,1,icd10,X91.2,,,,",
    "K-1,signs,1,,,HP:9000001,present,age,12",
    "K-1,signs,2,,,HP:9000002,absent,,",
    "K-3,signs,1,,,HP:9000001,absent,,",
    "K-3,signs,2,,,HP:9000002,present,HP_0003623,",
    "K-2,signs,1,,,HP:9000001,unknown,,",
)


def test_signs_say_whether_they_are_there_and_when_they_began(rare: Walks) -> None:
    assert rare.bring(AGAIN, *MORE).usable
    first, second, third = reading.packets(out(rare, "phenopackets"))
    told = [(one.type.id, one.excluded) for one in third.phenotypic_features]
    assert told == [("HP:9000001", True), ("HP:9000002", False)]
    onset = third.phenotypic_features[1].onset.ontology_class
    assert (onset.id, onset.label) == ("HP:0003623", "Neonatal onset")
    assert not third.phenotypic_features[0].HasField("onset")
    # What was there once was there, and the age it began at is said.
    assert [one.excluded for one in first.phenotypic_features] == [False, False]
    assert first.phenotypic_features[0].onset.age.iso8601duration == "P12Y"
    assert not second.phenotypic_features  # nobody knows whether it is there
    # Of two illnesses nobody said which one began at birth.
    assert [one.term.id for one in first.diseases] == ["ORPHA:900001", "ICD10GM:X91.2"]
    assert not any(one.HasField("onset") for one in first.diseases)


def test_a_bundle_says_so_too(rare: Walks) -> None:
    assert rare.bring(AGAIN, *MORE).usable
    found = [entry.resource for entry in reading.bundle(out(rare, "fhir")).entry]
    signs = [one for one in found if one.get_resource_type() == "Observation"]
    assert [one.valueBoolean for one in signs] == [True, True, False, True]
    assert signs[0].component[0].code.coding[0].code == "HP:0003674"
    assert (signs[0].component[0].valueQuantity.value, signs[0].component[0].valueQuantity.code) == (12, "a")  # fmt: skip
    assert signs[3].component[0].valueCodeableConcept.coding[0].code == "HP:0003623"
    assert signs[2].component is None


def test_without_the_column_that_says_so_a_sign_is_not_told() -> None:
    by = SignBy("sign_state", "sign_onset", "sign_age")
    assert by.there({"sign_code": "HP:9000001"}) is None
    assert by.there({"sign_state": "present"}) is True
    assert [by.years({"sign_age": one}) for one in ("12", "", "old", "999", "-1")] == [12] + [None] * 4  # fmt: skip
    assert by.began({"sign_onset": "age"}) == ""
    assert SignBy().there({}) is True
