"""What the library tells whoever listens. Each carries `resource`; those after a decision also `review`."""

from django.dispatch import Signal

resource_submitted = Signal()
resource_published = Signal()
changes_asked = Signal()
resource_declined = Signal()
resource_withdrawn = Signal()
access_asked = Signal()  # request: for a document in the drive
keeper_asked = Signal()  # member, season: whether what they look after in the drive is still there
topics_merged = Signal()  # into, others
