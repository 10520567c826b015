import secrets

from django.db import migrations

# As the catalogue has them, which is not there yet where all begins with the tables.
WORDS = {"Resource": {"fr": "ressource", "": "resource"}, "Collection": {"fr": "recueil", "": "collection"}}


def give_an_address(apps, schema_editor):
    """Whatever has a title, and no address because its title is in letters that addresses do not have, gets one."""
    for name, words in WORDS.items():
        model = apps.get_model("resources", name)
        codes = [field.name[5:] for field in model._meta.fields if field.name.startswith("slug_")]
        without = model.objects.filter(**{f"slug_{code}__isnull": True for code in codes})
        for pk, *titles in without.values_list("pk", *(f"title_{code}" for code in codes)):
            number = 10_000 + secrets.randbelow(90_000)
            slugs = {
                f"slug_{code}": f"{words.get(code, words[''])}-{number}"
                for code, title in zip(codes, titles, strict=True)
                if title
            }
            while any(model.objects.filter(**{field: slug}).exists() for field, slug in slugs.items()):
                slugs = {field: f"{slug}-2" for field, slug in slugs.items()}
            if slugs:
                model.objects.filter(pk=pk).update(**slugs)


class Migration(migrations.Migration):
    dependencies = [("resources", "0041_keys_in_lines")]

    operations = [migrations.RunPython(give_an_address, migrations.RunPython.noop)]
