"""A set of results as an Atom feed."""

import datetime
import re

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

MOST = 30
# What XML cannot hold, and would leave every reader without the feed; and what turns the direction of a text.
_NOT_WORDS = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]")


class Feed(Atom1Feed):
    """Without anything in it, it is as old as the network, not of this second."""

    def latest_post_date(self):
        dates = [item["updateddate"] for item in self.items]
        return max(dates, default=datetime.datetime(2022, 1, 1, tzinfo=datetime.UTC))


def write_feed(results, request):
    address = f"{settings.SITE_URL}{request.get_full_path()}"
    query = results.choices.query_string(results.query)
    title = _("GGSN: %(query)s") % {"query": words(results.query)} if results.query else _("GGSN: search")
    page = f"{settings.SITE_URL}{reverse('search:results')}?{query}"
    feed = Feed(title=title, link=page, description="", language=results.language, feed_url=address, feed_guid=page)
    for shown, entry in results.newest(MOST):
        # Of what was indexed without a date, which `manage.py reindex` brings in step, the thing itself knows it.
        date = shown.source.date(shown.thing) or datetime.datetime.fromtimestamp(entry.date, tz=datetime.UTC)
        link = f"{settings.SITE_URL}{shown.address}"
        passage = shown.passage
        feed.add_item(
            title=words(shown.title),
            link=link,
            description=words(strip_tags(passage[0])) if passage else "",
            updateddate=date,
            unique_id=f"{settings.SITE_URL}{shown.source.identity(shown.thing)}",
        )
    return feed.writeString("utf-8")


def words(text):
    """`text` as XML can hold it."""
    return _NOT_WORDS.sub("", str(text))
