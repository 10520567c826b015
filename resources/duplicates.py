"""Noticing that something is in the library already: the same file, link or text, a title that is alike.

A notice, never a refusal; and only of what its reader may see anyway: who asks about a title learns nothing more than
by searching for it, who gives a file nothing more than by taking those they may take.
"""

import hashlib
import re
from difflib import SequenceMatcher
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.db.models import F, Q, Value
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from resources.models import FileVersion, Fingerprint, Resource, ResourceLink
from resources.words import asked_words, fold, stem

MOST = 5  # shown
LOOKED_AT = 200  # ways in which something is like it, the surest first
SAME_FILE = "file"  # before the words of Fingerprint.About, which are in this order for the same reason
SHORTEST_TEXT = 80  # letters: shorter ones are alike by chance
FEWEST_WORDS = 3  # of a title that may differ in one of them
ALIKE = 0.85  # how much of two titles is the same, when a word differs
# What addresses carry to tell where a reader came from.
_TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid|mc_cid|mc_eid|igshid|si|ref)", re.IGNORECASE)


def same_address(url):
    """An address without what does not matter: two that lead to the same are equal."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return url.strip()
    query = sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0]))
    shown = host if port in {None, 80, 443} else f"{host}:{port}"
    return f"{shown}{parts.path.rstrip('/')}" + (f"?{urlencode(query)}" if query else "")


def title_words(title, language):
    """The words a title is about, whatever their order and endings."""
    return sorted({stem(word, language) for word in asked_words(title)})


def fingerprints(texts, links):
    """{(about, digest)} of `texts` {language: {"title": …, "text": …}} and the addresses in `links`."""
    found = {("link", same_address(link)) for link in links if link}
    for code, said in texts.items():
        words = title_words(said.get("title") or "", code)
        found |= {("title", " ".join(some)) for some in _nearly(words) if some}
        text = " ".join(fold(said.get("text") or "").split())
        if len(text) >= SHORTEST_TEXT:
            found.add(("text", text))
    return {(about, _digest(f"{about} {feature}")) for about, feature in found}


def _nearly(words):
    """These words, and these without any one of them: titles that differ in one word have one of those in common."""
    yield words
    if len(words) >= FEWEST_WORDS:
        for place in range(min(len(words), 12)):
            yield [*words[:place], *words[place + 1 :]]


def _digest(feature):
    return hashlib.sha256(feature.encode()).hexdigest()[:32]


# Keeping them


def note(resource):
    """Bring what is known of a resource in step with what it says."""
    kept = {(one.about, one.digest): one.pk for one in resource.fingerprints.all()}
    now = fingerprints(texts_of(resource), list(resource.links.order_by("pk").values_list("url", flat=True)))
    if gone := [kept[key] for key in kept.keys() - now]:
        Fingerprint.objects.filter(pk__in=gone).delete()
    Fingerprint.objects.bulk_create(
        Fingerprint(resource=resource, about=kind, digest=digest) for kind, digest in sorted(now - kept.keys())
    )


def texts_of(resource):
    return {
        code: {name: getattr(resource, build_localized_fieldname(name, code)) or "" for name in ["title", "text"]}
        for code, _name in settings.LANGUAGES
    }


@receiver(post_save, sender=Resource)
def note_saved(instance, raw=False, **kwargs):
    if not raw:
        note(instance)


@receiver(post_save, sender=ResourceLink)
def note_link(instance, raw=False, **kwargs):
    if not raw:
        note(instance.resource)


@receiver(post_delete, sender=ResourceLink)
def forget_link(instance, **kwargs):
    """Only this is forgotten, and nothing noted: the resource itself may be on its way out."""
    address = same_address(instance.url)
    left = ResourceLink.objects.filter(resource=instance.resource_id).values_list("url", flat=True)
    if address not in {same_address(url) for url in left}:
        digest = _digest(f"{Fingerprint.About.LINK} {address}")
        Fingerprint.objects.filter(resource=instance.resource_id, digest=digest).delete()


# Finding what is alike


def alike(texts, links, member, besides=None):
    """[(resource, why)]: what this person may see and what looks like this.

    `besides`: the resource itself, whose files are looked for elsewhere. One question to the database in two parts,
    each of which begins at the few rows that are the same: in one it might read the whole library.
    """
    digests = {digest for _about, digest in fingerprints(texts, links)}
    others = _standing(member).exclude(pk=besides and besides.pk)
    rows = others.filter(fingerprints__digest__in=digests).annotate(why=F("fingerprints__about"))
    if besides:
        # Cut short, since what is cut is asked once and first: else the database may ask it anew for each resource.
        same = _same_files(besides, member).values("file__resource")[:LOOKED_AT]
        rows = others.filter(pk__in=same).annotate(why=Value(SAME_FILE)).union(rows, all=True)
    found = {}
    for other in rows.order_by("why", "pk")[:LOOKED_AT]:
        if other.pk not in found and (other.why != Fingerprint.About.TITLE or _titles_alike(texts, texts_of(other))):
            why = _("the same file") if other.why == SAME_FILE else Fingerprint.About(other.why).label
            found[other.pk] = other, why
    return list(found.values())[:MOST]


def _same_files(resource, member):
    """Versions that are the same as one of the resource's files, where this person may take them.

    Files are compared as they are kept, cleaned: nothing at all remembers what was sent, and a photo that a messenger
    stripped of its place is the same as the one that still told it.
    """
    own = (FileVersion.objects.current() | FileVersion.objects.to_confirm()).filter(file__resource=resource)
    return FileVersion.objects.visible_to(member).current().filter(sha256__in=own.values("sha256")[:LOOKED_AT])


def _standing(member):
    """What this person may see and finds again: for those who review, not what others have not published yet."""
    mine_or_published = Q(published_at__isnull=False) | Q(contributor=member)
    return Resource.objects.visible_to(member).filter(mine_or_published)


def _titles_alike(texts, others):
    return any(
        _is_near(title_words(said.get("title") or "", code), title_words(others.get(code, {}).get("title", ""), code))
        for code, said in texts.items()
    )


def _is_near(words, others):
    if not words or not others:
        return False
    return words == others or SequenceMatcher(None, " ".join(words), " ".join(others)).ratio() >= ALIKE
