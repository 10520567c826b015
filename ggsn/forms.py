from django import forms
from django.conf import settings
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _


class PaperRenderer(TemplatesSetting):
    """Every field as label, hint, error, control; every form headed by a summary of what is to be put right."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"


class LanguageForm(forms.Form):
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, widget=forms.RadioSelect)
