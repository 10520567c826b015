"""Erasing somebody: afterwards nothing leads from the portal to the person (TRUST PRIV-2).

The account stays as an empty shell under a name drawn at random, so that what others built on their words keeps its
place. Private words (messages, drafts, offers) go in any case.
"""

import json
import re
import secrets
from dataclasses import dataclass

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
from glossary.models import Proposal
from members.models import (
    Application,
    ApplicationDraft,
    ApplicationMessage,
    ApplicationNote,
    HeldAddress,
    Member,
    Message,
    Report,
    Words,
    new_handle,
)
from members.models.sealed import sealed_fields
from members.signals import member_erased
from resources.models import AccessRequest, Renewal, Resource, Review, Version

# Plants that are called nearly alike in many languages.
NAMES = ["Acacia", "Aloe", "Baobab", "Begonia", "Cactus", "Dahlia", "Gardenia", "Jasmin", "Lilas", "Magnolia"]
NAMES += ["Mango", "Mimosa", "Papaya", "Sesame", "Tamarin", "Yucca"]
# What somebody who applies says in their own words, and may name others in.
TOLD_IN_APPLYING = ["groups", "ways", "heard", "care"]
# What others wrote about people, for few eyes; here a name is taken out wherever it stands. Published texts are left to
# those who answer for them.
SAID_OF_PEOPLE = [
    (Application, TOLD_IN_APPLYING),
    (ApplicationMessage, ["text"]),
    (ApplicationNote, ["text"]),
    (HeldAddress, ["reason"]),
    (LogEntry, ["object_repr", "change_message"]),
    (Message, ["text"]),
    (Proposal, ["why", "answer"]),
    (Report, ["words"]),
    (Review, ["word"]),
    (AccessRequest, ["words"]),
]
KEPT_OF_SHELL = {"id", "is_demonstration", "erased_at"}


@dataclass(frozen=True)
class Called:
    """What somebody is called here, and was when they applied."""

    names: frozenset
    addresses: frozenset

    @classmethod
    def of(cls, member):
        names, addresses = {member.display_name, member.handle}, {member.email}
        if applied := Application.objects.filter(member=member).first():
            names.add(applied.display_name)
            later = Application.objects.filter(email=applied.email, submitted_at__gt=applied.submitted_at)
            if not later.exists() and not Member.objects.filter(email=applied.email).exclude(pk=member.pk).exists():
                addresses.add(applied.email)  # else it is somebody else's by now
        return cls(frozenset(names - {""}), frozenset(addresses))

    @property
    def words(self):
        return self.names | self.addresses

    @property
    def pattern(self):
        """Each as a whole word, the longest first: a first name alone must not tear a name in two."""
        words = sorted(self.words, key=len, reverse=True)
        return re.compile("|".join(f"(?i:{as_word(w)})" if w in self.addresses else as_word(w) for w in words))


def random_name():
    return f"{secrets.choice(NAMES)} {secrets.randbelow(9000) + 1000}"


def erase(member, words=Words.STAY, at=None):
    """Take everything away that is this person's, and note it in the journal first: a crash must not forget it."""
    if member.erased_at is not None:
        return
    at = at or timezone.now()
    journal.note(member, words, at)
    called = Called.of(member)
    end_all(member)
    with transaction.atomic():
        shell = random_name()
        Renewal.objects.begin_for(member)
        for personal in DECLARED:
            follow(personal, member, words)
        for address in called.addresses:
            forget_arrivals(address)
            forget_letters(address)
        take_out_of_texts(called, shell)
        take_out_of_signatures(member, called, shell)
        take_out_of_bin(member, called, shell)
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


def forget_arrivals(address):
    """What else came from this address: what was declined before, or begun and not sent. Where it is held back, it
    stays so, and nobody can read it any more."""
    for application in Application.objects.filter(email__iexact=address):
        application.delete()
    for draft in ApplicationDraft.objects.all():
        if draft.answers.get("email", "").lower() == address.lower():
            draft.delete()
    HeldAddress.objects.make_unreadable(address)


def take_out_of_texts(called, shell):
    """Out of the records that others keep about people: address, handle and name, each as a whole word."""
    found = called.pattern
    for model, fields in SAID_OF_PEOPLE:
        for thing in that_may_name(called, model, fields):
            words = {field: found.sub(shell, getattr(thing, field)) for field in fields}
            changed = [field for field in fields if words[field] != getattr(thing, field)]
            for field in changed:
                setattr(thing, field, words[field])
            if changed:
                thing.save(update_fields=changed)
    for draft in ApplicationDraft.objects.all():
        told = {name: words for name, words in draft.answers.items() if name in TOLD_IN_APPLYING}
        if (words := replaced(told, found, shell)) != told:
            draft.keep(words)
    for version in PageVersion.objects.iterator():
        words = replaced(version.words, found, shell)
        if words != version.words:
            PageVersion.objects.filter(pk=version.pk).update(words=words)


def that_may_name(called, model, fields):
    """The rows to look at: all of them where the words are sealed, which no database can search."""
    if {field.name for field in sealed_fields(model)} & set(fields):
        return model._base_manager.only(*fields)
    pairs = [(f"{field}__icontains", word) for field in fields for word in called.words]
    return model._base_manager.filter(models.Q(*pairs, _connector=models.Q.OR))


def take_out_of_signatures(member, called, shell):
    """Out of who made what they gave, where it stays: there they may have signed with the name they went by."""
    found = called.pattern
    for resource in Resource.objects.filter(contributor=member).exclude(made_by=""):
        signed = found.sub(shell, resource.made_by)
        if signed != resource.made_by:
            resource.made_by = signed
            resource.save(update_fields=["made_by"])
    for version in Version.objects.filter(resource__contributor=member):
        facts = {**version.facts, "made_by": found.sub(shell, version.facts.get("made_by", ""))}
        if version.facts.get("made_by") and facts != version.facts:
            Version.objects.filter(pk=version.pk).update(facts=facts)


def take_out_of_bin(member, called, shell, published_stays=False):
    """What they gave and somebody deleted goes at once, but, where it stays elsewhere too, for what was published; of
    what others gave, what points to them or names them."""
    found = called.pattern
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
        take_out_of_bin(instance, Called.of(instance), random_name(), published_stays=True)


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
