"""Where everything published stands, kept in memory: which resources carry which facet, as one long number each.

Bit n of such a number says whether the nth newest resource has it. A choice of facets is then an `&`, a true count is
the number of bits, and any combination costs microseconds, with 20 resources as with 20,000. The numbers belong to one
edition of the library: its mark is asked for at each reading, and what was kept under another mark is thrown away.

What a person may see is asked of the queryset like everywhere (`visible_to`), once for newcomers and once for members:
those are the two audiences of the library.
"""

import threading
from array import array
from collections import OrderedDict, defaultdict
from hashlib import blake2b
from itertools import islice
from secrets import token_bytes

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import CharField, Exists, F, OuterRef, Value
from django.db.models.functions import Cast
from django.utils.module_loading import import_string
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname

from members.composed import ComposedForMany
from members.models import Language, Region, Struggle, SupportKind, Visibility
from members.roles import is_member
from resources.editions import Kept
from resources.models import Edition, FileVersion, Kind, Resource, Topic
from resources.words import fold

SEARCHES_KEPT = 64
LIGHT = 200_000  # bytes
_IDS_OF_A_PAGE = 1024


class Places:
    """{id: place}, of ids without doubles: in pages, as ids are given one after the other."""

    def __init__(self, ids):
        self._pages = defaultdict(lambda: array("i", [-1]) * _IDS_OF_A_PAGE)
        for place, pk in enumerate(ids):
            self._pages[pk // _IDS_OF_A_PAGE][pk % _IDS_OF_A_PAGE] = place
        self._pages.default_factory = None

    def among(self, ids):
        """The places of those that have one, in the order of the ids."""
        get, none = self._pages.get, array("i", [-1]) * _IDS_OF_A_PAGE
        found = [get(pk // _IDS_OF_A_PAGE, none)[pk % _IDS_OF_A_PAGE] for pk in ids]
        return [place for place in found if place >= 0]

    def get(self, pk):
        page = self._pages.get(pk // _IDS_OF_A_PAGE)
        return None if page is None or (place := page[pk % _IDS_OF_A_PAGE]) < 0 else place

    def __contains__(self, pk):
        return self.get(pk) is not None

    def __getitem__(self, pk):
        if (place := self.get(pk)) is None:
            raise KeyError(pk)
        return place


class Shelves:
    """All that is published, newest first. `of[facet][value]` are the bits of those that have it."""

    facets = ("kind", "language", "struggle", "support", "region", "tag", "visibility", "weight")

    def __init__(self, mark):
        self.mark = mark
        for_newcomers = Resource.objects.published().visible_to(AnonymousUser()).filter(pk=OuterRef("pk"))
        rows = (
            Resource.objects.published()
            .order_by("-published_at", "-pk")
            .values_list("pk", "kind", "visibility", Exists(for_newcomers))
        )
        # In pieces: a worker that once held all rows together never gives that memory back.
        self.ids, having = array("q"), defaultdict(lambda: array("l"))
        for place, (pk, kind, visibility, is_public) in enumerate(rows.iterator(2000)):
            self.ids.append(pk)
            having["kind", kind].append(place)
            having["visibility", visibility].append(place)
            if is_public:
                having["public", True].append(place)
        self.places = Places(self.ids)
        self.everything = (1 << len(self.ids)) - 1
        self.public = self._bits_at(having.pop(("public", True), ()))
        self.of = {facet: {} for facet in self.facets}
        for (facet, value), some in having.items():
            self.of[facet][value] = self._bits_at(some)
        self._weigh()
        for (facet, value), bits in self._bits(((facet, value), pk) for facet, value, pk in filed()).items():
            self.of[facet][value] = bits
        self._name()
        self._searches, self._seal = OrderedDict(), token_bytes(32)  # nothing that was typed is kept
        self._by_title = {}
        self._lock = threading.Lock()

    def audience(self, member):
        """What of it this person may know of."""
        return self.everything if self.audience_name(member) == "members" else self.public

    @staticmethod
    def audience_name(member):
        return "members" if is_member(member) else "public"

    def having(self, facet, audience):
        """{value: bits}. What a resource weighs is not the same for everybody: some files are for members only."""
        return {"light": self.light[audience]} if facet == "weight" else self.of[facet]

    # Making the numbers

    def _bits_of(self, ids):
        return self._bits((None, pk) for pk in ids).get(None, 0)

    def _bits_at(self, places):
        marks = bytearray(len(self.ids) // 8 + 1)
        for place in places:
            marks[place >> 3] |= 1 << (place & 7)
        return int.from_bytes(marks, "little")

    def _bits(self, pairs):
        """{value: bits} of rows of value and id."""
        marks = defaultdict(lambda: bytearray(len(self.ids) // 8 + 1))
        for value, pk in pairs:
            place = self.places.get(pk)
            if place is not None:
                marks[value][place >> 3] |= 1 << (place & 7)
        return {value: int.from_bytes(some, "little") for value, some in marks.items()}

    def _weigh(self):
        """For each audience: what of it has a light file, and `files[audience][id]`, the sizes of what can be taken."""
        newcomer, self.files = AnonymousUser(), {"public": defaultdict(list), "members": defaultdict(list)}
        current = FileVersion.objects.current().filter(file__resource__published_at__isnull=False)
        current = current.filter(file__withdrawn_at=None)
        for_newcomers = FileVersion.objects.visible_to(newcomer).filter(pk=OuterRef("pk"))
        for resource, size, is_public in current.values_list("file__resource", "size", Exists(for_newcomers)):
            self.files["members"][resource].append(size)
            if is_public:
                self.files["public"][resource].append(size)
        self.light = {
            audience: self._bits_of(pk for pk, sizes in files.items() if min(sizes) < LIGHT)
            for audience, files in self.files.items()
        }

    def _name(self):
        """What each value is called in addresses and, per language, on screen. Numbers give way to the former."""
        self.names = {
            "kind": {kind.value: _in_each_language(lambda kind=kind: kind.label) for kind in Kind},
            "visibility": {one.value: _in_each_language(lambda one=one: one.label) for one in Visibility},
            "weight": {"light": _in_each_language(lambda: _("A light file, under 200 kB"))},
            "language": {
                code: _in_each_language(lambda code=code: Language(code).name) for code in self.of["language"]
            },
        }
        numbered = {facet: self.of[facet] for facet in ("struggle", "support", "region", "tag")}
        self.of |= {facet: {} for facet in numbered}
        self.names |= {facet: {} for facet in numbered}
        for facet, _position, key, number, *names in _named():
            if str(number) in numbered[facet]:
                self.of[facet][key] = numbered[facet][str(number)]
                any_name = next(filter(None, names), key)
                of_languages = zip(settings.LANGUAGES, names, strict=True)
                self.names[facet][key] = {code: name or any_name for (code, _language), name in of_languages}

    # Asking

    def sealed(self, text):
        """What is kept under this is found again by whoever types the same; what was typed cannot be read from it."""
        return blake2b(text.encode(), key=self._seal, digest_size=16).digest()

    def search(self, query):
        """(bits, places with the best answer first, what else was searched for), of what answers `query` in the
        reader's language, for nobody in particular."""
        language = get_language()
        asked = self.sealed(" ".join([language, *query.split()]))
        with self._lock:
            if asked in self._searches:
                self._searches.move_to_end(asked)
                return self._searches[asked]
        order, (ranks, also) = [], the_index(query).found(language)
        for ids in ranks:  # from the best answers to the last
            order += sorted(self.places.among(ids))
        answer = self._bits_at(order), array("i", order), also
        with self._lock:
            self._searches[asked] = answer
            while len(self._searches) > SEARCHES_KEPT:
                self._searches.popitem(last=False)
        return answer

    def by_title(self, language):
        """All places in the order of their titles, as one reads them in `language`."""
        if language not in self._by_title:
            codes = [language, *(code for code, _name in settings.LANGUAGES if code != language)]
            titles = (
                Resource.objects.published()
                .order_by()
                .values_list("pk", *(build_localized_fieldname("title", code) for code in codes))
            )
            order = sorted(
                (fold(next(filter(None, some), "")), self.places[pk]) for pk, *some in titles if pk in self.places
            )
            self._by_title[language] = array("l", (place for _title, place in order))
        return self._by_title[language]

    def values_of(self, pk, facet):
        """The values of a facet that one published resource has."""
        place = self.places[pk]
        return [value for value, bits in self.of[facet].items() if bits >> place & 1]

    def named(self, facet, values, language):
        """[(value, its name in this language)]."""
        names = self.names[facet]
        return [(value, names[value].get(language, value)) for value in values if value in names]

    def related(self, pk, member, most=4):
        """The ids of what shares most with it, newest first among equals: topics count twice, struggles once."""
        counted = []
        shared = [self.of["tag"][tag] for tag in self.values_of(pk, "tag")] * 2
        shared += [self.of["struggle"][struggle] for struggle in self.values_of(pk, "struggle")]
        for bits in shared:  # counted[n] has the nth binary digit of each place's sum
            for digit, already in enumerate(counted):
                counted[digit], bits = already ^ bits, already & bits
            if bits:
                counted.append(bits)
        others = self.audience(member) & ~(1 << self.places[pk])
        chosen = []
        for total in range(len(shared), 0, -1):
            exactly = others
            for digit, bits in enumerate(counted):
                exactly &= bits if total >> digit & 1 else ~bits
            if total >> len(counted):
                continue
            chosen += islice(places(exactly), most - len(chosen))
            if len(chosen) == most:
                break
        return [self.ids[place] for place in chosen]

    def counts(self, facet, bits, audience):
        """{value: how many of `bits` have it}, without those nobody has."""
        counted = {value: (bits & having).bit_count() for value, having in self.having(facet, audience).items()}
        return {value: count for value, count in counted.items() if count}


def the_index(query):
    """What the one index of the house has to say of a query: what is found, what may have been meant, its feed, and
    whether this reader may ask it now."""
    return import_string(settings.LIBRARY_INDEX)(query)


shelves = Kept(Edition, Shelves)  # called, the shelves as they stand now


def filed(ids=None):
    """Rows of facet, value and resource, of all that is filed or of these, in one question."""
    sources = [
        ("language", Resource.languages.through, "language_id", "resource_id"),
        ("struggle", Resource.struggles.through, "struggle_id", "resource_id"),
        ("support", Resource.supports.through, "supportkind_id", "resource_id"),
        ("region", Resource.regions.through, "region_id", "resource_id"),
        ("tag", Resource.tags.through, "tag_id", "content_object_id"),
    ]
    first, *others = (
        through.objects.order_by()
        .filter(**{} if ids is None else {f"{resource}__in": ids})
        .annotate(in_facet=Value(facet), has=Cast(value, CharField()), it=F(resource))
        .values_list("in_facet", "has", "it")
        for facet, through, value, resource in sources
    )
    rows = first.union(*others, all=True)
    return rows if ids is not None else rows.iterator(2000)  # of a few, a cursor for pieces would only cost time


few_filed = ComposedForMany(filed)


def _named():
    """Rows of facet, position, key, number and the name in each language, in order, in one question."""
    sources = [
        ("struggle", Struggle, F("position"), "key", "name"),
        ("support", SupportKind, F("position"), "key", "name"),
        ("region", Region, F("position"), "key", "name"),
        ("tag", Topic, Value(0), "slug", "label"),
    ]
    columns = ["in_facet", "at", "called", "number", *(f"in_{code}" for code, _name in settings.LANGUAGES)]
    first, *others = (
        model.objects.order_by()
        .annotate(
            in_facet=Value(facet),
            at=position,
            called=F(key),
            number=F("pk"),
            **{f"in_{code}": F(build_localized_fieldname(name, code)) for code, _name in settings.LANGUAGES},
        )
        .values_list(*columns)
        for facet, model, position, key, name in sources
    )
    return sorted(first.union(*others, all=True), key=lambda row: row[:4])


def places(bits):
    """The places of the bits that are set, lowest first."""
    digits = bin(bits)[:1:-1]
    place = digits.find("1")
    while place >= 0:
        yield place
        place = digits.find("1", place + 1)


def _in_each_language(read):
    names = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            names[code] = str(read())
    return names
