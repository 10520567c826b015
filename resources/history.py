"""What a contribution said each time it was sent or decided upon, what has changed since, and what is forgotten."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname

from members.forgetting import forgets
from members.models import Member, Visibility
from members.signals import member_erased
from resources.compare import rows
from resources.models import Draft, FileVersion, Resource, ResourceFile, Version
from resources.signals import changes_asked, resource_declined, resource_published, resource_submitted
from resources.weights import weight

TEXTS = ["title", "summary", "text"]
FACTS = ["kind", "visibility", "shown_as", "licence", "made_by", "year", "drive_folder", "needs_care"]
FILED = ["languages", "tags", "struggles", "supports", "regions"]
_TELLING = 12  # letters of a checksum


@receiver([resource_submitted, resource_published, changes_asked, resource_declined])
def keep_what_was_sent(resource, **kwargs):
    """What was sent, and what was decided upon where the desk has corrected it meanwhile."""
    keep_version(resource)


@receiver(pre_delete, sender=Member)
def forget_with_the_account(instance, **kwargs):
    forget_what_was_never_sent(instance)


@receiver(member_erased)
def forget_what_was_never_sent(member, **kwargs):
    """What somebody typed and did not send is nobody's when they are gone."""
    for draft in Draft.objects.filter(resource__contributor=member).select_related("resource"):
        draft.discard()


@forgets("contributions")
def forget_what_nobody_goes_on_with():
    forgotten = 0
    for pk in list(Draft.objects.forgettable().values_list("pk", flat=True)):
        with transaction.atomic():  # somebody may go on with it at this moment
            Resource.objects.select_for_update().filter(draft=pk).first()
            if draft := Draft.objects.forgettable().filter(pk=pk).select_related("resource").first():
                draft.discard()
                forgotten += 1
    return forgotten


def keep_version(resource):
    """Note what it says now, unless that is what it said last."""
    words, facts = words_of(resource), facts_of(resource)
    last = resource.versions.order_by("-at", "-pk").first()
    if last is None or (last.words, last.facts) != (words, facts):
        Version.objects.create(resource=resource, words=words, facts=facts)


def words_of(resource):
    """The texts of each language it has any in."""
    words = {}
    for code, _name in settings.LANGUAGES:
        texts = {name: getattr(resource, build_localized_fieldname(name, code)) or "" for name in TEXTS}
        if any(texts.values()):
            words[code] = texts
    return words


def facts_of(resource):
    """The rest, as simple values: what has choices by its key, lists by lines."""
    facts = {name: getattr(resource, name) for name in FACTS}
    facts["links"] = "\n".join(_link(link) for link in resource.links.order_by("position", "pk"))
    for name in FILED:
        facts[name] = "\n".join(sorted(_key(thing) for thing in getattr(resource, name).all()))
    facts = {name: value for name, value in facts.items() if value not in {None, "", False}}
    # Even where there are none: what was noted before files were says nothing of them.
    return {
        **facts,
        "files": "\n".join(_file(version) for version in FileVersion.objects.of(resource).order_by("file_id")),
    }


def _link(link):
    """The address with what is said of it in every language, so that it does not matter who reads."""
    labels = (getattr(link, build_localized_fieldname("label", code)) for code, _name in settings.LANGUAGES)
    return " ".join([link.url, *dict.fromkeys(filter(None, labels))])


def _file(version):
    file = version.file
    titles = (getattr(file, build_localized_fieldname("title", code)) for code, _name in settings.LANGUAGES)
    title = " ".join(" / ".join(dict.fromkeys(filter(None, titles))).split())
    facts = [title, file.language_id or "", file.visibility, version.name, version.size, version.sha256[:_TELLING]]
    return "\t".join(map(str, facts))


def _told_of_file(line):
    title, language, visibility, name, size, checksum = line.split("\t")
    told = [title, language, Visibility(visibility).label, name, weight(int(size)), checksum]
    return " – ".join(filter(None, map(str, told)))


@receiver(post_delete, sender=FileVersion)
def forget_with_the_file(instance, **kwargs):
    """What was withdrawn is no longer named once its time is over, here neither. The same bytes may stay elsewhere."""
    _name_anew(instance, lambda line: None)


@receiver(post_save, sender=FileVersion)
def forget_the_former_name(instance, update_fields, **kwargs):
    """Who changes the name of a file wants it gone, here too."""
    if update_fields and set(update_fields) == {"name"}:
        _name_anew(instance, lambda line: "\t".join([*line.split("\t")[:3], instance.name, *line.split("\t")[4:]]))


def _name_anew(version, becomes):
    """Of each line with its bytes, but of no file that is there, what it `becomes`; None leaves it out."""
    same = FileVersion.objects.filter(file__resource__files=version.file_id, sha256=version.sha256)
    staying = {_called(_file(one)) for one in same.select_related("file")}
    for noted in Version.objects.filter(resource__files=version.file_id).exclude(facts__files=None):
        lines = noted.facts["files"].split("\n")
        ours = f"\t{version.sha256[:_TELLING]}"
        kept = [becomes(line) if line.endswith(ours) and _called(line) not in staying else line for line in lines]
        if kept != lines:
            noted.facts["files"] = "\n".join(line for line in kept if line is not None)
            noted.save(update_fields=["facts"])


def _called(line):
    """By what a line is known among those of the same bytes: the title and the name."""
    title, _language, _visibility, name, *_rest = line.split("\t")
    return title, name


def _key(thing):
    """What a thing it is filed under is called in every language."""
    return str(getattr(thing, "slug", None) or getattr(thing, "key", None) or thing.pk)


@dataclass(frozen=True)
class Difference:
    """One text in one language, or one fact (`language` is empty then), before and after, line by line."""

    language: str
    language_name: str
    name: str
    rows: list


def differences(before, after):
    """What differs between two versions; `before` may be None: then all of it is new."""
    words, facts = (before.words, before.facts) if before else ({}, {})
    names = dict(settings.LANGUAGES)
    for code in dict.fromkeys([*names, *words, *after.words]):
        for text in TEXTS:
            old, new = (version.get(code, {}).get(text, "") for version in (words, after.words))
            if old != new:
                yield Difference(code, names.get(code, code), _label(text), list(rows(old, new)))
    noted = ["files"] if before is None or "files" in facts else []
    for fact in [*FACTS, "links", *noted, *FILED]:
        old, new = (_told(fact, version.get(fact, "")) for version in (facts, after.facts))
        if old != new:
            yield Difference("", "", _label(fact), list(rows(old, new)))


def _label(name):
    if name == "files":
        return ResourceFile._meta.verbose_name_plural
    return _("links") if name == "links" else Resource._meta.get_field(name).verbose_name


def _told(fact, value):
    """As the desk says it: the name of a choice, yes for a tick."""
    if value is True:
        return _("yes")
    if fact == "files":
        return "\n".join(map(_told_of_file, value.splitlines()))
    choices = dict(Resource._meta.get_field(fact).flatchoices) if fact not in {"links", *FILED} else {}
    return str(choices.get(value, value))
