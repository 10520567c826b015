"""What members share: the library, its topics, and the review every contribution goes through."""

from resources.models.collections import Collection, CollectionItem
from resources.models.drafts import Draft, last_touched
from resources.models.drive import AccessRequest, Holding, Keeping, LastCheck, Renewal, cards_in_trouble, folders_of
from resources.models.editions import Edition
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
    address_of,
    any_language,
)
from resources.models.likeness import Fingerprint
from resources.models.reviews import LastLook, Phrase, Review
from resources.models.versions import Version

__all__ = [
    "AccessRequest",
    "Collection",
    "CollectionItem",
    "Draft",
    "Edition",
    "FileVersion",
    "Fingerprint",
    "Holding",
    "Keeping",
    "Kind",
    "LastCheck",
    "LastLook",
    "Licence",
    "Phrase",
    "Renewal",
    "Resource",
    "ResourceFile",
    "ResourceLink",
    "Review",
    "ShownAs",
    "State",
    "Tagging",
    "Topic",
    "Version",
    "address_of",
    "any_language",
    "cards_in_trouble",
    "folders_of",
    "last_touched",
]
