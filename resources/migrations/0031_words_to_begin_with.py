"""Kind words for reviewers and two collections to fill, once; and what is there already is made recognisable."""

from django.db import migrations
from django.utils.text import slugify

from resources.duplicates import fingerprints

PHRASES = [
    (
        "published",
        "Thank you for sharing this. It is in the library now, and others can build on it.",
        "Merci de ce partage. C’est maintenant dans la bibliothèque, où d’autres pourront s’en servir.",
    ),
    (
        "changes",
        "Thank you for this. Could you say in a sentence or two which kind of group it is for, and what it changes?",
        "Merci de cet envoi. Pourriez-vous dire en une phrase ou deux pour quel genre de groupe c’est, et ce que cela "
        "change ?",
    ),
    (
        "changes",
        "Thank you for this. Some names or places in it could expose somebody. Could you replace them with roles?",
        "Merci de cet envoi. Des noms ou des lieux pourraient y exposer quelqu’un. Pourriez-vous les remplacer par "
        "des rôles ?",
    ),
    (
        "changes",
        "Thank you for this. We could not open the address you gave. Could you look at it again?",
        "Merci de cet envoi. L’adresse que vous donnez ne s’ouvre pas chez nous. Pourriez-vous la vérifier ?",
    ),
    (
        "declined",
        "Thank you for this. The library already has something very near to it, which we would rather complete with "
        "you.",
        "Merci de cet envoi. La bibliothèque a déjà quelque chose de très proche, que nous préférons compléter avec "
        "vous.",
    ),
    (
        "declined",
        "Thank you for this. Offers of work and calls for funding are not kept in the library; here is where they "
        "may find readers:",
        "Merci de cet envoi. La bibliothèque ne garde ni offres d’emploi ni appels de fonds ; voici où ils "
        "trouveraient leur public :",
    ),
]
COLLECTIONS = [
    (
        "Start here",
        "Pour commencer",
        "A few resources that say what we do together, for those who have just come.",
        "Quelques ressources qui disent ce que nous faisons ensemble, pour qui vient d’arriver.",
        "public",
    ),
    (
        "Care and well-being",
        "Soin et bien-être",
        "To last, to rest, and to look after one another while we act.",
        "Pour durer, se reposer et prendre soin du groupe pendant que l’on agit.",
        "public",
    ),
]


def fill(apps, schema_editor):
    Phrase, Collection = apps.get_model("resources", "Phrase"), apps.get_model("resources", "Collection")
    for position, (decision, english, french) in enumerate(PHRASES, 1):
        Phrase.objects.create(
            decision=decision, position=position * 10, text=english, text_en=english, text_fr=french
        )
    for position, (title, titre, description, presentation, visibility) in enumerate(COLLECTIONS, 1):
        Collection.objects.create(
            position=position * 10,
            visibility=visibility,
            title=title,
            title_en=title,
            title_fr=titre,
            description=description,
            description_en=description,
            description_fr=presentation,
            **slugs(title, titre),
        )


def slugs(english, french):
    return {"slug": slugify(english), "slug_en": slugify(english), "slug_fr": slugify(french)}


def recognise(apps, schema_editor):
    Resource, Fingerprint = apps.get_model("resources", "Resource"), apps.get_model("resources", "Fingerprint")
    for resource in Resource.objects.prefetch_related("links").iterator(chunk_size=500):
        texts = {
            code: {"title": getattr(resource, f"title_{code}"), "text": getattr(resource, f"text_{code}")}
            for code in ["en", "fr"]
        }
        Fingerprint.objects.bulk_create(
            Fingerprint(resource=resource, about=about, digest=digest)
            for about, digest in sorted(fingerprints(texts, [link.url for link in resource.links.all()]))
        )


class Migration(migrations.Migration):
    dependencies = [("resources", "0030_contributing")]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(recognise, migrations.RunPython.noop),
    ]
