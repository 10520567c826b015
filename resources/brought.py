"""What somebody may bring: the five kinds that the guidelines welcome, and whatever else the library keeps."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from resources.models import Kind


class Post(models.TextChoices):
    """What members may also post, and what is for everybody to answer rather than for the library to keep."""

    QUESTION = "question", _("A question from a grassroots group")
    CALL = "call", _("A call for a template, a how-to or a tool")
    CONCERNS = "concerns", _("A list of main concerns or challenges")


# The five kinds of the guidelines come first, then whatever else the library has.
BROUGHT = [
    *Post.choices,
    (Kind.WORKSHOP, _("A workshop agenda or approach")),
    (Kind.LINK, _("An outside resource that is useful to grassroots groups")),
    (Kind.GUIDE, _("A guide you made")),
    (Kind.TEMPLATE, _("A template you made")),
    (Kind.MEDIA, _("Something to listen to or to watch")),
    (Kind.DRIVE, _("A document in the encrypted drive")),
]
_AS_YOU_CHOOSE = _("It goes to the library. You choose who sees it: everybody, or members only.")
BROUGHT_HINTS = {
    **dict.fromkeys([Kind.WORKSHOP, Kind.GUIDE, Kind.TEMPLATE, Kind.MEDIA], _AS_YOU_CHOOSE),
    Post.QUESTION: _("Best raised as a challenge, where members answer: we show you how."),
    Post.CALL: _("Best raised as a challenge, where whoever has such a tool can point to it: we show you how."),
    Post.CONCERNS: _("Best raised as challenges, for a meeting: we show you how."),
    Kind.LINK: _("With two sentences of context: a link alone says little. Everybody or members only, as you choose."),
    Kind.DRIVE: _("Only a card saying that it exists, for members only. Never the link."),
}
