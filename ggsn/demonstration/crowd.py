"""An invented crowd, as large as wished, to see how the portal bears it. The same seed makes the same crowd.

Everything goes in by the hundred, past the models' `save`; what `save` would have worked out (slugs, instants) is
worked out by the rooms' own functions, and the index of the search is made at the end.
"""

import datetime
import itertools
import random
import re

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils import timezone
from django.utils.text import slugify

from ggsn.search.index import how_many, rebuild
from glossary.models import Term
from meetings.models import Meeting
from members.models import Language, Member, Organization, Region, Struggle, SupportKind, Visibility
from resources.models import Edition, Keeping, Kind, Licence, Resource, ShownAs, Tagging, Topic

SOME = 250  # at a time
ZONES = [
    "Africa/Dakar",
    "Africa/Lagos",
    "Africa/Nairobi",
    "America/Bogota",
    "America/Santiago",
    "America/Toronto",
    "Asia/Kolkata",
    "Australia/Melbourne",
    "Europe/Paris",
    "Pacific/Auckland",
]
NAMES = "Awa Chidi Éloïse Farah Inti Jussara Kofi Lucía Mariam Niamh Øyvind Prakash Shirin Tāne Wanjiru Yuli".split()
SPOKEN = ["fr", "en", "es", "pt", "hi", "sw", "wo", "bn"]
SYLLABLES = "ba ce di fo gu la me ni po ru sa te vi zo tra mon ven lar chi quo".split()


class Crowd:
    """Makes up people, meetings, resources and terms, each from its own number."""

    def __init__(self, seed, progress):
        self.seed = seed
        self.progress = progress
        self.vocabularies = {code: vocabulary(code) for code, _ in settings.LANGUAGES}
        self.weights = {code: zipf(len(words)) for code, words in self.vocabularies.items()}

    def dice(self, *what):
        return random.Random(f"{self.seed} {what}")  # noqa: S311

    def words(self, dice, code, how_many):
        return dice.choices(self.vocabularies[code], cum_weights=self.weights[code], k=how_many)

    def text(self, dice, code, sentences):
        made = []
        for _ in range(sentences):
            words = self.words(dice, code, dice.randint(6, 14))
            made.append(f"{' '.join(words).capitalize()}.")
        return " ".join(made)

    def title(self, dice, code):
        return " ".join(self.words(dice, code, dice.randint(2, 5))).capitalize()

    def fill(self, members, meetings, resources, terms):
        """Add until there are as many of each as said."""
        self.add_members(members)
        self.add_meetings(meetings)
        self.add_resources(resources)
        self.add_terms(terms)
        with self.progress(total=how_many(), desc="indexing") as bar:
            rebuild(bar.update)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def in_batches(self, what, there, wanted):
        """Numbers of what is missing, a few hundred at a time, each few in a transaction."""
        numbers = iter(range(there, wanted))
        with self.progress(total=max(wanted - there, 0), desc=what) as bar:
            while batch := list(itertools.islice(numbers, SOME)):
                with transaction.atomic():
                    yield batch
                bar.update(len(batch))

    def add_members(self, wanted):
        regions = list(Region.objects.all())
        facets = {
            "languages": [Language.objects.get_or_create(code=code)[0] for code in SPOKEN],
            "struggles": list(Struggle.objects.all()),
            "supports": list(SupportKind.objects.all()),
        }
        organizations = [
            Organization.objects.get_or_create(name=f"Crowd {number}", defaults={"is_demonstration": True})[0]
            for number in range(40 if wanted > 100 else 4)
        ]
        for numbers in self.in_batches("members", Member.objects.count(), wanted):
            people = []
            for number in numbers:
                dice = self.dice("member", number)
                people.append(
                    Member(
                        email=f"crowd-{number}@example.org",
                        handle=f"{dice.getrandbits(64):016x}",
                        password=make_password(None),
                        display_name=f"{dice.choice(NAMES)} {self.words(dice, 'fr', 1)[0].capitalize()}",
                        place=self.words(dice, "fr", 1)[0].capitalize(),
                        time_zone=dice.choice(ZONES),
                        language=dice.choice(settings.LANGUAGES)[0],
                        region=dice.choice(regions),
                        organization=dice.choice([None, *organizations]),
                        is_listed=dice.random() < 0.95,
                        accepted_at=timezone.now(),
                        is_demonstration=True,
                        **{f"presentation_{code}": self.text(dice, code, 2) for code in self.some_languages(dice)},
                    )
                )
            Member.objects.bulk_create(people)
            EmailAddress.objects.bulk_create(
                EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in people
            )
            for field, entries in facets.items():
                link(Member, field, people, entries, 3, self.dice(field, numbers[0]))

    def add_meetings(self, wanted):
        languages = list(Language.objects.filter(code__in=SPOKEN))
        for numbers in self.in_batches("meetings", Meeting.objects.count(), wanted):
            meetings = []
            for number in numbers:
                dice = self.dice("meeting", number)
                titles = {code: self.title(dice, code) for code in self.some_languages(dice)}
                meeting = Meeting(
                    kind="topic" if number % 2 else "challenges",
                    date=timezone.now().date() + datetime.timedelta(weeks=8 * (3 - number)),
                    hour=datetime.time(dice.randint(12, 20)),
                    time_zone=dice.choice(ZONES),
                    handle=f"{dice.getrandbits(128):032x}",
                    zoom_link=f"https://example.org/zoom/crowd-{number}",
                    interpretation=dice.random() < 0.5,
                    is_demonstration=True,
                    **both("title", titles),
                    **both("text", {code: self.text(dice, code, 5) for code in titles}),
                    **both("slug", {code: address(title, number) for code, title in titles.items()}),
                )
                meeting.settle_instants()
                meetings.append(meeting)
            Meeting.objects.bulk_create(meetings)
            link(Meeting, "languages", meetings, languages, 3, self.dice("spoken", numbers[0]))

    def add_resources(self, wanted):
        contributors = list(Member.objects.accepted().select_related("organization").order_by("pk"))
        topics = self.topics(120 if wanted > 1000 else 20)
        links = {
            "languages": list(Language.objects.filter(code__in=SPOKEN)),
            "struggles": list(Struggle.objects.all()),
            "supports": list(SupportKind.objects.all()),
            "regions": list(Region.objects.all()),
        }
        for numbers in self.in_batches("resources", Resource.objects.count(), wanted):
            resources = [self.resource(number, contributors) for number in numbers]
            Resource.objects.bulk_create(resources)
            Keeping.objects.bulk_create(
                Keeping(resource=card, member_id=card.contributor_id) for card in resources if card.kind == Kind.DRIVE
            )
            for field, entries in links.items():
                link(Resource, field, resources, entries, 2, self.dice(field, numbers[0]))
            dice = self.dice("topics", numbers[0])
            Tagging.objects.bulk_create(
                Tagging(content_object=resource, tag=topic)
                for resource in resources
                for topic in dice.sample(topics, dice.randint(1, 4))
            )
        Edition.renew()

    def resource(self, number, contributors):
        dice = self.dice("resource", number)
        titles = {code: self.title(dice, code) for code in self.some_languages(dice)}
        at = timezone.now() - datetime.timedelta(minutes=dice.randint(1, 4 * 365 * 24 * 60))
        kind = dice.choice(Kind.values)
        is_public = kind != Kind.DRIVE and dice.random() < 0.7
        return Resource(
            kind=kind,
            licence=dice.choice(Licence.values),
            year=at.year,
            contributor=dice.choice(contributors),
            shown_as=dice.choice(ShownAs.values),
            visibility=Visibility.PUBLIC if is_public else Visibility.MEMBERS,
            submitted_at=at,
            published_at=at if dice.random() < 0.98 else None,
            is_demonstration=True,
            **both("title", titles),
            **both("summary", {code: self.text(dice, code, 2)[:300] for code in titles}),
            **both("text", {code: self.text(dice, code, dice.randint(3, 15)) for code in titles}),
            **both("slug", {code: address(title, number) for code, title in titles.items()}),
        )

    def topics(self, how_many):
        made = []
        for number in range(how_many):
            dice = self.dice("topic", number)
            labels = {code: " ".join(self.words(dice, code, 2)) for code, _ in settings.LANGUAGES}
            name = f"crowd-{number}"
            made.append(Topic.objects.get_or_create(slug=name, defaults={"name": name, **both("label", labels)})[0])
        return made

    def add_terms(self, wanted):
        for numbers in self.in_batches("terms", Term.objects.count(), wanted):
            terms = []
            for number in numbers:
                dice = self.dice("term", number)
                names = {code: self.title(dice, code) for code, _ in settings.LANGUAGES}
                terms.append(
                    Term(
                        key=f"crowd-{number}",
                        **both("name", names),
                        **both("slug", {code: address(name, number) for code, name in names.items()}),
                        **both("definition", {code: self.text(dice, code, 2) for code in names}),
                    )
                )
            Term.objects.bulk_create(terms)

    def some_languages(self, dice):
        """Mostly all; every fifth thing has been written in one only."""
        codes = [code for code, _ in settings.LANGUAGES]
        return codes if dice.random() < 0.8 else [dice.choice(codes)]


