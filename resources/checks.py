"""Whether the files can be read with the keys that are set, said when the portal starts (TRUST KEY-2)."""

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from resources.models import FileVersion
from resources.storage.keys import WrongKey, master_keys, unwrap


@register
def file_keys_make_sense(app_configs, **kwargs):
    try:
        master_keys()
    except ValueError as error:
        hint = "Make one: python3 -c \"import base64, os; print('one:' + base64.b64encode(os.urandom(32)).decode())\""
        return [Error(f"FILE_KEYS: {error}.", hint=hint, id="resources.E001")]
    if not 0 < settings.LARGEST_FILE <= settings.FILES_OF_A_MEMBER:
        return [Error("LARGEST_FILE_MB is not between 1 and FILES_OF_A_MEMBER_MB.", id="resources.E002")]
    return []


@register(Tags.database)
def file_keys_open_the_files(app_configs, databases=None, **kwargs):
    """One file of each key is tried: a lost or wrong key is known before anybody asks for a file in vain."""
    if not databases or file_keys_make_sense(app_configs):
        return []
    return [Error(sentence, id="resources.E003") for sentence in wrong_keys()]


def wrong_keys():
    try:
        numbers = FileVersion.objects.order_by("key_id").values_list("key_id", flat=True).distinct()
        tried = [FileVersion.objects.filter(key_id=key_id).order_by("-pk").first() for key_id in numbers]
    except DatabaseError:
        return []  # not migrated yet: there are no files
    sentences = []
    for version in filter(None, tried):
        try:
            unwrap(version.wrapped_key, version.key_id, version.stored_as)
        except WrongKey as error:
            sentences.append(str(error))
    return sentences


def refuse_wrong_keys():
    """Called where the portal starts, which runs no other checks."""
    wrong = [error.msg for error in file_keys_make_sense(None)] or wrong_keys()
    connection.close()
    if wrong:
        raise ImproperlyConfigured(" ".join(wrong))
