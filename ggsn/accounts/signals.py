"""What happens to accounts, for those who tell of it."""

from django.dispatch import Signal

factor_loss_asked = Signal()  # loss
factor_loss_granted = Signal()  # loss
