"""What is read at the desk and made elsewhere: put in front of its ModelAdmin."""

from members.roles import is_coordinator


class OnlyRead:
    """Nothing can be added, changed or deleted here, whatever rights somebody has."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ReadByCoordinators(OnlyRead):
    def has_module_permission(self, request):
        return is_coordinator(request.user)

    def has_view_permission(self, request, obj=None):
        return is_coordinator(request.user)
