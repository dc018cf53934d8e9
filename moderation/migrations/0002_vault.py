"""Row-level security on cases and what belongs to them; opening a case; the first rules."""

from django.db import migrations

SQL = """
-- Whoever moderates, second factor shown.
create function looks_after_cases() returns boolean
language sql stable security definer set search_path = public, pg_temp as
$$ select acting_role('moderator') $$;

-- Whoever calls the next person for somebody in danger reads cases, and nobody's words.
create function calls_for_help() returns boolean
language sql stable security definer set search_path = public, pg_temp as
$$ select coalesce(acting_purpose() = 'call', false) $$;

call protect('moderation_case',
  sees => $$(select looks_after_cases()) or (select calls_for_help())
            or person_id = any((select export_people())::bigint[])$$,
  adds => 'false',
  changes => $$(select looks_after_cases()) or (select calls_for_help())$$,
  removes => 'false');

call protect('moderation_followup',
  sees => $$(select looks_after_cases())$$,
  adds => $$(select looks_after_cases())$$,
  changes => $$(select looks_after_cases())$$,
  removes => 'false');

-- Whoever reported sees what she reported and what came of it, and nobody else's words. A guest
-- writes and reads nothing back.
call protect('moderation_report',
  sees => $$(select looks_after_cases())
            or person_id = any((select own_people('reports'))::bigint[])$$,
  adds => $$person_id = any((select own_people('reports'))::bigint[])
            or (person_id is null and acting_kind() is null)$$,
  changes => $$(select looks_after_cases())$$,
  removes => 'false');

call protect('moderation_caseevent',
  sees => $$(select looks_after_cases())$$,
  adds => $$(select looks_after_cases()) or (select calls_for_help())$$,
  changes => 'false', removes => 'false');
call only_grows('moderation_caseevent');

-- The author reads what was decided about her.
call protect('moderation_decision',
  sees => $$(select looks_after_cases())
            or person_id = any((select own_people('decisions'))::bigint[])$$,
  adds => $$(select looks_after_cases())$$,
  changes => 'false', removes => 'false');
call only_grows('moderation_decision');
"""

DOORS = """
-- The person a file is made for.
create function export_people() returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
  select case when acting_purpose() = 'export'
    then array_remove(array[nullif(current_setting('po.person', true), '')::bigint], null)
    else '{}' end $$;

-- One open case for each thing and lane, however many people ask for it at once. Whoever asks
-- learns its number and nothing else. A guest opens none but for what is said to be against the law.
create function open_case(what text, which uuid, writer bigint, its_version int, in_lane text,
                          weight int, why jsonb)
returns bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare found bigint;
begin
  if acting_kind() is null and in_lane <> 'legal' then
    raise exception 'nobody asks for this' using errcode = 'insufficient_privilege';
  end if;
  insert into moderation_case as c
    (ref, kind, thing, person_id, lane, rank, state, because, version, thing_version,
     triage, called, call_next_at)
  values (gen_random_uuid(), what, which, writer, in_lane, weight, 'open', why, 1, its_version,
          '', 0, case when in_lane = 'crisis' then statement_timestamp() end)
  on conflict (kind, thing, lane) where state <> 'decided' do update
     set rank = least(c.rank, excluded.rank),
         thing_version = greatest(c.thing_version, excluded.thing_version),
         because = case when excluded.because = '[]' then c.because else excluded.because end,
         version = c.version + (c.state = 'returned')::int,
         state = 'open'
  returning id into found;
  return found;
end $$;
"""

RULES = (
    ("Be kind to each other", "Freundlich miteinander umgehen",
     "Say that you see it differently. Do not hurt, threaten or make fun of anybody.",
     "Sagen Sie, dass Sie es anders sehen. Verletzen, bedrohen und verspotten Sie niemanden."),
    ("Your own experience, no advice for others", "Eigene Erfahrung, kein Rat für andere",
     "Tell what happened to you. Do not tell others to take, change or stop a treatment, and do not"
     " promise that something heals.",
     "Erzählen Sie, was Sie erlebt haben. Raten Sie anderen nicht, eine Behandlung zu beginnen, zu"
     " ändern oder zu beenden, und versprechen Sie keine Heilung."),
    ("Protect what is private", "Privates schützen",
     "Leave out telephone numbers, addresses and names of others.",
     "Lassen Sie Telefonnummern, Adressen und Namen anderer weg."),
    ("No names where you accuse", "Keine Namen, wo Sie anklagen",
     "Leave out names of staff, practices and hospitals when you accuse them.",
     "Nennen Sie keine Namen von Beschäftigten, Praxen und Kliniken, wenn Sie ihnen etwas"
     " vorwerfen."),
    ("Nothing to sell", "Keine Werbung",
     "Do not advertise, sell, collect money or ask people to take part in studies without asking"
     " us first.",
     "Werben, verkaufen und sammeln Sie hier nicht, und bitten Sie nicht um Teilnahme an Studien,"
     " ohne uns vorher zu fragen."),
    ("Nothing against the law", "Nichts, was verboten ist",
     "Do not publish what the law forbids.",
     "Veröffentlichen Sie nichts, was gesetzlich verboten ist."),
)  # fmt: skip


def first_rules(apps, schema_editor):  # type: ignore[no-untyped-def]  # Django gives historical models
    rule = apps.get_model("moderation", "Rule")
    rule.objects.bulk_create(
        rule(number=number, title={"en": en, "de": de}, text={"en": long_en, "de": long_de})
        for number, (en, de, long_en, long_de) in enumerate(RULES, 1)
    )


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_initial"), ("access", "0003_own_people")]
    operations = [
        migrations.RunSQL(DOORS, migrations.RunSQL.noop),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        migrations.RunPython(first_rules, migrations.RunPython.noop),
    ]
