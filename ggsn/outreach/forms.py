"""What a member wishes to get by mail."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ggsn.outreach.models import Detail, Rhythm, Topic, Wishes
from members.forms import ExplainedChoices

HINTS = {
    Detail.FULL: _("The texts themselves stand in the mail, and stay where your mail is kept."),
    Detail.TITLE: _("The texts are read on the portal, after signing in."),
    Detail.NEWS: _("No title, no name: a mail that says nothing to whoever looks over your shoulder."),
}


def rhythm_fields(wishes):
    """One choice for each topic there is."""
    return {
        topic.value: forms.ChoiceField(label=topic.label, choices=Rhythm.choices, initial=wishes.rhythm(topic).value)
        for topic in Topic
    }


class WishesForm(forms.ModelForm):
    """One choice for each topic there is, then how much may be said."""

    class Meta:
        model = Wishes
        fields = ["detail", "neutral_words"]
        widgets = {"detail": ExplainedChoices(hints=HINTS)}
        labels = {"neutral_words": _("Words that give nothing away, for “Only that there is news”")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["detail"].choices = Detail.choices
        self.fields |= rhythm_fields(self.instance)
        self.order_fields([*Topic.values, "detail", "neutral_words"])

    def save(self, commit=True):
        self.instance.choose(self.cleaned_data)
        return super().save(commit)
