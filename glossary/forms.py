from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from glossary.models import Proposal


class ProposalForm(forms.ModelForm):
    """A word that is missing. `website` is a trap: people do not see it, machines fill it in."""

    language = forms.ChoiceField(
        label=_("In which language is it?"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )
    website = forms.CharField(
        label=_("Leave this empty"), required=False, widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"})
    )

    class Meta:
        model = Proposal
        fields = ["word", "language", "why"]
        labels = {"word": _("The word"), "why": _("Why it is missing, or what it means to you")}
        help_texts = {
            "word": _("As you would look it up. You may also name a word we have, to question what we say of it."),
            "why": _("Only the people who keep the glossary read this."),
        }
        error_messages = {"word": {"required": _("Write the word you miss.")}}
        widgets = {"why": forms.Textarea({"rows": 4})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("language", get_language())

    @property
    def is_trapped(self):
        return bool(self.cleaned_data.get("website"))

    def clean_word(self):
        return " ".join(self.cleaned_data["word"].split())
