"""Pages cared for: where a text stands, pictures with their words, warnings in several languages, records."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


OLD_ROWS = """
set constraints all immediate;  -- so that tables can still be changed in this migration
-- A text in very easy words was made of what its original said at that time, else of its first text.
update education_revision r
   set translated_from_id = coalesce(
         (select o.id from education_revision o
           where o.article_id = a.easy_read_of_id and o.published_at <= r.made_at
           order by o.published_at desc limit 1),
         (select o.id from education_revision o
           where o.article_id = a.easy_read_of_id and o.published_at is not null
           order by o.published_at limit 1))
  from education_article a
 where a.id = r.article_id and a.easy_read_of_id is not null and r.translated_from_id is null;

-- A picture has the words of the newest text that shows it.
update education_picture p
   set alt = left(coalesce(s.one->>'alt', ''), 300), credit = left(coalesce(s.one->>'credit', ''), 300)
  from (select distinct on (one->>'picture') one
          from education_revision r, jsonb_array_elements(r.body) one
         where one->>'kind' = 'image' and one ? 'picture'
         order by one->>'picture', r.id desc) s
 where s.one->>'picture' = p.ref::text;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('education', '0013_human_beside_vault'),
    ]

    operations = [
        migrations.CreateModel(
            name='SelfAudit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(unique=True)),
                ('version', models.PositiveSmallIntegerField()),
                ('items', models.JSONField()),
                ('answers', models.JSONField(default=dict)),
                ('by_account', models.BigIntegerField(null=True)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.AddField(
            model_name='article',
            name='due_told',
            field=models.SmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='picture',
            name='agreed',
            field=models.CharField(blank=True, db_default='', max_length=160),
        ),
        migrations.AddField(
            model_name='picture',
            name='alt',
            field=models.CharField(blank=True, db_default='', max_length=300),
        ),
        migrations.AddField(
            model_name='picture',
            name='credit',
            field=models.CharField(blank=True, db_default='', max_length=300),
        ),
        migrations.AddField(
            model_name='picture',
            name='people',
            field=models.CharField(blank=True, db_default='', max_length=10),
        ),
        migrations.AddField(
            model_name='revision',
            name='kind',
            field=models.CharField(blank=True, choices=[('topic', 'A topic'), ('symptoms', 'Signs of illness'), ('examination', 'An examination'), ('treatment', 'A treatment or medicine'), ('rights', 'My rights')], db_default='', max_length=20),
        ),
        migrations.AddField(
            model_name='revision',
            name='stage',
            field=models.CharField(blank=True, choices=[('new', 'Just diagnosed'), ('days', 'Everyday life'), ('visits', 'Appointments and treatment'), ('worse', 'When it gets worse'), ('rights', 'Work and rights'), ('close', 'Family and friends')], db_default='', max_length=20),
        ),
        migrations.AddField(
            model_name='urgent',
            name='language',
            field=models.CharField(blank=True, db_default='', max_length=10),
        ),
        migrations.CreateModel(
            name='ProjectRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('with_whom', models.TextField(blank=True)),
                ('how', models.TextField(blank=True)),
                ('what_for', models.TextField(blank=True)),
                ('money_in', models.TextField(blank=True)),
                ('money_out', models.TextField(blank=True)),
                ('begun_on', models.DateField(null=True)),
                ('ended_on', models.DateField(null=True)),
                ('changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('changed_by', models.BigIntegerField(null=True)),
                ('article', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='project', to='education.article')),
                ('programme', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='project', to='education.programme')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('article__isnull', False), ('programme__isnull', True)), models.Q(('article__isnull', True), ('programme__isnull', False)), _connector='OR'), name='education_project_of_one')],
            },
        ),
        migrations.RunSQL(OLD_ROWS, migrations.RunSQL.noop),
    ]
