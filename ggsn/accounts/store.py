"""Sessions in the database, as Django keeps them, read by a statement that is composed once (SESSION_ENGINE)."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from members.composed import Composed

_BY_KEY = Composed(lambda key: Session.objects.filter(session_key=key))


class SessionStore(db.SessionStore):
    def load(self):
        for session in _BY_KEY.instances(self.session_key):
            if session.expire_date > timezone.now():
                return self.decode(session.session_data)
        self._session_key = None
        return {}
