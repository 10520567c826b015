"""The open lists as they stand at the start, and the roles."""

from django.db import migrations

REGIONS = [
    ("africa", "Africa", "Afrique"),
    ("oceania", "Oceania", "Océanie"),
    ("europe", "Europe", "Europe"),
    ("latin-america", "Latin America", "Amérique latine"),
    ("south-asia", "South Asia", "Asie du Sud"),
]
STRUGGLES = [
    ("climate-justice", "Climate justice", "Justice climatique"),
    ("reproductive-justice", "Reproductive justice", "Justice reproductive"),
    ("lgbtqia2s-rights", "LGBTQIA2S+ rights", "Droits des personnes LGBTQIA2S+"),
    ("housing", "Housing", "Logement"),
    ("workers-rights", "Workers’ rights", "Droits au travail"),
    ("racial-justice", "Racial justice", "Justice raciale"),
    ("anti-racism", "Anti-racism", "Antiracisme"),
    ("decolonisation", "Decolonisation", "Décolonisation"),
    ("human-rights", "Human rights", "Droits humains"),
    ("social-justice", "Social justice", "Justice sociale"),
]
SUPPORT_KINDS = [
    ("coaching", "Coaching, training and mentoring", "Coaching, formation et mentorat"),
    ("educational-tools", "Educational tools", "Outils éducatifs"),
    ("gathering", "Gathering spaces and connections", "Espaces de rencontre et mises en lien"),
    ("campaigns", "Campaigns that turn knowledge into action", "Campagnes qui passent du savoir à l’action"),
    ("care", "Care and well-being", "Soin et bien-être"),
    ("troubleshooting", "Ongoing troubleshooting", "Dépannage au fil des campagnes"),
]
LANGUAGES = """am ar ay bm bn ca de ee en es ff fr gn gu ha hi ht id ig it ki kn ln mg mi ml mr ne nl om pa pl ps pt qu
rw sm sn so st sw ta te ti tn to tr tw uk ur uz vi wo xh yo zh zu""".split()


def fill(apps, schema_editor):
    for name, entries in [("Region", REGIONS), ("Struggle", STRUGGLES), ("SupportKind", SUPPORT_KINDS)]:
        model = apps.get_model("members", name)
        for position, (key, english, french) in enumerate(entries, 1):
            model.objects.create(
                key=key, position=position * 10, name=english, name_en=english, name_fr=french
            )
    apps.get_model("members", "Language").objects.bulk_create(
        apps.get_model("members", "Language")(code=code) for code in LANGUAGES
    )
    Group = apps.get_model("auth", "Group")
    for name in ["coordinator", "regional coordinator", "librarian"]:
        Group.objects.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [("members", "0001_members"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
