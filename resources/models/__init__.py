"""What members share: the library, its topics, and the review every contribution goes through."""

from resources.models.editions import Edition
from resources.models.library import (
    Kind,
    Licence,
    Resource,
    ResourceLink,
    ShownAs,
    State,
    Tagging,
    Topic,
    any_language,
)
from resources.models.reviews import Review

__all__ = [
    "Edition",
    "Kind",
    "Licence",
    "Resource",
    "ResourceLink",
    "Review",
    "ShownAs",
    "State",
    "Tagging",
    "Topic",
    "any_language",
]
