from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('gates', '0002_journal_renewed'),
    ]

    operations = [
        migrations.AddField(
            model_name='journalledevent',
            name='mode',
            field=models.CharField(blank=True, default='', max_length=16),
        ),
        migrations.AddField(
            model_name='journalledevent',
            name='noted',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AddField(
            model_name='journalledevent',
            name='step',
            field=models.CharField(blank=True, default='', max_length=16),
        ),
        migrations.AlterField(
            model_name='journalledevent',
            name='kind',
            field=models.CharField(choices=[('granted', 'granted'), ('denied', 'denied'), ('passed', 'passed'), ('timed_out', 'timed_out'), ('opened_by_guard', 'opened_by_guard'), ('forced', 'forced'), ('started', 'started'), ('tailgated', 'tailgated'), ('held_open', 'held_open'), ('maintenance', 'maintenance'), ('in_service', 'in_service'), ('fire', 'fire'), ('lockdown', 'lockdown'), ('fire_released', 'fire_released'), ('lockdown_ended', 'lockdown_ended'), ('journal_renewed', 'journal_renewed')], max_length=16),
        ),
    ]
