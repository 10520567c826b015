"""The forms with which a member gives a file to a resource, or another version of it, and then says what it is.

What is typed never travels with a file: a line that breaks under its weight would take the words along.
"""

import re
import uuid
from tempfile import TemporaryDirectory

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname as localized

from members.models import Language, Visibility
from members.saying import day
from resources.cleaning import ACCEPT_ATTRIBUTE, Refused, clean
from resources.cleaning.names import LONGEST, safe_name
from resources.files.uploads import TOO_LARGE, scratch
from resources.links import refuse_keys
from resources.models import FileVersion, ResourceFile
from resources.storage import StorageAway, in_words
from resources.weights import weight
from resources.words import fold

HINTS = {  # by who will see the resource
    Visibility.PUBLIC: _("You have said that everybody will see the resource."),
    Visibility.MEMBERS: _("The resource is for members only, and so are its files."),
    "": _("You say in “Who sees it” who that will be."),
}
HINT_UNTIL_THEN = _(
    "You have said that only members will see the resource. Once that is sent and published, only they can take its "
    "files; until then, what is chosen here holds."
)


def key_in(data):
    """The number of the form that was sent, or None."""
    try:
        return uuid.UUID(data.get("form_key", ""))
    except ValueError:
        return None


class UploadForm(forms.Form):
    """Nothing but the file. What comes last says that all of it came."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)
    upload = forms.FileField(
        label=_("The file"),
        widget=forms.FileInput(attrs={"accept": ACCEPT_ATTRIBUTE}),
        error_messages={"required": _("Choose a file"), "empty": _("This file is empty. Choose another one.")},
    )
    whole = forms.BooleanField(
        widget=forms.HiddenInput,
        initial="yes",
        error_messages={"required": _("The line broke while the file was sent. Choose the file again, please.")},
    )

    def __init__(self, data=None, files=None, *, instance, by, fault=None):
        super().__init__(data, files)
        self.instance, self.by = instance, by
        self.fault = fault  # why the file did not come in, if one was sent and did not
        self.version = None
        upload = self.fields["upload"]
        upload.help_text = _("At most %(weight)s. It is opened and written anew, and what it tells of you is left out.")
        upload.help_text %= {"weight": weight(settings.LARGEST_FILE)}
        if fault:
            upload.required = False
            self.fields["whole"].required = fault != TOO_LARGE  # then it was not read to its end

    def clean_upload(self):
        """Its size first, then what its member may still give, then what it is: that takes longest."""
        upload = self.cleaned_data["upload"]
        if isinstance(self.fault, StorageAway):
            raise ValidationError(self.fault.sentence)
        if self.fault == TOO_LARGE or (upload and upload.size > settings.LARGEST_FILE):
            raise ValidationError(
                _("Choose a file of at most %(weight)s. For a recording, give the address where it can be heard."),
                params={"weight": weight(settings.LARGEST_FILE)},
            )
        if upload:
            self._refuse_what_is_too_much(upload.size)
        return upload

    def _refuse_what_is_too_much(self, size):
        """What was withdrawn is still stored for a while: giving and withdrawing in turns must not fill the disk."""
        most, stored = settings.FILES_OF_A_MEMBER, FileVersion.objects.stored_of(self.by)
        if FileVersion.objects.of_member(self.by).weight() + size > most:
            raise ValidationError(
                _(
                    "Your files weigh %(weight)s altogether, and that is the most. Withdraw one first, or a "
                    "former version of one."
                ),
                params={"weight": weight(most)},
            )
        if (too_much := stored.weight() + size - 2 * most) > 0:
            raise ValidationError(
                _(
                    "What you have withdrawn is still stored for a while: with it, your files may weigh %(weight)s at "
                    "most. There is room again on %(day)s."
                ),
                params={"weight": weight(2 * most), "day": day(timezone.localtime(stored.weigh_less_by(too_much)))},
            )

    def save(self):
        """Clean what came and keep it. Nothing at all is written down when it is refused, which `add_error` tells."""
        upload = self.cleaned_data["upload"]
        try:
            with TemporaryDirectory(dir=scratch()) as folder:
                cleaned = clean(upload, upload.name, folder)
                self.version = self.instance.receive(cleaned, self.by, self._own_key())
        except Refused as refusal:
            self.add_error("upload", refusal.sentence)
        except OSError as error:
            raise in_words(error) from None
        return self.version

    def _own_key(self):
        """The number of this form, unless it was taken from somebody else's."""
        key = self.cleaned_data["form_key"]
        return None if FileVersion.objects.exclude(by=self.by).filter(form_key=key).exists() else key


