from django.db.models import Exists, OuterRef
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ggsn.search.sources.base import LANGUAGES, Source, in_each_language
from ggsn.search.tokens import Text
from ggsn.templatetags.languages import language_name
from members.models import Visibility
from resources.models import FileVersion, ResourceFile
from resources.weights import weight


class Files(Source):
    """Files of the library, by the words in them: found by whoever may take them, and by nobody else."""

    number = 2
    name = "files"
    label = _("Files")
    paper = "lib"
    model = ResourceFile
    is_alike = True
    fetched = ("resource",)
    dated_by = "resource__published_at"
    read = ("versions", "resource__languages")

    def standing(self):
        served = FileVersion.objects.confirmed().filter(file=OuterRef("pk"))
        of_published = ResourceFile.objects.filter(withdrawn_at=None, resource__published_at__isnull=False)
        return of_published.filter(Exists(served))

    def served(self, file):
        """The newest version: what is taken, and so what is searched."""
        confirmed = (one for one in file.versions.all() if one.confirmed_at and not one.withdrawn_at)
        return max(confirmed, key=lambda version: version.pk)

    def texts(self, file):
        version = self.served(file)
        titles = in_each_language(file, "title") or [Text("", title=version.name)]
        return [*titles, *(Text(language, body=version.words) for language in self.languages(file))]

    def language(self, file):
        """The language its words are in: its own, else the only one of its resource; None where that tells nothing."""
        if file.language_id:
            return file.language_id
        of_resource = [language.pk for language in file.resource.languages.all()]
        return of_resource[0] if len(of_resource) == 1 else None

    def languages(self, file):
        """As which its words are read: where its language is not known, as each of the portal.

        What was indexed before it was so is found by other forms of its words after `manage.py reindex`.
        """
        known = self.language(file)
        return LANGUAGES if known is None else [known if known in LANGUAGES else ""]

    def spoken(self, file, texts):
        """Known, the language of its words counts, and not that of its title: it may be none of the portal's."""
        known = self.language(file)
        return [code for code in LANGUAGES if code == known] if known else super().spoken(file, texts)

    def filed(self, file):
        known = self.language(file)
        return [("language", known)] if known else []

    def remarks(self, file):
        said = [str(file.resource), weight(self.served(file).size)]
        known, reader = self.language(file), get_language()
        titles = [text.language for text in in_each_language(file, "title")]
        of_title = reader if reader in titles else next(iter(titles), None)  # results say it where it is another
        return said if known in {None, reader, of_title} else [language_name(known), *said]

    def visibility(self, file):
        """No wider than that of the resource it belongs to."""
        is_public = {file.visibility, file.resource.visibility} == {Visibility.PUBLIC}
        return Visibility.PUBLIC if is_public else Visibility.MEMBERS

    def address(self, file):
        return f"{file.resource.get_absolute_url()}#files"

    def identity(self, file):
        return f"{file.resource.get_absolute_url()}#{file.key}"
