"""Health pages and a programme in bulk: what a large organisation has after some years."""

from __future__ import annotations

from django.db import connection

from education.guide_purpose import GUIDE, scope_of
from education.models import Article, Enrolment, GuideAssignment, Programme, Revision, StepState
from members.models import Account, Decision, Grant
from search.compiled import config_for
from tests.load.many import insert_many
from tests.load.talk import PARAGRAPHS, keep_paragraphs

SECTIONS = 6
GUIDED = 500  # all with one guide, far more than she may take on
QUIET = "now() - interval '8 days'"


def write_pages(pages: int) -> None:
    """`pages` published health pages of six sections, findable, in invented words."""
    with connection.cursor() as cursor:
        keep_paragraphs(cursor)
        insert_many(
            Article,
            source="generate_series(1, %(pages)s) n",
            params={"pages": pages},
            slug="'bench-' || n",
            language="'en'",
            kind="'topic'",
            stage="(array['new','days','visits','worse','rights','close'])[1 + n %% 6]",
            review_by="current_date + 300",
        )
        insert_many(
            Revision,
            source="""education_article a
            cross join lateral (
                select jsonb_agg(jsonb_build_object('id', 's' || s, 'kind', 'text',
                    'heading', 'Bench part ' || s, 'text', said.text) order by s) as body
                from generate_series(1, %(sections)s) s join paragraphs said
                  on said.n = 1 + (a.id * 31 + s) %% %(paragraphs)s) written
            where a.slug like 'bench-%%'""",
            params={"sections": SECTIONS, "paragraphs": PARAGRAPHS},
            article_id="a.id",
            number="1",
            state="'published'",
            title="'Bench page ' || a.id",
            in_short="jsonb_build_array('Said in short, once for all of them.')",
            body="written.body",
            published_at="now()",
        )
        cursor.execute(
            "update education_article a set live_id = r.id,"
            " search = setweight(to_tsvector(%s::regconfig, r.title), 'A')"
            " || to_tsvector(%s::regconfig, (select string_agg(part->>'text', ' ')"
            "    from jsonb_array_elements(r.body) part))"
            " from education_revision r where r.article_id = a.id and a.slug like 'bench-%%'",
            [config_for("en")] * 2,
        )
        cursor.execute("drop table paragraphs")


def write_enrolments(enrolments: int) -> None:
    """`enrolments` members of the volume on the shipped programme, quiet for eight days, one step
    done; GUIDED of them with one guide."""
    programme = Programme.objects.get(live__isnull=False, slug="small-steps-when-tired")
    steps = [step["id"] for part in programme.live.modules for step in part["steps"]]  # type: ignore[union-attr]  # filtered above
    insert_many(
        Enrolment,
        source=f"({_SUBJECTS} limit %(enrolments)s) them",
        params={"enrolments": enrolments, "programme": programme.pk, "live": programme.live_id}
        | {"first": steps[0], "next": steps[1]},
        subject_id="them.subject_id",
        programme_id="%(programme)s",
        version_id="%(live)s",
        at_step="%(next)s",
        steps_done="1",
        started_at=QUIET,
        quiet_since=QUIET,
    )
    insert_many(
        StepState,
        source=_ENROLLED,
        params={"first": steps[0]},
        subject_id="e.subject_id",
        enrolment_id="e.id",
        step="%(first)s",
        words="'Bench words'",
        done_at=QUIET,
    )
    _guide_them()


def _guide_them() -> None:
    guide = Account.objects.get(email="tomas@demo.invalid").pk
    some = f"(select e.* from {_ENROLLED} order by e.id limit %(guided)s) e"
    insert_many(
        Decision,
        source=some,
        params={"guided": GUIDED, "purpose": GUIDE.slug},
        subject_id="e.subject_id",
        purpose="%(purpose)s",
        answer="'yes'",
        rendered="'Bench'",
        rendered_sha256="''",
        language="'en'",
    )
    insert_many(
        Grant,
        source="members_decision d where d.rendered = 'Bench' and d.purpose = %(purpose)s",
        params={"purpose": GUIDE.slug, "guide": guide, "scope": scope_of(sees_words=True)},
        subject_id="d.subject_id",
        purpose="%(purpose)s",
        grantee_kind="'account'",
        grantee_id="%(guide)s",
        scope="%(scope)s",
        decision_id="d.id",
    )
    insert_many(
        GuideAssignment,
        source=f"{_ENROLLED} join members_grant g on g.subject_id = e.subject_id"
        " and g.purpose = %(purpose)s",
        params={"purpose": GUIDE.slug, "guide": guide},
        subject_id="e.subject_id",
        enrolment_id="e.id",
        guide_account="%(guide)s",
        grant_id="g.id",
        sees_words="true",
    )


_SUBJECTS = """select l.subject_id from members_subjectlink l
    join members_person p on p.id = l.person_id
    join members_account a on a.id = p.account_id where a.handle like 'bench%%' order by p.id"""
_ENROLLED = f"education_enrolment e join ({_SUBJECTS}) b on b.subject_id = e.subject_id"


def addresses() -> dict[str, str]:
    """What the paths of these pages mention: bench1 stands at the second step."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select e.ref, e.at_step from education_enrolment e"
            " join members_subjectlink l on l.subject_id = e.subject_id"
            " join members_person p on p.id = l.person_id"
            " join members_account a on a.id = p.account_id where a.handle = 'bench1'"
        )
        ref, step = cursor.fetchone()
    return {"way": str(ref), "step": step, "article": "bench-1"}
