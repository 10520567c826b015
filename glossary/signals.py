"""What the glossary tells whoever listens."""

from django.dispatch import Signal

proposal_received = Signal()  # proposal
proposal_decided = Signal()  # proposal