class WordsForm(forms.ModelForm):
    """What a file is, how it is called, the language it is in, and who may take it: said once it is there."""

    language = forms.ModelChoiceField(
        label=_("Language it is in"), queryset=Language.objects.all(), required=False, empty_label=_("None, or several")
    )
    visibility = forms.ChoiceField(
        label=_("Who may take it?"),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Only members see the resource, and only they can take it")},
    )

    class Meta:
        model = ResourceFile
        fields = ["language", "visibility"]

    def __init__(self, data=None, *, instance, version, audience):
        """`version` is the one that is shown at present; None where none is, which then has no name to change.

        `audience`: who will see the resource (resources.steps.Contribution).
        """
        super().__init__(data, instance=instance)
        self.version = version
        self.first_language = get_language()
        self.codes = sorted((code for code, _name in settings.LANGUAGES), key=lambda code: code != get_language())
        for code in self.codes:
            self._add_title(code)
        if version:
            self._add_name()
        self._offer_languages()
        self._offer_no_more_than(audience)
        self.order_fields([*(localized("title", code) for code in self.codes), "name", *list(self.fields)])

    def _add_title(self, code):
        name = get_language_info(code)["name_translated"]
        is_first = code == self.first_language
        self.fields[localized("title", code)] = forms.CharField(
            label=_("What it is, in a few words") if is_first else _("The same (%(language)s)") % {"language": name},
            help_text=_("For instance: “The sheet to print”. Without, its own name is shown.") if is_first else "",
            max_length=200,
            required=False,
            validators=[refuse_keys],
            initial=getattr(self.instance, localized("title", code)),
            widget=forms.TextInput(attrs={} if is_first else {"lang": code}),
        )

    def _add_name(self):
        hint = _("Whoever takes it reads this name. It should name nobody. Its ending, .%(ending)s, stays.")
        self.fields["name"] = forms.CharField(
            label=_("The name of the file"),
            help_text=hint % {"ending": self.version.extension},
            max_length=LONGEST,
            validators=[refuse_keys],
            initial=self.version.stem,
            error_messages={"required": _("Give it a name, such as “letter” or “plan”.")},
        )

    def clean_name(self):
        """The same rules as for a name that came with a file; only, a stroke leads to no folder here."""
        stem = re.sub(r"[/\\]", "-", self.cleaned_data["name"])
        try:
            return safe_name(f"{stem}.{self.version.extension}")
        except Refused as refusal:
            raise ValidationError(refusal.sentence) from None

    def _offer_languages(self):
        languages = sorted(Language.objects.all(), key=lambda language: fold(language.name))
        self.fields["language"].choices = [
            ("", self.fields["language"].empty_label),
            *((language.pk, language.name) for language in languages),
        ]

    def _offer_no_more_than(self, audience):
        """What was sent for everybody may stay so: that it will be for members is not sent yet, and may never be."""
        field, members = self.fields["visibility"], (Visibility.MEMBERS, _("Members only"))
        is_for_members = audience == Visibility.MEMBERS
        is_yet_to_be = is_for_members and self.instance.resource.visibility == Visibility.PUBLIC
        field.help_text = HINT_UNTIL_THEN if is_yet_to_be else HINTS[audience]
        if is_for_members and not (is_yet_to_be and self.instance.visibility == Visibility.PUBLIC):
            field.choices, self.initial["visibility"] = [members], Visibility.MEMBERS
        else:
            field.choices = [(Visibility.PUBLIC, _("Whoever sees the resource")), members]

    @transaction.atomic
    def save(self):
        self.instance.resource.hold()
        titles = [localized("title", code) for code in self.codes]
        for title in titles:
            setattr(self.instance, title, self.cleaned_data[title] or None)
        self.instance.save(update_fields=[*titles, "language", "visibility"])
        if self.version and self.cleaned_data["name"] != self.version.name:
            self.version.rename(self.cleaned_data["name"])
        if self.has_changed():
            self.instance.resource.wait_for_review_again()
        return self.instance
