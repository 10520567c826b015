from django.db import migrations, models


class Migration(migrations.Migration):
    """What a member is in an organization and since when, and what members may know of it."""

    dependencies = [
        ('members', '0003_words_to_find_members_by'),
    ]

    operations = [
        migrations.AddField(
            model_name='member',
            name='organization_role',
            field=models.CharField(blank=True, max_length=80, verbose_name='role in the organization'),
        ),
        migrations.AddField(
            model_name='member',
            name='represents_since',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='represents it since'),
        ),
        migrations.AddField(
            model_name='member',
            name='suitable_hours',
            field=models.JSONField(blank=True, default=list, editable=False, verbose_name='hours that suit'),
        ),
        migrations.AddField(
            model_name='organization',
            name='contact',
            field=models.CharField(blank=True, help_text='An address or a page that members may use.', max_length=200, verbose_name='how to reach it'),
        ),
        migrations.AddField(
            model_name='organization',
            name='most_representatives',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Empty: as many as there are.', null=True, verbose_name='representatives at most'),
        ),
        migrations.AddField(
            model_name='organization',
            name='handle',
            field=models.CharField(editable=False, max_length=16, null=True),
        ),
    ]
