"""What is kept in memory as one edition: made once, and made anew when its mark has changed."""

import threading


class Kept:
    """Called, it gives what `make(mark)` made of the edition that stands now; what is made knows its `mark`.

    Which edition that is, a `Marked` model says, and it is asked each time. Of several threads that find another mark
    one makes the new, and the others wait for it.
    """

    def __init__(self, edition, make):
        self._edition, self._make = edition, make
        self._making = threading.Lock()
        self._made = None

    def __call__(self):
        mark = self._edition.current()
        made = self._made
        if made is None or made.mark != mark:
            with self._making:
                made = self._made
                if made is None or made.mark != mark:
                    made = self._made = self._make(mark)
        return made
