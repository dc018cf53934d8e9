"""The organisation's logo, a row of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0007_erasing'),
    ]

    operations = [
        migrations.CreateModel(
            name='OrganisationLogo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=36, unique=True)),
                ('png', models.BinaryField()),
            ],
        ),
    ]
