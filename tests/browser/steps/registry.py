"""A curator's registry: a dictionary in and refused, a draft, data tried and taken in, a form."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from po_platform.access.actor import acting_as
from questionnaires.redcap.exporting import dictionary_csv
from registry.actions.datasets import say_who_fills
from registry.actions.sheets import begin_sheet
from registry.actions.visits import Plan, save_visit
from registry.asking_again import ask_again
from registry.consent import Sheet
from registry.models import Batch, Dataset, Figure, Participation
from tests.browser.pages import Site
from tests.questionnaires.dictionaries import field
from tests.registry.asking import WORDS
from tests.registry.joining import next_version
from tests.registry.rooms import open_rooms
from tests.registry.terms_files import SIGNS, read_in
from tests.registry.world import ANNA, HEADER, Walks, make_walks, rows

SAID = {
    "reuse-past": "yes", "reuse-future": "ask", "companies-past": "no", "companies-future": "no",
    "contact-whole": "yes", "sample-whole": "no", "biobank-whole": "no",
}  # fmt: skip
CHECKS = {"check-0": "right", "check-1": "right", "check-2": "right"}


def _file(*lines: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("file.csv", "\n".join(lines).encode())


def _with_a_last_day(sheet: Sheet) -> Sheet:
    """Every older yes ends after a month without an answer."""
    return replace(sheet, questions=tuple(replace(one, grace=30) for one in sheet.questions))


def datasets_and_data(site: Site) -> None:
    curator = site.client(site.world.curator)
    site.see(curator.get("/registry"), "with no registry")
    site.see(curator.post("/registry/new", {"title": "Hearts"}, follow=True), "just begun")
    site.see(curator.get("/registry"), "with no dataset")
    new = "/registry/hearts/new-dataset"
    site.see(curator.post(new, {"title": "X", "file": _file("a,b", "1,2")}), "refused")
    sent = {"title": "Steps", "file": _file(dictionary_csv(rows()))}
    site.see(curator.post(new, sent), "read")
    here = "/registry/datasets/steps"
    site.see(curator.get(f"{here}/records"), "with no record")
    data = {"blanks": "keep"}
    site.see(curator.get(f"{here}/data"), "no file yet")
    site.see(curator.get(f"{here}/dictionary"), "no file yet")
    bad = {**data, "file": _file(HEADER, ANNA.replace("1950", "soon"))}
    site.see(curator.post(f"{here}/data", bad), "with a wrong cell")
    tried = curator.post(f"{here}/data", {**data, "file": _file(HEADER, ANNA)})
    site.see(tried, "can be taken in")
    taken = {"word": tried.context["word"], "file_name": "first.csv"}
    site.see(curator.post(f"{here}/data/take-in", taken, follow=True), "with data")
    site.see(curator.get(f"{here}/data/{Batch.objects.latest('pk').ref}/undo"), "asked once")
    found = curator.post(f"{here}/records", {"number": "1"})["Location"]
    site.see(curator.get(f"{here}/records"), "with a record")
    record = curator.get(found)
    site.see(record, "filled in")
    kinds = curator.get(f"{here}/out").context["form"].fields["kind"].choices
    wanted = {"kind": kinds[0][0]}
    site.see(curator.post(f"{here}/out/file", wanted, follow=True), "being made")
    another = curator.post(f"{here}/records", {"number": "2"})["Location"]
    site.see(curator.get(f"{another}/visit?instance=0"), "empty")
    nobody = curator.get(f"{here}/records").context["wanted"].fields["has"].choices[-1][0]
    site.see(curator.get(f"{here}/records?has={nobody}&lacks={nobody}"), "nobody of a list")
    entry = record.content.decode().split("/registry/entries/")[1].split("/")[0]
    site.see(curator.get(f"/registry/entries/{entry}"), "a form filled in")
    wrong = {"name": "A", "sex": "5", "status": "1", "seen_version": "1"}
    site.see(curator.post(f"/registry/entries/{entry}", wrong), "with a wrong answer")
    site.see(curator.get(f"{here}/words"), "no file yet")
    site.see(curator.post(f"{here}/words", {"language": "de"}), "without a file")
    site.see(curator.get(f"{here}/identifiers"), "none")
    site.see(curator.get(f"{here}/ages"), "not used")
    site.see(curator.post(f"{here}/ages", {"born": "person|born"}, follow=True), "ages may be used")
    site.see(curator.get(f"{here}/ages"), "being read")
    site.see(curator.post(f"{here}/ages", {}), "nothing chosen")
    curator.post(f"{here}/ages", {"born": "-"})
    site.see(curator.get(f"{here}/missing-codes"), "none yet")
    site.see(curator.post(f"{here}/missing-codes", {"codes": "UNK"}), "half a code")
    named = _file(dictionary_csv([*rows(), field("surname")]))
    site.see(curator.post(f"{here}/dictionary", {"file": named}), "with a name")
    site.see(curator.get(f"{here}/identifiers"), "a name")
    changed = _file(dictionary_csv(rows()[:-1]))
    site.see(curator.post(f"{here}/dictionary", {"file": changed}), "a changed one read")
    site.see(curator.get(f"{here}/draft"), "with answers lost")
    site.see(curator.get(f"{here}"), "with a draft")


def in_numbers(site: Site, walks: Walks) -> None:
    curator, here = site.client(walks.curator), f"/registry/{walks.registry.slug}/figures"
    chosen = {"who": "everybody", "code": "reuse", "born": "person|born", "questions": "person|sex"}
    site.see(curator.get(here), "to choose from")
    site.see(curator.post(here, {}), "with nothing chosen")
    site.see(curator.post(here, chosen, follow=True), "not counted yet")
    for key, told, rest in (
        ("all", {}, 120),
        ("person|sex", {"0": 75, "1": 45}, None),
        ("age", {}, None),
    ):
        Figure.objects.create(registry=walks.registry, key=key, told=told, rest=rest)
    shown = f"/registries/{walks.registry.slug}"
    site.see(curator.get(f"{shown}/figures"), "in numbers")
    site.see(curator.get(f"{shown}/codebook"), "what is asked")


def joining_and_values(site: Site) -> None:
    walks = make_walks(site.world)
    mine, kept = f"/registries/{walks.registry.slug}", f"/registry/{walks.registry.slug}"
    dataset = walks.dataset.slug
    curator, ruth = site.client(walks.curator), site.client(site.world.ruth)
    site.see(ruth.get("/registries"), "with none to join")
    site.see(curator.get(f"{kept}/consent"), "not begun")
    site.see(curator.post(f"{kept}/consent/begin", follow=True), "a draft")
    for path in ("texts", "questions/reuse", "questions/new", "checks/1"):
        site.see(curator.get(f"{kept}/consent/{path}"), path)
    site.see(curator.post(f"{kept}/consent/questions/new", {"kind": "data"}), "with no words")
    site.see(curator.post(f"{kept}/consent/publish", follow=True), "published")
    in_numbers(site, walks)
    site.see(curator.get(f"/registry/datasets/{dataset}/who-fills-in"), "members fill in")
    curator.post(f"/registry/datasets/{dataset}/who-fills-in", {"forms": ["person"]})
    site.see(ruth.get("/registries"), "one to join")
    site.see(ruth.get(mine), "before joining")
    site.see(ruth.get(f"{mine}/join"), "the first question")
    site.see(ruth.post(f"{mine}/join", {"step": "reuse"}), "with no answer")
    wrong = {**SAID, **CHECKS, "check-1": "wrong", "step": "checks"}
    site.see(ruth.post(f"{mine}/join", wrong), "not understood")
    sign = ruth.post(f"{mine}/join", {**SAID, **CHECKS, "step": "sign"})
    site.see(sign, "to be signed")
    signed = {**SAID, **CHECKS, "step": "sign", "shown": sign.context["shown"]}
    site.see(ruth.post(f"{mine}/join", signed, follow=True), "joined")
    for path in (
        "consent/reuse",
        "leave",
        "data",
        f"data/{dataset}/person",
        f"data/{dataset}/person/paper",
    ):
        site.see(ruth.get(f"{mine}/{path}"), path)
    site.see(ruth.get(f"{mine}/data/{dataset}/visit"), "not hers to fill in")
    dataset_forms = walks.dataset.forms.filter(name="person")
    dataset_forms.update(again_after=1, repeats=True)
    with acting_as(site.world.ruth.actor()) as actor:
        long_ago = timezone.now() - timedelta(days=60)
        Participation.objects.visible_to(actor).update(since=long_ago)
    site.see(ruth.get(f"{mine}/data"), "due again")
    site.see(ruth.post(f"{mine}/data/{dataset}/person/nothing-new", follow=True), "nothing new")
    dataset_forms.update(again_after=None, repeats=False)
    given = {"name": "Ruth", "sex": "1", "seen_version": "0"}
    page = ruth.post(f"{mine}/data/{dataset}/person?instance=0", given, follow=True)
    site.see(page, "with data")
    entry = page.content.decode().split("/registries/entries/")[1].split('"')[0]
    hers, theirs = f"/registries/entries/{entry}", f"/registry/entries/{entry}"
    for path in (hers, f"{hers}/change", f"{hers}/wrong/sex", f"{hers}/before"):
        site.see(ruth.get(path), "an entry")
    site.see(curator.get(theirs + "/values"), "to be confirmed")
    for path in ("before", "lock"):
        site.see(curator.get(f"{theirs}/{path}"), path)
    planned = f"/registry/datasets/{dataset}"
    site.see(curator.get(f"{planned}/visits"), "with no visit")
    site.see(curator.get(f"{planned}/visits/new"), "a visit")
    site.see(curator.post(f"{planned}/visits/new", {"title": "", "from_day": "3"}), "half a visit")
    days = {"title": "After a year", "after": "0", "from_day": "330", "until_day": "400"}
    site.see(curator.post(f"{planned}/visits/new", days, follow=True), "with a visit")
    site.see(curator.get(f"{planned}/visits/after_a_year_arm_1"), "planned")
    site.see(curator.get(f"{planned}/how-often"), "how often")
    nine = curator.post(f"{planned}/records", {"number": "9"})["Location"]
    site.see(curator.get(nine.replace("records", "people")), "what is known")
    site.see(curator.get(theirs + "/ask/sex"), "a question")
    site.see(curator.get(f"{kept}/questions"), "none asked")
    curator.post(f"{theirs}/ask/sex", {"to": "member", "words": "Is that so?"})
    page = curator.get(f"{kept}/questions")
    site.see(page, "one asked")
    ref = page.content.decode().split("/registry/questions/")[1].split('"')[0]
    site.see(ruth.get(f"/registries/questions/{ref}"), "to answer")
    ruth.post(f"/registries/questions/{ref}", {"words": "It is."})
    site.see(curator.get(f"/registry/questions/{ref}"), "answered")
    curator.post(f"/registry/questions/{ref}", {"again": "Since when?"})
    site.see(curator.get(f"/registry/questions/{ref}"), "opened again")
    site.see(ruth.get(f"/registries/questions/{ref}"), "asked again")
    ruth.post(f"{hers}/wrong/sex", {"words": "That is not so."})
    asked = curator.get(f"{kept}/questions").content.decode()
    hers_wrong = next(
        one for one in asked.split("/registry/questions/")[1:] if not one.startswith(ref)
    )
    hers_wrong = hers_wrong.split('"')[0]
    curator.post(f"/registry/questions/{hers_wrong}", {"words": "It stands on your paper."})
    site.see(ruth.get(f"/registries/questions/{hers_wrong}/again"), "not settled")
    site.see(ruth.post(f"/registries/questions/{hers_wrong}/again", {"again": ""}), "with no words")
    ruth.post(f"/registries/questions/{hers_wrong}/again", {"again": "It is my sister's."})
    site.see(ruth.get(hers), "with all that was said")
    site.see(curator.get(f"{nine}/person/paper"), "on paper")
    site.see(curator.get(f"{kept}/people"), "alone")
    named = {"account": str(site.world.nasser.account.pk)}
    site.see(curator.get(f"{kept}/people/name"), "somebody to name")
    site.see(curator.post(f"{kept}/people/name", named, follow=True), "her rights")
    site.see(curator.get(theirs + "/values"), "asked about")
    next_version(walks, then=_with_a_last_day)
    site.see(ruth.get(f"{mine}/join"), "a newer text")
    ask_again()
    site.see(ruth.get(f"{mine}/consent"), "with a last day")
    site.see(ruth.post(f"{mine}/leave", {}), "nothing chosen to end")
    site.see(ruth.post(f"{mine}/leave", {"end": "closed"}, follow=True), "nothing new")
    site.see(ruth.get(f"{mine}/data"), "with nothing to fill in")
    site.see(curator.get(theirs + "/values"), "nothing new about her")
    values = curator.get(theirs + "/values").content.decode()
    hers_there = values.split(f"{planned}/records/")[1].split('"')[0]
    site.see(curator.get(f"{planned}/records/{hers_there}"), "a record of who gives nothing more")
    site.see(curator.get(f"{planned}?complete"), "how far each form is")
    site.see(ruth.post(f"{mine}/give-again", follow=True), "gives again")
    site.see(ruth.post(f"{mine}/leave", {"end": "leave"}, follow=True), "left")


def codes_and_quality(site: Site) -> None:
    """A curator with code fields, what looks odd, rules of her own, and files."""
    client = site.client(site.world.curator)
    read_in("hpo", SIGNS.encode())
    listed = [
        field("record_id", form="first"),
        field("sign", form="first", annotation="@TERMS='hpo'"),
        field("signs", "notes", form="first", annotation="@TERMS='hpo'"),
        field("years", form="first", validation="integer", validation_max="120"),
        field("months", "calc", form="first", choices="[years] * 12"),
    ]
    client.post("/registry/new", {"title": "Signs"})
    sent = {"title": "Signs", "file": _file(dictionary_csv(listed))}
    client.post("/registry/signs/new-dataset", sent)
    here = "/registry/datasets/signs"
    site.see(client.get(f"{here}/quality"), "nothing odd")
    site.see(client.get(f"{here}/quality/right"), "nothing found right")
    record = client.post(f"{here}/records", {"number": "1"})["Location"]
    form = f"{record}/first?instance=0"
    site.see(client.get(form), "with codes to search")
    about = {"status": "1", "seen_version": "0"}
    site.see(client.post(form, {**about, "sign": "slow", "find": "sign"}), "found")
    many = {**about, "signs::look": "walking", "find": "signs"}
    site.see(client.post(form, many), "several found")
    site.see(client.post(form, {**about, "sign": "zebra"}), "no such code")
    given = {**about, "sign": "HP:9000001", "signs": "HP:9000001", "years": "300"}
    site.see(client.post(form, given, follow=True), "saved and odd")
    page = client.get(f"{here}/quality")
    site.see(page, "something odd")
    finding = page.content.decode().split("/registry/entries/")[1].split('"')[0]
    site.see(client.get(f"/registry/entries/{finding}"), "to look at")
    site.see(client.post(f"/registry/entries/{finding}", {"reason": ""}), "with no reason")
    client.post(f"/registry/entries/{finding}", {"reason": "She is that old."})
    site.see(client.get(f"/registry/entries/{finding}"), "found right")
    site.see(client.get(f"{here}/quality/right"), "with one found right")
    wrong = {"title": "Odd", "logic": "[nothing] = 1"}
    site.see(client.post(f"{here}/quality/rules", wrong), "a rule that cannot be read")
    rule = {"title": "Very old", "logic": "[years] > 110"}
    site.see(client.post(f"{here}/quality/rules", rule, follow=True), "with a rule")
    site.see(client.get(f"{here}/quality/anew"), "what is worked out anew")
    site.see(client.post(f"{here}/quality/anew", follow=True), "being worked out")
    site.see(client.post(f"{here}/quality/anew/stop", follow=True), "worked out no further")
    site.see(client.get(f"{here}/out"), "files")
    _people_by_codes(site, Dataset.objects.get(slug="signs"))


def _people_by_codes(site: Site, dataset: Dataset) -> None:
    """A researcher chooses people by codes of the list."""
    client = site.client(site.world.researcher)
    new = client.post("/data-requests/new", {**WORDS, "dataset": dataset.pk})["Location"]
    asks = f"{new.removesuffix('/questions')}/people?question=first|signs"
    site.see(client.get(asks), "codes")
    site.see(client.post(asks, {"find": "codes", "codes::look": "walking"}), "codes found")
    site.see(client.post(asks, {"op": "any", "codes": "zebra"}), "a code of no list")
    given = {"op": "any", "codes": "HP:9000001"}
    site.see(client.post(asks, given, follow=True), "with a code")


def a_long_form(site: Site) -> None:
    """In parts for the member, with what follows from an answer; whole for who keeps the registry."""
    rooms = open_rooms(site.world, site.world.ruth)
    ruth, data = site.client(site.world.ruth), f"/registries/{rooms.registry.slug}/data"
    new = f"{data}/{rooms.dataset.slug}/life?instance=0"
    site.see(ruth.get(new), "the first part")
    sent = {"seen_version": "0", "home1": "works"}
    site.see(ruth.post(f"{new}&part=1", {**sent, "look": "1"}), "what follows")
    stays = {**sent, "later": "1"}
    site.see(ruth.post(f"{new}&part=1", stays, follow=True), "to go on with")
    [entry] = rooms.entries()
    for part in ("2", "check"):
        site.see(ruth.get(f"/registries/entries/{entry.ref}/change?part={part}"), f"part {part}")
    curator = site.client(rooms.curator)
    site.see(curator.get(f"/registry/entries/{entry.ref}"), "a long form, whole")
    wrong = {"seen_version": "1", "occurred_on": "soon"}
    site.see(curator.post(f"/registry/entries/{entry.ref}?part=check", wrong), "with no day")


def writing_questions(site: Site) -> None:
    walks = make_walks(site.world)
    curator = site.client(walks.curator)
    site.see(curator.get("/registry/in-several-datasets"), "with none")
    begin = f"/registry/{walks.registry.slug}/new-dataset/begin"
    site.see(curator.post(begin, {}), "to put right")
    sent = {"title": "Hearts", "form": "Findings", "language": "en"}
    here = curator.post(begin, sent)["Location"]
    site.see(curator.get(here), "with no question")
    dataset = here.removesuffix("/questions")
    site.see(curator.get(dataset), "not in use yet")
    of = f"{here}/findings"
    site.see(curator.get(of), "with no question")
    site.see(curator.post(f"{here}/new-form", {}), "to put right")
    site.see(curator.get(f"{of}/form-title"), "its name")
    wrong = {"label": "Body mass index", "kind": "calc", "formula": "[weight] / "}
    site.see(curator.post(f"{of}/new-question", wrong), "to put right")
    curator.post(f"{of}/new-question", {"label": "Weight", "kind": "number", "hint": "kg"})
    several = {"kind": "several", "choices": "1, alone\n2, with a friend"}
    several |= {"label": "With whom did you walk?", "branching": "[weight] > 20"}
    curator.post(f"{of}/new-question", several)
    for end in (
        "",
        "/weight",
        "/as-filled-in",
        "/take-over",
        f"/take-over?from={walks.dataset.slug}",
    ):
        site.see(curator.get(of + end), "with questions")
    curator.post(f"{of}/take-over?from={walks.dataset.slug}", {"names": ["sex"]})
    site.see(curator.get("/registry/in-several-datasets"), "with one")
    site.see(curator.get(here), "a draft")
    site.see(curator.get(f"{dataset}/draft"), "the first version")
    site.see(curator.post(f"{of}/weight", {**several, "seen": "old"}), "changed meanwhile")
    site.see(curator.post(f"{dataset}/draft", {"seen": "old"}), "changed meanwhile")


def a_registry_from_a_file(site: Site) -> None:
    curator = site.client(site.world.curator)
    walks = make_walks(site.world)
    with acting_as(walks.curator.actor()) as actor:
        begin_sheet(actor=actor, registry=walks.registry)
        dataset = walks.dataset
        save_visit(actor=actor, dataset=dataset, plan=Plan("First days", [], None, (0, 30)))
        say_who_fills(actor=actor, dataset=dataset, names=["person"])
    raw = curator.post(f"/registry/{walks.registry.slug}/definition.json").content
    raw = raw.replace(b'"title": "Walks"', b'"title": "Steps"')
    site.see(curator.get("/registry/from-file"), "no file yet")
    site.see(curator.post("/registry/from-file", {"file": _bytes(raw)}), "the name is taken")
    wrong = raw.replace(b'"until_day": 30', b'"until_day": -1')
    site.see(curator.post("/registry/from-file", {"file": _bytes(wrong), "slug": "b"}), "refused")
    sent = {
        "file": _bytes(raw.replace(b'"registry": {', b'"places": [], "registry": {')),
        "slug": "again",
    }
    looked = curator.post("/registry/from-file", sent)
    site.see(looked, "what would be made")
    made = {"word": looked.context["word"], "slug": "again"}
    site.see(curator.post("/registry/from-file/make", made, follow=True), "made")
    slug = Dataset.objects.get(registry__slug="again").slug
    site.see(curator.get(f"/registry/datasets/{slug}"), "a draft with visits")
    site.see(curator.get(f"/registry/datasets/{slug}/draft"), "before its first use")


def _bytes(raw: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("registry.json", raw)
