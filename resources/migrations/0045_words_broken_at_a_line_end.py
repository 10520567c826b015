import re

from django.db import migrations

# What was read of a PDF has a sign that is no letter where a line breaks a word: from now on it is a hyphen, as in
# resources/cleaning/pdf.py, and the search, whose index is made anew with the same update, finds the whole word.
BROKEN = re.compile("\ufffe(?:\r?\n)?")


def join(apps, schema_editor):
    versions = apps.get_model("resources", "FileVersion").objects
    broken = versions.filter(words__contains="\ufffe").order_by("pk")
    for pk in list(broken.values_list("pk", flat=True)):  # one after the other: texts are long
        words = versions.values_list("words", flat=True).get(pk=pk)
        versions.filter(pk=pk).update(words=BROKEN.sub("-", words))


class Migration(migrations.Migration):
    dependencies = [("resources", "0044_what_drafts_began_with")]

    operations = [migrations.RunPython(join, migrations.RunPython.noop)]
