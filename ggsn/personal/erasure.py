"""Erasing somebody: afterwards nothing leads from the portal to the person (TRUST PRIV-2).

The account stays as an empty shell under a name drawn at random, so that what others built on their words keeps its
place. Private words (messages, drafts, offers) go in any case.
"""

import json
import re
import secrets

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils import timezone

from ggsn.accounts.sessions import end_all
from ggsn.bin.models import Binned
from ggsn.bin.packing import as_text
from ggsn.outreach.models import Message as Letter
from ggsn.pages.models import PageVersion
from ggsn.personal import journal
from ggsn.personal.declarations import DECLARED, Fate
from members.models import Member, Message, Report, Words, new_handle
from members.signals import member_erased
from resources.models import Resource, Review, Version

# Plants that are called nearly alike in many languages.
NAMES = ["Acacia", "Aloe", "Baobab", "Begonia", "Cactus", "Dahlia", "Gardenia", "Jasmin", "Lilas", "Magnolia"]
NAMES += ["Mango", "Mimosa", "Papaya", "Sesame", "Tamarin", "Yucca"]
# What others wrote about people, for few eyes; here a name is taken out wherever it stands. Published texts are left to
# those who answer for them.
SAID_OF_PEOPLE = [
    (LogEntry, ["object_repr", "change_message"]),
    (Message, ["text"]),
    (Report, ["words"]),
    (Review, ["word"]),
]
KEPT_OF_SHELL = {"id", "is_demonstration", "erased_at"}


def random_name():
    return f"{secrets.choice(NAMES)} {secrets.randbelow(9000) + 1000}"


def erase(member, words=Words.STAY, at=None):
    """Take everything away that is this person's, and note it in the journal first: a crash must not forget it."""
    if member.erased_at is not None:
        return
    at = at or timezone.now()
    journal.note(member, words, at)
    names = {"name": member.display_name, "email": member.email, "handle": member.handle}
    end_all(member)
    with transaction.atomic():
        shell = random_name()
        for personal in DECLARED:
            follow(personal, member, words)
        take_out_of_texts(names, shell)
        take_out_of_signatures(member, names, shell)
        take_out_of_bin(member, names, shell)
        forget_letters(member.email)
        empty(member, shell, at)
        LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(Member), object_id=str(member.pk)
        ).update(object_repr=shell)
        member_erased.send(sender=Member, member=member)


def follow(personal, member, words):
    """Let what is declared meet its fate; deleted one by one, so that indexes and counts follow."""
    things = personal.of(member)
    if personal.fate is Fate.GOES or (personal.fate is Fate.CHOSEN and words == Words.GO):
        for thing in things:
            thing.delete()
    elif personal.fate is Fate.CHOSEN:
        for thing in things.filter(published_at__isnull=True):
            thing.delete()
    elif personal.fate is Fate.LOOSENED and personal.model._meta.get_field(personal.tie).many_to_many:
        for thing in things:
            getattr(thing, personal.tie).remove(member)
    elif personal.fate is Fate.LOOSENED:
        things.update(**{personal.tie: None})


def empty(member, shell, at):
    """Each field back to what a new row has; what must be unique is drawn at random."""
    for field in member._meta.concrete_fields:
        if field.name not in KEPT_OF_SHELL:
            setattr(member, field.attname, field.get_default())
    member.email, member.handle = f"{secrets.token_hex(16)}@erased.invalid", new_handle()
    member.display_name, member.is_active, member.joined_at, member.erased_at = shell, False, at, at
    member.set_unusable_password()
    for field in member._meta.many_to_many:
        getattr(member, field.name).clear()
    member.save()


def as_word(text):
    """`text` where it stands alone: not inside a longer word or address."""
    return rf"(?<![\w.+-]){re.escape(text)}(?![\w-]|\.\w)"


def names_in_texts(names):
    return re.compile("|".join([f"(?i:{as_word(names['email'])})", *map(as_word, (names["handle"], names["name"]))]))


