"""What belongs together, in the order in which somebody would read it."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.addresses import Addressed
from members.keyed_links import refuse_keys_in_words
from members.models import Visibility
from members.roles import is_member
from resources.links import refuse_keys
from resources.models.library import Resource, any_language


class CollectionQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self if is_member(member) else self.filter(visibility=Visibility.PUBLIC)

    def counted_for(self, member):
        """Each with `number`, of the resources in it that this person may see; those without any are left out."""
        seen = models.Q(items__resource__in=Resource.objects.published().visible_to(member))
        return self.annotate(number=models.Count("items", filter=seen)).filter(number__gt=0)


class Collection(Addressed):
    """Resources that somebody has put in order, and a few words on why.

    That a collection is public says nothing of what is in it: each reader finds there what they may see anyway.
    """

    title = models.CharField(_("title"), max_length=120, null=True, blank=True, validators=[refuse_keys_in_words])
    description = models.TextField(_("description"), max_length=600, null=True, blank=True, validators=[refuse_keys])
    visibility = models.CharField(_("who may see it"), max_length=10, choices=Visibility, default=Visibility.MEMBERS)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    resources = models.ManyToManyField(Resource, through="resources.CollectionItem", related_name="collections")

    page_name = "resources:collection"

    objects = CollectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        constraints = [
            models.CheckConstraint(
                name="collection_known_visibility", condition=models.Q(visibility__in=Visibility.values)
            ),
        ]

    def __str__(self):
        return any_language(self, "title") or f"{self._meta.verbose_name} {self.pk or ''}"

    def get_absolute_url(self):
        slug = self.slug_to_show()
        return reverse("resources:collection", args=[slug]) if slug else reverse("resources:collections")

    def resources_for(self, member):
        """What this person finds in it, in its order."""
        visible = Resource.objects.published().visible_to(member)
        return visible.filter(collected__collection=self).order_by("collected__position", "collected__pk")

    def put_in_order(self, resources):
        """These are in it, in this order, and no others."""
        self.items.all().delete()
        CollectionItem.objects.bulk_create(
            CollectionItem(collection=self, resource=resource, position=position)
            for position, resource in enumerate(resources, 1)
        )


class CollectionItem(models.Model):
    """That a resource is in a collection, and at which place."""

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="items")
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="collected")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collection", "resource"], name="collected_once")]

    def __str__(self):
        return f"{self.resource_id} in {self.collection_id}"
