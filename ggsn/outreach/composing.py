"""A message in words: made when it leaves, from what is true then, in its reader's language and on their clock."""

from dataclasses import dataclass, field

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from ggsn.outreach.kinds.base import DIGEST, find_kind, is_direct
from ggsn.outreach.letters import as_html, in_words
from ggsn.outreach.models import Detail, Topic, Wishes
from ggsn.outreach.models.wishes import ALL, Rhythm
from members.roles import is_member

# How many pieces of news a digest tells of one by one; of the others it says how many they are.
MOST_IN_A_DIGEST = 20
# Signs of a text that stand in a mail: what is longer is read on its page. Mails stay under 30 kB, in both their forms.
MOST_OF_A_TEXT = 6000
MOST_OF_A_TEXT_IN_A_DIGEST = 400


class Pointless(Exception):
    """It would not be true any more, or is not wanted any more: its one word goes to the desk."""


@dataclass
class Composed:
    """A mail ready to go. `carried` are the messages that go with it, `pointless` those that no longer should."""

    to: str
    subject: str
    text: str
    html: str
    sender: str
    headers: dict = field(default_factory=dict)
    carried: list = field(default_factory=list)
    pointless: list = field(default_factory=list)


@dataclass
class Entry:
    """A piece of news in a digest."""

    message: object
    topic: Topic
    line: str
    address: str
    text: str
    is_cut: bool


def compose(message):
    """The mail that this message is now. Raises Pointless where there is nothing to say any more."""
    if message.is_worn_out:
        raise Pointless("too late")
    if not message.kind:
        return Composed(message.to, message.subject, message.text, message.html, message.sender, message.headers)
    if is_direct(message.kind):
        return compose_direct(message)
    member, wishes = message.member, Wishes.objects.of_one(message.member)
    if not is_member(member):
        raise Pointless("left")
    if not member.takes_mail:
        raise Pointless("quiet")
    with override(member.language), timezone.override(member.zone):
        if message.kind == DIGEST:
            return compose_digest(message, member, wishes)
        return compose_one(message, member, wishes)


def compose_direct(message):
    """For applicants, and for an address that somebody gave as theirs: only as long as it is."""
    kind, thing = what_there_is_to_say(message)
    reader = kind.reader(thing)
    if message.to not in {"", reader.email}:
        raise Pointless("another address")
    if kind.edition(thing) not in {None, message.edition}:
        raise Pointless("told by another")
    wishes = Wishes.objects.of_one(message.member) if message.member else None
    with override(reader.language):
        sender, subject, text = in_words(kind.name, kind.facts(thing), wishes)
        return Composed(reader.email, subject, text, as_html(subject, text), sender)


def compose_one(message, member, wishes):
    kind = find_kind(message.kind)
    thing = what_it_is_about(message, member, wishes)
    facts = {**facts_of(kind, thing), "what": message.edition.partition("-")[0]}
    return letter(kind.name, facts, member, wishes, kind.topic)


def facts_of(kind, thing):
    text, is_cut = cut(kind.text(thing), MOST_OF_A_TEXT)
    facts = {"thing": thing, "line": kind.line(thing), "address": kind.address(thing), "text": text, "is_cut": is_cut}
    return {**facts, **kind.facts(thing)}


def cut(text, most):
    """As much of a text as fits, to the end of a word, and whether that is not all. The mail must then say so."""
    if len(text) <= most:
        return text, False
    return text[:most].rpartition(" ")[0] or text[:most], True


def compose_digest(message, member, wishes):
    entries, pointless = entries_of(message.carried.select_related("member"), wishes)
    if not entries:
        for one, why in pointless:
            one.drop(why)
        raise Pointless("nothing left")
    shown = entries[:MOST_IN_A_DIGEST]
    facts = {
        "sections": [
            (topic.label, lines) for topic in Topic if (lines := [one for one in shown if one.topic == topic])
        ],
        "more": len(entries) - len(shown),
    }
    composed = letter(DIGEST, facts, member, wishes, ALL)
    composed.carried, composed.pointless = [entry.message for entry in entries], pointless
    return composed


def entries_of(messages, wishes):
    """What these messages say now, each thing once; and those that have nothing to say, with the reason."""
    said, pointless = {}, []
    for message in messages:
        kind = find_kind(message.kind)
        try:
            thing = what_it_is_about(message, message.member, wishes)
        except Pointless as reason:
            pointless.append((message, str(reason)))
            continue
        of_same_thing = (kind.model, message.about)
        if of_same_thing in said:
            pointless.append((said.pop(of_same_thing).message, "told by another"))
        line = kind.line(thing)
        if kind.says_what_happened:
            line = _("%(what)s: %(title)s") % {"what": kind.label, "title": line}
        text, is_cut = cut(" ".join(kind.text(thing).split()), MOST_OF_A_TEXT_IN_A_DIGEST)
        said[of_same_thing] = Entry(message, kind.topic, line, kind.address(thing), text, is_cut)
    return list(said.values()), pointless


def what_there_is_to_say(message):
    """(kind, thing) of this message, if there still is something to say to anybody."""
    kind = find_kind(message.kind)
    thing = kind.find(message.about)
    if thing is None:
        raise Pointless("gone")
    if why_not := kind.why_not(thing):
        raise Pointless(why_not)
    return kind, thing


def what_it_is_about(message, member, wishes):
    """The thing, if this member may still know of it and wants to. Rights are asked anew: much may have changed."""
    kind, thing = what_there_is_to_say(message)
    if not kind.may_read(member, thing):
        raise Pointless("not for them")
    if kind.topic:
        if wishes.rhythm(kind.topic) == Rhythm.OFF:
            raise Pointless("unwanted")
        if wishes.refusal:
            raise Pointless("address refuses")
    return thing


def letter(kind, facts, member, wishes, topic):
    """A mail of this kind for this member. Of news it says how to have less of them, in each of the two ways.

    Where it is to be quiet, all news say the same; a letter of service says what it must, without name or title.
    """
    facts = {
        **facts,
        "member": member,
        "is_full": wishes.detail == Detail.FULL,
        "topic": topic,
        "wishes_url": settings.SITE_URL + reverse("outreach:wishes"),
        "dashboard_url": settings.SITE_URL + reverse("members:dashboard"),
    }
    headers = {}
    if topic:
        wishes = Wishes.objects.kept_for(member) if wishes.pk is None else wishes
        facts["stop_url"] = settings.SITE_URL + reverse("outreach:stop", args=[wishes.link(topic)])
        headers = {
            "List-Unsubscribe": f"<{facts['stop_url']}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    sender, subject, text = in_words("quiet" if topic and wishes.is_quiet else kind, facts, wishes)
    return Composed(member.email, subject, text, as_html(subject, text), sender, headers)


def compose_for_slack(message):
    """What stands in Slack: in each language of the portal, one after the other. Raises Pointless."""
    kind, thing = what_there_is_to_say(message)
    said = []
    for code in kind.languages(thing):
        with override(code), timezone.override("UTC"):
            facts = {**facts_of(kind, thing), "address": kind.slack_address(thing)}
            said.append(render_to_string(f"outreach/{kind.name}/slack.txt", facts).strip())
    return "\n\n".join(said)
