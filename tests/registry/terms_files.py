"""Small lists of terms of our own, in the formats publishers use. No word of theirs stands here."""

from __future__ import annotations

from collections.abc import Sequence

from po_platform.access.actor import Purpose, System, acting_as
from registry.actions.terms import TermsReport, take_in_terms

RARE = (
    # OrphaCode, name, synonyms, inactive, moved to
    ("900001", "Morning hands syndrome", ("Stiff dawn disease", "MHS"), False, ""),
    ("900002", "Ménage knee, dry type", (), False, ""),
    ("900003", "OBSOLETE: Old hand stiffness", (), True, "900001"),
)


def orphadata(
    rows: Sequence[tuple[str, str, Sequence[str], bool, str]] = RARE,
    *,
    day: str = "2025-06-24",
    language: str = "en",
) -> bytes:
    """Orphadata's product 1 with these rows."""
    listed = "".join(_disorder(*row, language) for row in rows)
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?><JDBOR date="{day} 06:12:34" version="1.3">'
        f'<DisorderList count="{len(rows)}">{listed}</DisorderList></JDBOR>'
    )
    return text.encode()


def _disorder(
    code: str, name: str, synonyms: Sequence[str], inactive: bool, moved: str, language: str
) -> str:
    said = "".join(f'<Synonym lang="{language}">{one}</Synonym>' for one in synonyms)
    association = (
        f'<DisorderDisorderAssociation><TargetDisorder id="x{moved}"><OrphaCode>{moved}</OrphaCode>'
        f'</TargetDisorder><RootDisorder id="x{code}" cycle="true"/>'
        '<DisorderDisorderAssociationType id="21471"><Name lang="en">Moved to</Name>'
        "</DisorderDisorderAssociationType></DisorderDisorderAssociation>"
        if moved
        else ""
    )
    return (
        f'<Disorder id="x{code}"><OrphaCode>{code}</OrphaCode>'
        f'<Name lang="{language}">{name}</Name><DisorderFlagList count="1"><DisorderFlag id="1">'
        f"<Value>{8192 if inactive else 1}</Value><Label/></DisorderFlag></DisorderFlagList>"
        f'<SynonymList count="{len(synonyms)}">{said}</SynonymList>'
        f'<DisorderType id="2"><Name lang="{language}">Disease</Name></DisorderType>'
        f"<DisorderDisorderAssociationList>{association}</DisorderDisorderAssociationList>"
        "</Disorder>"
    )


SIGNS = """format-version: 1.2
data-version: hp/releases/2025-05-06
ontology: hp

[Term]
id: HP:9000001
name: Slow walking
alt_id: HP:9000009
synonym: "Walks \\"slowly\\"" EXACT []
is_a: HP:9000000 ! All signs

[Term]
id: HP:9000002
name: obsolete Heavy legs
is_obsolete: true
replaced_by: HP:9000001

[Typedef]
id: part_of
name: part of
"""

CODES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE ClaML SYSTEM "ClaML.dtd">
<ClaML version="2.0.0"><Title name="ICD-10-GM" date="2024-09-13" version="2025">Codes</Title>
<ModifierClass modifier="S4" code=".0"><Rubric kind="preferred"><Label xml:lang="de">links</Label></Rubric></ModifierClass>
<ModifierClass modifier="S4" code=".1"><Rubric kind="preferred"><Label xml:lang="de">rechts</Label></Rubric></ModifierClass>
<ModifierClass modifier="S5" code="9"><Rubric kind="preferred"><Label xml:lang="de">nicht gesagt</Label></Rubric></ModifierClass>
<Class code="X" kind="chapter"><SubClass code="X90"/><Rubric kind="preferred"><Label xml:lang="de">Kapitel der Hände</Label></Rubric></Class>
<Class code="X90" kind="category"><SuperClass code="X"/><ModifiedBy code="S4"/>
<Rubric kind="preferred"><Label xml:lang="de">Steife <Term class="i">Hände</Term></Label></Rubric>
<Rubric kind="inclusion"><Label xml:lang="de">Morgensteife</Label></Rubric>
<Rubric kind="exclusion"><Label xml:lang="de">Steife Füße</Label></Rubric></Class>
<Class code="X91" kind="category"><SuperClass code="X"/><ModifiedBy code="S5"/>
<Rubric kind="preferred"><Label xml:lang="de">Warme Hände</Label></Rubric></Class>
<Class code="X91.2" kind="category"><SuperClass code="X91"/>
<Rubric kind="preferred"><Label xml:lang="de">Sehr warme Hände</Label></Rubric></Class>
</ClaML>"""


def read_in(system: str, raw: bytes, **wish: bool) -> TermsReport:
    """The list as the command takes it in."""
    from io import BytesIO

    with acting_as(System(Purpose.OPERATE)) as actor:
        return take_in_terms(actor=actor, system=system, stream=BytesIO(raw), **wish)
