"""What members share: the library, its topics, and the review every contribution goes through."""

from resources.models.files import FileVersion, ResourceFile
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
from resources.models.words import Edition, Occurrence, Word

__all__ = [
    "Edition",
    "FileVersion",
    "Kind",
    "Licence",
    "Occurrence",
    "Resource",
    "ResourceFile",
    "ResourceLink",
    "Review",
    "ShownAs",
    "State",
    "Tagging",
    "Topic",
    "Word",
    "any_language",
]
