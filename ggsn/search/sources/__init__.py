"""What can be found, by kind. A room joins with a Source of its own, named here, and a listener in ggsn.search.watch.

Where the rights of a thing are those of another (a file and its resource), its own `visible_to` says so: the index asks
nothing else. A source of files would be: number 2, `standing` those that are served, `texts` one Text of its language
with its title and its words, `filed` its language, `date` and `address` those of its resource.
"""

from ggsn.search.sources.base import Source
from ggsn.search.sources.files import Files
from ggsn.search.sources.glossary import Terms
from ggsn.search.sources.library import Resources
from ggsn.search.sources.meetings import Meetings
from ggsn.search.sources.members import Members
from ggsn.search.sources.pages import Pages

# In the order in which groups of results stand on the page.
SOURCES: list[Source] = [Terms(), Resources(), Files(), Pages(), Meetings(), Members()]
BY_NUMBER = {source.number: source for source in SOURCES}
BY_NAME = {source.name: source for source in SOURCES}
BY_MODEL = {source.model: source for source in SOURCES}
