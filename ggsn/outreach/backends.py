from django.core.mail.backends.locmem import EmailBackend as Outbox  # noqa: F401
