from django.db import migrations


def keep_to_members(apps, schema_editor):
    """Files that were to be for everybody stay for members where, in the end, the resource was said to be for them:
    else they would be for everybody by themselves, one day when the resource is. What everybody sees now stays."""
    files = apps.get_model("resources", "ResourceFile").objects.filter(visibility="public")
    seen = {"resource__visibility": "public", "resource__published_at__isnull": False}
    for file in files.exclude(**seen).select_related("resource__draft"):
        if last_said(file.resource) == "members":
            file.visibility = "members"
            file.save(update_fields=["visibility"])


def last_said(resource):
    """Who will see it: "public", "members", or "" as long as nobody has said anything of it."""
    answers = resource.draft.answers if hasattr(resource, "draft") else {}
    if answers.get("kind", [])[-1:] == ["drive"]:
        return "members"
    if said := "".join(answers.get("visibility", [])[-1:]):
        return said
    is_begun = any(value for name, value in vars(resource).items() if name.startswith("title"))
    return resource.visibility if is_begun or not answers else ""


class Migration(migrations.Migration):
    dependencies = [("resources", "0042_addresses_for_titles_without_letters")]

    operations = [migrations.RunPython(keep_to_members, migrations.RunPython.noop)]
