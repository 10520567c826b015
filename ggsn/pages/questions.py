"""“Is it for you?”: seven questions made of the network's own criteria, and what their answers suggest.

Nothing is stored and no cookie is set. The answers travel in the address under names and numbers that say nothing
(`a=1&b=2`), and no log keeps query strings.
"""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# The button's name: whoever sends no answer at all is told what is missing, too.
SENT = "z"
JOIN, LEARN, ELSEWHERE = "join", "learn", "elsewhere"

ASKED = {"required": gettext_lazy("Choose an answer."), "invalid_choice": gettext_lazy("Choose one of these answers.")}
ASKED_MANY = {
    "required": gettext_lazy("Choose one answer at least."),
    "invalid_choice": gettext_lazy("Choose among these answers."),
}


def one(label, *answers):
    choices = [(str(number), answer) for number, answer in enumerate(answers, 1)]
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages=ASKED)


def many(label, *answers):
    choices = [(str(number), answer) for number, answer in enumerate(answers, 1)]
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages=ASKED_MANY,
        help_text=gettext_lazy("Several answers are possible."),
    )


class QuestionsForm(forms.Form):
    use_required_attribute = False

    a = one(
        gettext_lazy("Whom do you support?"),
        gettext_lazy("Grassroots groups, or activists in them"),
        gettext_lazy("Such groups, and larger organizations too"),
        gettext_lazy("Mostly larger organizations: NGOs, foundations, institutions"),
        gettext_lazy("Nobody yet"),
    )
    b = many(
        gettext_lazy("How do you support them?"),
        gettext_lazy("By coaching, training or mentoring"),
        gettext_lazy("By making tools to learn with"),
        gettext_lazy("By opening spaces where activists meet"),
        gettext_lazy("By helping campaigns turn knowledge into action"),
        gettext_lazy("By caring for people, so that they last"),
        gettext_lazy("By troubleshooting when a campaign is stuck"),
        gettext_lazy("In another way"),
        gettext_lazy("I do not do it yet"),
    )
    c = many(
        gettext_lazy("What is true of the groups you think of?"),
        gettext_lazy("Volunteers drive them, even if paid staff coordinate"),
        gettext_lazy("They organised themselves, above all at the start"),
        gettext_lazy("Power and decisions are shared among their members"),
        gettext_lazy("They have a say in their own strategy, tactics and culture"),
        gettext_lazy("Nothing of all that"),
        gettext_lazy("I do not know"),
    )
    d = one(
        gettext_lazy("What brings these groups together?"),
        gettext_lazy("A struggle for justice, or several"),
        gettext_lazy("Something else"),
        gettext_lazy("I am not sure"),
    )
    e = one(
        gettext_lazy("What do they try to do above all?"),
        gettext_lazy("Change the rules that produce the injustice"),
        gettext_lazy("Meet urgent needs: services, aid, relief"),
        gettext_lazy("Both"),
        gettext_lazy("I do not know"),
    )
    f = one(
        gettext_lazy("What are you looking for above all?"),
        gettext_lazy("To share practice with people who support activists"),
        gettext_lazy("To learn to support grassroots activists better"),
        gettext_lazy("Specialists in philanthropy, humanitarian aid, development, or the advocacy of large NGOs"),
        gettext_lazy("Funding, a job, or people to recruit"),
    )
    g = one(
        gettext_lazy("How would you take part?"),
        gettext_lazy("By giving some time, often or now and then"),
        gettext_lazy("By reading and listening only, at least at first"),
        gettext_lazy("I cannot say yet"),
    )


@dataclass(frozen=True)
class Suggestion:
    outcome: str
    reasons: list


def answer_to(query):
    """What the page shows: the blank questions, what is missing in the answers, or the suggestion they lead to."""
    if not any(name in query for name in [SENT, *QuestionsForm.base_fields]):
        return {"form": QuestionsForm()}
    form = QuestionsForm(query)
    if not form.is_valid() or "again" in query:
        return {"form": form}
    return {"form": form, "suggestion": suggest(form.cleaned_data), "answers": _without(query, "again", SENT)}


def _without(query, *names):
    values = query.copy()
    for name in names:
        values.pop(name, None)
    return values.urlencode()


def suggest(answers):
    """One of three ways, by the network's criteria: one sign out of four makes a group grassroots."""
    supports = answers["a"] in ("1", "2") and answers["b"] != ["8"]
    signs = len([sign for sign in answers["c"] if sign in "1234"])
    unsure = not signs and "6" in answers["c"]
    for_justice, for_change = answers["d"] == "1", answers["e"] in ("1", "3")
    against = [
        answers["a"] == "3",
        not signs and not unsure,
        answers["d"] == "2",
        answers["e"] == "2",
    ].count(True)

    if answers["f"] in ("3", "4"):
        outcome = ELSEWHERE
    elif supports and signs and for_justice and for_change:
        outcome = JOIN
    elif answers["f"] == "2" or against < 2:
        outcome = LEARN
    else:
        outcome = ELSEWHERE
    return Suggestion(outcome, list(_reasons(answers, signs, unsure)))


def _reasons(answers, signs, unsure):
    yield {
        "1": _("You support grassroots groups or their activists: that is the work shared here."),
        "2": _("You support grassroots groups among others: what you do with them is the work shared here."),
        "3": _("You mostly support larger organizations; here the talk is about groups moved by their members."),
        "4": _("You support nobody yet: you would find here how others began."),
    }[answers["a"]]
    if answers["b"] == ["8"]:
        yield _("You do not do it yet: members share how they coach, train and equip groups.")
    elif set(answers["b"]) & set("123456"):
        yield _("Your way of supporting them is among those that members share most.")
    else:
        yield _("Your way of supporting them is not on our list, and the list is open.")
    if signs == 4:
        yield _("The groups you think of show all four signs by which we call a group grassroots.")
    elif signs:
        yield _("One sign is enough for us to call a group grassroots, and those you think of show it.")
    elif unsure:
        yield _("You do not know how these groups work: one sign out of four is enough for us to say grassroots.")
    else:
        yield _("The groups you think of show none of the four signs by which we call a group grassroots.")
    yield {
        "1": _("They fight for justice: every such struggle belongs here, with no ranking."),
        "2": _("What brings them together is not a struggle for justice, and that is what unites members here."),
        "3": _("You are not sure that they fight for justice: single causes and every way of resisting count."),
    }[answers["d"]]
    yield {
        "1": _("They want to change the rules: this transformational approach is what members have in common."),
        "2": _("They mostly meet urgent needs; members here work to change what produces them."),
        "3": _("They meet needs and change the rules: the second is what members have in common."),
        "4": _("You do not know yet what they aim at; members here work to change the rules, not to deliver services."),
    }[answers["e"]]
    yield {
        "1": _("You want to share practice: that is what meetings, challenges and the library are for."),
        "2": _("You want to learn to support activists better: for that you are welcome, wherever you come from."),
        "3": _("You look for specialists in other fields: there are few of them here."),
        "4": _("You look for funding, a job or people to recruit: we keep such messages to a minimum."),
    }[answers["f"]]
    yield {
        "1": _("The time you give is yours to measure, and it is valued."),
        "2": _("Reading and listening only is fine: giving time is optional."),
        "3": _("You need not decide how you take part: giving time is optional."),
    }[answers["g"]]