def take_out_of_texts(names, shell):
    """Out of the records that others keep about people: address, handle and name, each as a whole word."""
    found = names_in_texts(names)
    for model, fields in SAID_OF_PEOPLE:
        pairs = [(f"{field}__icontains", word) for field in fields for word in names.values()]
        for thing in model._base_manager.filter(models.Q(*pairs, _connector=models.Q.OR)):
            for field in fields:
                setattr(thing, field, found.sub(shell, getattr(thing, field)))
            thing.save(update_fields=fields)
    for version in PageVersion.objects.iterator():
        words = replaced(version.words, found, shell)
        if words != version.words:
            PageVersion.objects.filter(pk=version.pk).update(words=words)


def take_out_of_signatures(member, names, shell):
    """Out of who made what they gave, where it stays: there they may have signed with the name they went by."""
    found = names_in_texts(names)
    for resource in Resource.objects.filter(contributor=member).exclude(made_by=""):
        signed = found.sub(shell, resource.made_by)
        if signed != resource.made_by:
            resource.made_by = signed
            resource.save(update_fields=["made_by"])
    for version in Version.objects.filter(resource__contributor=member):
        facts = {**version.facts, "made_by": found.sub(shell, version.facts.get("made_by", ""))}
        if version.facts.get("made_by") and facts != version.facts:
            Version.objects.filter(pk=version.pk).update(facts=facts)


def take_out_of_bin(member, names, shell, published_stays=False):
    """What they gave and somebody deleted goes at once, but, where it stays elsewhere too, for what was published; of
    what others gave, what points to them or names them."""
    found = names_in_texts(names)
    said = {model._meta.label: fields for model, fields in SAID_OF_PEOPLE}
    ties = [(personal.label, f"{personal.tie}_id", personal.fate) for personal in DECLARED]
    for binned in Binned.objects.all():
        content, left = json.loads(binned.content), []
        own_label = binned.kind
        for label, columns in content["rows"]:
            of_them = {fate for name, tie, fate in ties if name == label and columns.get(tie) == member.pk}
            goes = of_them - {Fate.LOOSENED} and not (published_stays and columns.get("published_at"))
            if goes and label == own_label:
                break
            if goes:
                continue
            loose = {tie: None for name, tie, _fate in ties if name == label and columns.get(tie) == member.pk}
            words = {field: found.sub(shell, columns[field]) for field in said.get(label, ()) if columns.get(field)}
            left.append([label, {**columns, **loose, **words}])
        else:
            if left != content["rows"]:
                binned.content = as_text({**content, "rows": left})
                binned.save(update_fields=["content"])
            continue
        binned.delete()


@receiver(pre_delete, sender=Member)
def take_out_of_bin_with_the_account(instance, **kwargs):
    if instance.erased_at is None:
        names = {"name": instance.display_name, "email": instance.email, "handle": instance.handle}
        take_out_of_bin(instance, names, random_name(), published_stays=True)


def replaced(words, found, shell):
    if isinstance(words, dict):
        return {key: replaced(value, found, shell) for key, value in words.items()}
    return found.sub(shell, words) if isinstance(words, str) else words


def forget_letters(email):
    """Out of the outbox, and out of the folder where a demonstration keeps its mail."""
    to_them = re.compile(as_word(email), re.IGNORECASE)
    letters = Letter.objects.filter(to__icontains=email)
    Letter.objects.filter(pk__in=[letter.pk for letter in letters if to_them.search(letter.to)]).delete()
    folder = settings.DATA_DIR / "mail"
    for letter in folder.glob("*.eml") if folder.exists() else []:
        if to_them.search(letter.read_text(errors="replace")):
            letter.unlink()


def replay():
    """Erase again whoever the journal says had left: after a restore, before the portal opens. How many they were."""
    number = 0
    for pk, at, words in journal.entries():
        # Somebody who joined later under a number given a second time is somebody else.
        member = Member.objects.filter(pk=pk, erased_at=None, joined_at__lte=at).first()
        if member is not None:
            erase(member, words, at)
            number += 1
    return number
