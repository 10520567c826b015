"""Secret addresses. The database keeps a digest, never what opens (TRUST AUTH-6)."""

import hashlib
import secrets

from django.utils.crypto import constant_time_compare, salted_hmac


def new_token():
    """192 bits that nobody guesses."""
    return secrets.token_urlsafe(24)


def digest(token):
    return hashlib.sha256(token.encode()).hexdigest()


def signed_handle(handle, purpose):
    """The handle of a thing and 128 bits that only this site can add to it: an address that can be made again."""
    return handle + salted_hmac(purpose, handle, algorithm="sha256").hexdigest()[:32]


def handle_signed_by(token, purpose):
    """The handle in such an address, None where this site did not sign it."""
    handle = token[:-32]
    return handle if handle and constant_time_compare(signed_handle(handle, purpose), token) else None
