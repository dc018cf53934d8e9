"""Sources as library programs write them: accents, damage named by its line, what never ends."""

from __future__ import annotations

import pytest

from education.reading_in.files import read_bytes
from education.reading_in.incoming import Found, IncomingSource, Unreadable
from education.reading_in.tex import as_words


def bib(text: str) -> Found:
    return read_bytes(text.encode(), "a.bib")


def one(found: Found) -> IncomingSource:
    (source,) = found.sources
    return source


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"{\"U}bung und M{\"u}digkeit", "Übung und Müdigkeit"),
        (
            r"\"{o} \'e \`{a} \^o \~n \c{c} \v{s} \H{o} \k{a} \r{a} \=a \.z",
            "ö é à ô ñ ç š ő ą å ā ż",
        ),
        (r"\'{\i} Stra{\ss}e {\o}re \AA land", "í Straße øre Åland"),
        (r"R\&D, 50\,\%, a\_b, pages 1--9 --- ``so''", "R&D, 50 %, a_b, pages 1–9 — “so”"),
        (r"The {DNA} of \emph{Homo sapiens} at $p<0.05$", "The DNA of Homo sapiens at p<0.05"),
        (r"Łódź, Größe", "Łódź, Größe"),
        (r"\unknown{kept} \alsogone words", "kept words"),
    ],
)
def test_what_latex_writes_is_read_as_people_write_it(written: str, read: str) -> None:
    assert as_words(written) == read


def test_bibtex_with_nested_braces_strings_and_joined_values() -> None:
    found = bib(
        '@string{hs = "Hand Society"}\n@comment{@book{no, title={No}}}\n% a remark\n'
        "@Article { key:1 ,\n  TITLE = {A {Very {Deep}} title},\n  subtitle={More},\n"
        '  author = "Bl{\\"o}m, Eva and {World Hand and Foot Union} and others",\n'
        "  journal = hs # { of } # hs, month = jan, year = 2021,\n"
        "  url = {https://example.org/~hands}, urldate = {2024-05-06},\n}\n"
    )
    source = one(found)
    assert source.title == "A Very Deep title: More"
    assert source.made_by == "Blöm, Eva; World Hand and Foot Union et al."
    assert (source.year, source.kind, source.url, source.accessed_on) == (
        2021, "study", "https://example.org/~hands", "2024-05-06",
    )  # fmt: skip
    assert found.notes == []


def test_a_damaged_entry_is_named_by_its_line_and_the_next_one_is_whole() -> None:
    found = bib(
        "@book{a, title = {Never closed, year = 2020\n}\n\n"
        "@book{h, title = {Half}, year = {2020\n@book{b, title = {Whole}}\n\n"
        "@book{c, year = 2020}\n@book(d, title = {Round})\n"
    )
    assert [one.title for one in found.sources] == [
        "Never closed, year = 2020", "Half", "Whole", "Round",
    ]  # fmt: skip
    places = [place for place, _words, _level in found.notes]
    assert places == ["line 1, a", "line 4, h", "line 7, c"]


RIS = (
    "TY  - JOUR\r\nT1  - A title that goes on\r\n      in the next line\r\nA1  - One, A\r\n"
    "A1  - Two, B\r\nY1  - 2019/03/01/\r\nUR  - https://doi.org/10.1000/ABC\r\nER  -\r\n\r\n"
    "TY  - RPRT\r\nTI  - No end\r\nPB  - An office\r\nPY  - 2020\r\n"
    "TY  - BOOK\r\nAU  - Nobody\r\nER  - \r\nstray words\r\n"
)


@pytest.mark.parametrize(
    "raw",
    [
        RIS.encode(), b"\xef\xbb\xbf" + RIS.encode(), RIS.encode("utf-16"),
        RIS.replace("\r\n", "\r").encode(), RIS.replace("  - ", " - ").encode(),
    ],
)  # fmt: skip
def test_ris_in_its_variants(raw: bytes) -> None:
    found = read_bytes(raw, "a.ris")
    first, second = found.sources
    assert first.title == "A title that goes on in the next line"
    assert (first.made_by, first.year, first.kind) == ("One, A; Two, B", 2019, "study")
    assert (first.origin, first.url) == ("doi:10.1000/abc", "https://doi.org/10.1000/ABC")
    assert (second.title, second.made_by, second.kind) == ("No end", "An office", "official")
    assert [place for place, _words, _level in found.notes] == ["line 10", "line 14", "line 17"]


def test_older_windows_text_is_read_and_said() -> None:
    found = read_bytes("TY  - BOOK\nTI  - Müde Hände – „so“\nER  - \n".encode("cp1252"), "a.ris")
    assert one(found).title == "Müde Hände – „so“"
    assert "older Windows text" in found.notes[0][1]


@pytest.mark.parametrize(
    "text",
    ["@book{" * 50_000, "@book{a, title = " + "{" * 200_000, '@book{a, title = "' + "x" * 300_000,
     "@book{a, " + "x = {1}, " * 30_000],
)  # fmt: skip
def test_what_never_ends_is_read_once_and_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        bib(text)
