"""Whatever changes what can be found brings the index in step, in the same transaction.

What was written past the models (`bulk_create`, `update`) is not heard of: `index` it, or run `manage.py reindex`.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from itertools import groupby

from django.db.models import Q
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from django.dispatch import receiver

from ggsn.bin.signals import put_back
from ggsn.pages.models import Page, PageVersion
from ggsn.search.index import index
from ggsn.search.models import Edition
from ggsn.search.sources import BY_MODEL
from glossary.models import Term
from meetings.models import Meeting
from members.models import Language, Member, Organization, Region, Struggle, SupportKind
from resources.models import FileVersion, Resource, ResourceFile, Tagging, Topic

# What a sign-in or a choice of display writes of a member says nothing that is found.
_SAYS_NOTHING = {"last_login", "language", "theme", "quick_exit", "time_zone", "password", "email"}


_waiting = ContextVar("_waiting", default=None)


@contextmanager
def in_one_go():
    """What changes in here, a thing several times perhaps, is indexed once, at the end: for whoever loads a lot."""
    if _waiting.get() is not None:
        yield
        return
    waiting = {}
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    for model, numbers in waiting.items():
        index(BY_MODEL[model], [model(pk=number) for number in numbers])


def again(things):
    """Index these anew; a queryset or a list of one kind."""
    for model, some in groupby(things, type):
        if (waiting := _waiting.get()) is not None:
            waiting.setdefault(model, set()).update(thing.pk for thing in some)
        else:
            index(BY_MODEL[model], some)


@receiver(put_back)
def follow_what_came_back(things, **kwargs):
    """Out of the bin everything comes as it was, and tells so only here."""
    Edition.renew()
    for model in BY_MODEL:
        again([thing for thing in things if type(thing) is model])


# Editions are marked before the index is waited for, by all who save something: else two would wait for each other.


@receiver([post_save, post_delete], sender=Term)
@receiver([post_save, post_delete], sender=Topic)
@receiver([post_save, post_delete], sender=Region)
@receiver([post_save, post_delete], sender=Struggle)
@receiver([post_save, post_delete], sender=SupportKind)
@receiver([post_save, post_delete], sender=Language)
def follow_names(**kwargs):
    Edition.renew()


@receiver([post_save, post_delete], sender=Resource)
@receiver([post_save, post_delete], sender=Page)
@receiver([post_save, post_delete], sender=Meeting)
@receiver([post_save, post_delete], sender=Term)
def follow(instance, raw=False, **kwargs):
    if not raw:
        again([instance])


@receiver(post_save, sender=PageVersion)
def follow_what_a_page_says(instance, raw=False, **kwargs):
    """Only then its date of change is another."""
    if not raw and instance.page_id:
        again(Page.objects.filter(pk=instance.page_id))


# A file is found by its newest version, and by whoever may see the resource it belongs to.


@receiver(post_save, sender=Resource)
@receiver(post_save, sender=ResourceFile)
@receiver([post_save, post_delete], sender=FileVersion)
def follow_files(instance, raw=False, created=False, **kwargs):
    if raw or (created and isinstance(instance, Resource)):
        return
    if isinstance(instance, Resource):
        again(ResourceFile.objects.filter(resource=instance))
    else:
        again(ResourceFile.objects.filter(pk=getattr(instance, "file_id", instance.pk)))


@receiver(m2m_changed, sender=Resource.languages.through)
def follow_languages(instance, action, reverse, pk_set, **kwargs):
    """A file that says no language is read in that of its resource."""
    if action.startswith("post_"):
        resources = pk_set or () if reverse else [instance.pk]
        again(ResourceFile.objects.filter(resource__in=resources, language=None))


@receiver(post_delete, sender=ResourceFile)
def follow_file_gone(instance, **kwargs):
    again([instance])


@receiver(pre_delete, sender=Language)
def remember_what_has_it(instance, **kwargs):
    of_resource = Q(language=None, resource__languages=instance)
    files = ResourceFile.objects.filter(Q(language=instance) | of_resource).distinct()
    others = (model.objects.filter(languages=instance) for model in (Resource, Meeting, Member))
    instance.touched = [list(things.only("pk")) for things in (files, *others)]


@receiver(post_delete, sender=Language)
def follow_what_has_it_no_more(instance, **kwargs):
    """Its code stands in entries, and the same code may be added again: what had it must not have it then."""
    for things in instance.touched:
        again(things)


@receiver([post_save, post_delete], sender=Tagging)
def follow_topics(instance, raw=False, origin=None, **kwargs):
    if not raw and not isinstance(origin, Resource):
        again(Resource.objects.filter(pk=instance.content_object_id))


@receiver(m2m_changed, sender=Resource.languages.through)
@receiver(m2m_changed, sender=Resource.struggles.through)
@receiver(m2m_changed, sender=Resource.supports.through)
@receiver(m2m_changed, sender=Resource.regions.through)
@receiver(m2m_changed, sender=Meeting.languages.through)
@receiver(m2m_changed, sender=Member.languages.through)
@receiver(m2m_changed, sender=Member.struggles.through)
@receiver(m2m_changed, sender=Member.supports.through)
def follow_facets(instance, action, model, pk_set, reverse, **kwargs):
    if action.startswith("post_"):
        again(model.objects.filter(pk__in=pk_set or ()) if reverse else [instance])


# A member is found by what their profile says, and resources by the name their contributor chose to show.


@receiver(post_save, sender=Member)
def follow_member(instance, created, raw=False, update_fields=None, **kwargs):
    if raw or (update_fields is not None and set(update_fields) <= _SAYS_NOTHING):
        return
    again([instance])
    shown = {"display_name", "organization", "is_active", "quiet_since", "erased_at"}
    if not created and (update_fields is None or shown & set(update_fields)):
        again(instance.contributions.published())


@receiver(pre_delete, sender=Member)
@receiver(pre_delete, sender=Organization)
def remember_whom_it_touches(instance, **kwargs):
    instance.touched = _named_by(instance)


@receiver(post_delete, sender=Member)
@receiver(post_delete, sender=Organization)
def follow_departure(instance, **kwargs):
    for things in instance.touched:
        again(things)
    if isinstance(instance, Member):
        again([instance])


@receiver(post_save, sender=Organization)
def follow_organization(instance, created, raw=False, **kwargs):
    if not raw and not created:
        for things in _named_by(instance):
            again(things)


def _named_by(thing):
    """[the members, the resources] whose entries have its name."""
    if isinstance(thing, Member):
        return [list(thing.contributions.published())]
    return [
        list(Member.objects.filter(organization=thing)),
        list(Resource.objects.published().filter(contributor__organization=thing)),
    ]
