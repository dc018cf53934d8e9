"""What the invented members call things, so that each word finds the others."""

from __future__ import annotations

from po_platform.access.actor import SignedIn, acting_as
from search.actions import put_same_words

# (language, '' for all of them; the words)
WORDS = (
    ("", ("methotrexate", "MTX", "Methotrexat")),
    ("", ("adalimumab", "Humira")),
    ("", ("etanercept", "Enbrel")),
    ("en", ("rheumatoid arthritis", "RA")),
    ("en", ("anti-inflammatory tablets", "NSAID", "NSAIDs")),
    ("en", ("steroids", "cortisone", "prednisolone")),
    ("de", ("rheumatoide Arthritis", "RA", "chronische Polyarthritis")),
    ("de", ("Gelenkentzündung", "Arthritis")),
    ("de", ("entzündungshemmende Tabletten", "NSAR")),
    ("de", ("Kortison", "Cortison", "Prednisolon")),
)


def seed_search_words(editor: SignedIn) -> None:
    """Put by an editor, as anybody would put them."""
    with acting_as(editor):
        for language, words in WORDS:
            put_same_words(actor=editor, number=None, language=language, words=words)
