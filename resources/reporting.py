"""A resource can be reported by whoever may read it."""

from members.reporting import Reportable, register
from resources.models import Resource


def found(member, key):
    if not key.isdecimal() or len(key) > 18:
        return Resource.objects.none()
    return Resource.objects.visible_to(member).published().exclude(contributor=member).filter(pk=key)


register("resource", Reportable(Resource, found, lambda resource: resource.contributor, str))
