"""How tests are shared out among workers: a file of them goes to one, and what it makes for all its tests is made once.

But in the order of the collection: tests that commit leave no table as it was and come after all others, journeys last.
So a file whose tests stand in two places of that order goes to one worker here, and to another there.
"""

from itertools import groupby

from xdist.scheduler import LoadScopeScheduling


class FilesTogether(LoadScopeScheduling):
    def __init__(self, config, log=None):
        config.option.loadscopereorder = False
        super().__init__(config, log)
        self.scopes = {}

    def _split_scope(self, nodeid):
        """The place of a test in the order: all tests of a file that follow each other have the same."""
        if not self.scopes:
            pieces = groupby(self.collection, key=file_of)
            self.scopes = {one: f"{number} {file}" for number, (file, some) in enumerate(pieces) for one in some}
        return self.scopes[nodeid]


def file_of(nodeid):
    return nodeid.partition("::")[0]
