"""What whoever reviews an application can do next, as one form at the desk."""

from django import forms
from django.utils.translation import gettext_lazy as _

from members.keyed_links import refuse_keys_in_words
from members.models import Member, Reason

TAKE, ASK, LEARN, ACCEPT, DECLINE, HAND, SHARE, AGAIN = "take ask learn accept decline hand share again".split()
WHILE_OPEN = [
    ("", _("Nothing yet")),
    (TAKE, _("I look after it")),
    (ASK, _("Ask the applicant a question")),
    (ACCEPT, _("Accept: a new member, welcomed by mail")),
    (LEARN, _("Invite to join to learn")),
    (DECLINE, _("Decline, with a kind word")),
    (SHARE, _("Look after it together with somebody")),
    (HAND, _("Hand it over to somebody")),
]
ONCE_ACCEPTED = [("", _("Nothing")), (AGAIN, _("Send the letter of welcome again"))]
ALONE, OURS, NAMED = "alone", "ours", "named"
REPRESENTING = [
    ("", "–"),
    (ALONE, _("in their own name")),
    (OURS, _("for the organization of ours chosen above")),
    (NAMED, _("for the organization they named, which is made now")),
]


class ReviewForm(forms.ModelForm):
    """What to do next. A word to the applicant goes out beside what the mail says by itself, in their language."""

    reviewer = None

    decision = forms.ChoiceField(label=_("What to do"), choices=WHILE_OPEN, required=False, widget=forms.RadioSelect)
    word = forms.CharField(
        label=_("Words to the applicant"),
        required=False,
        max_length=3000,
        validators=[refuse_keys_in_words],
        widget=forms.Textarea({"rows": 5, "cols": 56}),
        help_text=_("Your question; or, with a decision, a word of yours beside what the mail says."),
    )
    kindness = forms.ChoiceField(
        label=_("If you decline: why"),
        choices=[("", "–"), *Reason.choices],
        required=False,
        help_text=_("Sent as it is, in the applicant’s language."),
    )
    representing = forms.ChoiceField(
        label=_("If you accept: they join"),
        choices=REPRESENTING,
        required=False,
        help_text=_("Members read the name of each organization: make none whose name could harm somebody."),
    )
    colleague = forms.ModelChoiceField(
        label=_("To or with whom"), queryset=Member.objects.none(), required=False, help_text=_("Who may see this one.")
    )
    note = forms.CharField(
        label=_("Note for reviewers"),
        required=False,
        max_length=3000,
        validators=[refuse_keys_in_words],
        widget=forms.Textarea({"rows": 3, "cols": 56}),
        help_text=_("The applicant never reads it."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        application = self.instance
        able = Member.objects.visible_to(self.reviewer).filter(pk__in=application.may_be_given_to().values("pk"))
        self.fields["colleague"].queryset = able.order_by("sort_name", "pk")
        if not application.names_organization:
            del self.fields["representing"]
        if not application.is_open:
            self.fields["decision"].choices = ONCE_ACCEPTED if may_be_welcomed(application) else [("", _("Nothing"))]

    def clean(self):
        facts = super().clean()
        decision = facts.get("decision")
        if decision == ASK and not facts.get("word"):
            self.add_error("word", _("Write your question."))
        if decision == DECLINE and not facts.get("kindness"):
            self.add_error("kindness", _("Choose what the applicant is told."))
        if decision in {HAND, SHARE} and not facts.get("colleague"):
            self.add_error("colleague", _("Choose somebody."))
        if decision == ACCEPT and "organization" not in self.errors:
            self.check_for_what(facts)
        return facts

    def check_for_what(self, facts):
        """Whoever named an organization is not accepted before it is said for what they join."""
        application, organization, representing = self.instance, facts["organization"], facts.get("representing")
        if organization and representing in {ALONE, NAMED}:
            self.add_error("organization", _("Leave this empty, or say that they join for it."))
        elif organization and not organization.takes(application.member):
            self.add_error("organization", _("This organization has as many representatives as it may have."))
        elif representing == OURS and not organization:
            self.add_error("organization", _("Choose the organization."))
        elif representing == NAMED and application.organizations_of_that_name().exists():
            self.add_error("representing", _("There is one of this name already: choose it further up."))
        elif application.names_organization and not organization and not representing:
            self.add_error("representing", _("Say for what they join: they named an organization."))


def may_be_welcomed(application):
    return bool(application.accepted_at and application.member_id and not application.welcomed_at)
