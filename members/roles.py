"""Who may do what, as questions about a person. Everything else asks here.

Roles are Django groups, made by a migration. A superuser has all of them. An anonymous visitor is a newcomer, an
account that has not been accepted yet is an applicant: both are answered by the same questions, with no.
"""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404

COORDINATOR = "coordinator"
REGIONAL_COORDINATOR = "regional coordinator"
LIBRARIAN = "librarian"
ROLES = [COORDINATOR, REGIONAL_COORDINATOR, LIBRARIAN]


def is_member(user):
    """Accepted into the network, and still in it."""
    return user.is_authenticated and user.is_active and user.accepted_at is not None


def has_role(user, role):
    return is_member(user) and (user.is_superuser or role in user.role_names)


def is_coordinator(user):
    return has_role(user, COORDINATOR)


def is_librarian(user):
    """May review what members contribute: librarians, and coordinators."""
    return has_role(user, LIBRARIAN) or has_role(user, COORDINATOR)


def coordinates(user, region):
    """May act for the members of this region: coordinators for all, regional coordinators for theirs."""
    if is_coordinator(user):
        return True
    return (
        region is not None
        and has_role(user, REGIONAL_COORDINATOR)
        and any(own.pk == region.pk for own in user.own_regions)
    )


def required(question):
    """A decorator for views: sign in first; and where the answer is no, the page does not exist."""

    def decorator(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not question(request.user):
                raise Http404
            return view(request, *args, **kwargs)

        return login_required(guarded)

    return decorator


member_required = required(is_member)
coordinator_required = required(is_coordinator)
