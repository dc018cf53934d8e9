"""Word documents made by hand, part by part, as Word and LibreOffice lay them out."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from PIL import Image

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
REL = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="png" ContentType="image/png"/><Default Extension="emf" ContentType="image/x-emf"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
STYLES = (
    f'<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="de-DE"/></w:rPr>'
    "</w:rPrDefault></w:docDefaults>"
    '<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Verzeichnis1"><w:name w:val="toc 1"/></w:style></w:styles>'
)
NUMBERING = (
    f'<w:numbering xmlns:w="{W}">'
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
)
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
    "<dc:title>{title}</dc:title><dcterms:created>2024-05-06T07:08:09Z</dcterms:created></cp:coreProperties>"
)


def run(text: str, marks: str = "") -> str:
    """A piece of text with its marks ("<w:b/>")."""
    return f'<w:r><w:rPr>{marks}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(inside: str, style: str = "", numbered: tuple[int, int] | None = None) -> str:
    """`inside`: runs, or plain words."""
    inside = inside if inside.startswith("<") else run(inside)
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    if numbered:
        named += (
            f'<w:numPr><w:ilvl w:val="{numbered[1]}"/><w:numId w:val="{numbered[0]}"/></w:numPr>'
        )
    return f"<w:p><w:pPr>{named}</w:pPr>{inside}</w:p>"


def table(*rows: list[str], heading: bool = False) -> str:
    made = []
    for number, row in enumerate(rows):
        head = "<w:trPr><w:tblHeader/></w:trPr>" if heading and not number else ""
        cells = "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row)
        made.append(f"<w:tr>{head}{cells}</w:tr>")
    return f"<w:tbl>{''.join(made)}</w:tbl>"


def picture(rel: str, alt: str) -> str:
    a = "http://schemas.openxmlformats.org/drawingml/2006/main"
    return (
        '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
        f'wordprocessingDrawing"><wp:docPr id="1" name="p" descr="{alt}"/><a:graphic xmlns:a="{a}">'
        f'<a:graphicData uri="x"><pic:pic xmlns:pic="{a.replace("main", "picture")}"><pic:blipFill>'
        f'<a:blip r:embed="{rel}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r>"
    )


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "PNG")
    return out.getvalue()


def huge_png(width: int = 50_000, height: int = 50_000) -> bytes:
    """A few bytes that say they are a picture of this size."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )


def half_a_jpeg() -> bytes:
    """A photograph that broke off on its way."""
    out = io.BytesIO()
    Image.effect_noise((400, 300), 60).convert("RGB").save(out, "JPEG")
    return out.getvalue()[: len(out.getvalue()) // 2]


# What looks like a picture and cannot be opened, by what is wrong with it.
BROKEN_PICTURES = {
    "a photograph that broke off": half_a_jpeg(),
    "a picture of 50,000 times 50,000": huge_png(),
    "a picture whose lines are damaged": png()[:-30] + b"\xff" * 30,
    "a page that says it is a picture": b"\x89PNG\r\n\x1a\n<svg onload=alert(1)>",
}


def word(
    *body: str, title: str = "", links: Mapping[str, str] | None = None,
    more: Mapping[str, bytes | str] | None = None, prolog: str = "",
) -> bytes:  # fmt: skip
    """A .docx. `links`: id → target of word/document.xml; `more`: further parts."""
    relations = "".join(
        f'<Relationship Id="{rel}" Type="{R}/{"image" if target.startswith("media/") else "hyperlink"}"'
        f' Target="{target}"/>'
        for rel, target in (links or {}).items()
    )
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": CONTENT,
        "_rels/.rels": f'<Relationships xmlns="{REL}"><Relationship Id="r" Type="{R}/officeDocument"'
        ' Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<?xml version="1.0"?>{prolog}<w:document xmlns:w="{W}" xmlns:r="{R}">'
        f"<w:body>{''.join(body)}</w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{REL}">{relations}</Relationships>',
        "word/styles.xml": STYLES,
        "word/numbering.xml": NUMBERING,
        "docProps/core.xml": CORE.format(title=title),
        **(more or {}),
    }
    return zipped(parts)


def zipped(parts: Mapping[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()
