"""Templates hold no script, no style and no word that cannot be translated."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

FOLDER = Path(settings.BASE_DIR) / "templates"
TEMPLATES = sorted(path for path in FOLDER.rglob("*") if path.suffix in {".html", ".txt"})
# The page of all components is for those who build the portal; its words are samples.
SAMPLES = {"pages/components.html"}
# Mail programs know no style sheets; a signed link proves itself and has no session to protect.
OWN_RULES = {
    "notifications/mail/letter.html": "a style attribute",
    "notifications/stop.html": "a POST form without csrf_token",
}

RULES = {
    "a script without src": r"<script\b(?![^>]*\bsrc=)",
    "a script with words inside": r"<script\b[^>]*>\s*[^<\s]",
    "a style element": r"<style\b",
    "a style attribute": r"<[^>]*\sstyle\s*=",
    "an on… handler": r"<[^>]*\son[a-z]+\s*=",
    "a javascript: address": r"javascript:",
    "trust in unescaped text": r"\|\s*safe\b|autoescape off",
    "a new window": r"target\s*=\s*[\"']?_blank",
    "a browser's own complaint": r"<(input|select|textarea)\b[^>]*\srequired\b",
    "a raised tabindex": r"tabindex\s*=\s*[\"']?[1-9]",
}
TAGS = re.compile(r"{%.*?%}|{{.*?}}|<[^>]*>", re.DOTALL)
HEARD = re.compile(r"\b(?:aria-label|alt|title|placeholder)=\"([^\"]*)\"")
WORD = re.compile(r"[^\W\d_]{2,}")


def faults(text: str) -> list[str]:
    """What is wrong with a template, in words."""
    found = [name for name, pattern in RULES.items() if re.search(pattern, text, re.IGNORECASE)]
    for form in re.findall(r"<form\b.*?</form>", text, re.DOTALL | re.IGNORECASE):
        if re.search(r"method=[\"']?post", form, re.IGNORECASE) and "csrf_token" not in form:
            found.append("a POST form without csrf_token")
    return found


def unmarked_words(text: str) -> list[str]:
    """Words that no translator will ever see."""
    text = re.sub(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!.*?>", " ", text, flags=re.DOTALL)
    text = re.sub(r"{%\s*block \w+_class.*?endblock\s*%}", " ", text, flags=re.DOTALL)
    text = re.sub(r"<(code|pre)\b.*?</\1>", " ", text, flags=re.DOTALL)
    text = re.sub(r"{%\s*blocktrans.*?endblocktrans\s*%}", " ", text, flags=re.DOTALL)
    text = re.sub(r"{%.*?%}|{{.*?}}", " ", text, flags=re.DOTALL)
    heard = " ".join(HEARD.findall(text))
    visible = re.sub(r"[\w-]+=\"[^\"]*\"", " ", TAGS.sub(" ", text)) + heard
    return WORD.findall(re.sub(r"&\w+;", " ", visible))


def blocks_of(text: str) -> set[str]:
    return set(re.findall(r"{%\s*block\s+(\w+)", text))


def layouts_of(text: str) -> list[str]:
    """The texts of all templates this one extends, nearest first."""
    parent = re.search(r"{%\s*extends\s+\"([^\"]+)\"", text)
    if not parent:
        return []
    layout = (FOLDER / parent[1]).read_text()
    return [layout, *layouts_of(layout)]


def name_of(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_keeps_the_rules(path: Path) -> None:
    assert [
        fault for fault in faults(path.read_text()) if fault != OWN_RULES.get(name_of(path))
    ] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_word_can_be_translated(path: Path) -> None:
    if name_of(path) not in SAMPLES:
        assert unmarked_words(path.read_text()) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_page_fills_only_blocks_its_layout_has(path: Path) -> None:
    text = path.read_text()
    layouts = layouts_of(text)
    if layouts and "layouts" not in path.parts:
        known = set().union(*map(blocks_of, layouts))
        assert blocks_of(text) - known == set()


@pytest.mark.parametrize("path", sorted((FOLDER / "components").glob("*.html")), ids=name_of)
def test_a_component_says_what_it_is_and_what_it_needs(path: Path) -> None:
    first = path.read_text().splitlines()[0]
    assert re.fullmatch(r"{# .+ (No variables\.|Variables(, all optional)?: .+) #}", first)


@pytest.mark.parametrize(
    "broken",
    [
        "<script>go()</script>",
        '<script src="/a.js">go()</script>',
        "<style>p{}</style>",
        '<p class="a" style="color: red">',
        '<a href="#" onclick="go()">',
        '<a href="javascript:go()">',
        "{{ words|safe }}",
        "{% autoescape off %}",
        '<a href="/" target="_blank">',
        '<input name="a" required>',
        '<p tabindex="3">',
        '<form method="post"><button>Send</button></form>',
    ],
)
def test_each_rule_finds_what_breaks_it(broken: str) -> None:
    assert len(faults(broken)) >= 1


@pytest.mark.parametrize("broken", ["<p>Hello</p>", '<nav aria-label="Main menu"></nav>'])
def test_an_untranslatable_word_is_found(broken: str) -> None:
    assert unmarked_words(broken)
    assert not unmarked_words("{# Hello #}<p>{% trans 'Hello' %} {{ name }} 18 &nbsp;</p>")
