"""How allauth is used here: no open sign-up, one place for mail, the reader's language."""

from allauth.account.adapter import DefaultAccountAdapter


class Adapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False
