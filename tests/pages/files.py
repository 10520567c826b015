"""Files of pages and terms, as an organisation would write them, and loading them."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from ggsn.pages.travel.kinds import Pages, Terms

PAGE = """---
title: "{title}"
slug: {slug}
lede: "A lede."
description: "What it is."
section: about
layout: plain
visibility: public
order: 10
---

{body}
"""

TERM = """---
name: {name}
slug: {slug}
variants:
  - equal
source_author: ""
source_work: ""
source_url: ""
free_translation: false
rule: translate
rule_note: ""
see_also: {see_also}
section: "{section}"
---

What it means.
"""


def page(title, slug, body="## One {#one}\n\nText."):
    return PAGE.format(title=title, slug=slug, body=body)


def term(name, slug, see_also="[]", section="about#one"):
    return TERM.format(name=name, slug=slug, see_also=see_also, section=section)


def load(directory, *arguments):
    out = StringIO()
    call_command("load_content", str(directory), *arguments, stdout=out)
    return out.getvalue().splitlines()


def refused(directory, *arguments):
    with pytest.raises(CommandError) as error:
        load(directory, *arguments)
    return str(error.value).replace(f"{directory}/", "").splitlines()


def everything():
    return [
        {key: (said.texts, said.shared) for key, thing in kind.all().items() for said in [kind.said(thing)]}
        for kind in (Pages, Terms)
    ]