def vocabulary(code):
    """The words of the starter pages, most frequent first, and as many made-up ones as make it large."""
    counted = {}
    for path in sorted((settings.BASE_DIR / "ggsn" / "content" / "pages").glob(f"*.{code}.md")):
        for word in re.findall(r"[^\W\d_]{3,}", path.read_text(encoding="utf-8").lower()):
            counted[word] = counted.get(word, 0) + 1
    dice = random.Random(code)  # noqa: S311
    made_up = ("".join(dice.choices(SYLLABLES, k=dice.randint(2, 4))) for _ in itertools.count())
    words = dict.fromkeys(sorted(counted, key=lambda word: (-counted[word], word)))
    for word in made_up:
        words.setdefault(word)
        if len(words) >= 8000:
            return list(words)


def zipf(how_many):
    return list(itertools.accumulate(1 / (rank + 8) for rank in range(how_many)))


def both(name, texts):
    return {f"{name}_{code}": text for code, text in texts.items()}


def address(title, number):
    return f"{slugify(title)[:50].strip('-')}-{number}".lstrip("-")


def link(model, field, things, entries, most, dice):
    """Rows between things and a few entries each, without a query for each thing."""
    relation = model._meta.get_field(field)
    through = relation.remote_field.through
    own, other = relation.m2m_field_name(), relation.m2m_reverse_field_name()
    through.objects.bulk_create(
        through(**{own: thing, other: entry})
        for thing in things
        for entry in dice.sample(entries, min(len(entries), dice.randint(1, most)))
    )
