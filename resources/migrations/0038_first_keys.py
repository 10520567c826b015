from itertools import chain

from django.db import migrations


def name_who_has_a_key(apps, schema_editor):
    """Whoever gave a card, looks after it or did, or was let in; but for what was renewed since because they leave."""
    of = {name: apps.get_model("resources", name).objects for name in ["Resource", "Keeping", "AccessRequest"]}
    given = of["Resource"].filter(submitted_at__isnull=False, contributor__isnull=False, contributor__erased_at=None)
    shared = of["AccessRequest"].filter(outcome="shared")
    told = chain(
        given.values_list("contributor", "drive_folder", "submitted_at"),
        of["Keeping"].values_list("member", "resource__drive_folder", "since"),
        shared.values_list("member", "resource__drive_folder", "answered_at"),
    )
    done = apps.get_model("resources", "Renewal").objects.filter(member__isnull=False, done_at__isnull=False)
    renewed = {}
    for member, folder, at in done.order_by("done_at").values_list("member", "folder", "done_at"):
        renewed[member, folder] = at
    held = {}
    for member, folder, at in told:
        key = member, folder
        if folder and at and not (key in renewed and at <= renewed[key]):
            held[key] = min(at, held.get(key, at))
    holding = apps.get_model("resources", "Holding")
    holding.objects.bulk_create(
        [holding(member_id=member, folder=folder, since=at) for (member, folder), at in held.items()],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("resources", "0037_keys_to_folders")]

    operations = [migrations.RunPython(name_who_has_a_key, migrations.RunPython.noop)]
