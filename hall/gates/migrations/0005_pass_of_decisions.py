from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('gates', '0004_evidence_of_decisions'),
    ]

    operations = [
        migrations.AddField(
            model_name='journalledevent',
            name='pass_id',
            field=models.UUIDField(null=True),
        ),
    ]
