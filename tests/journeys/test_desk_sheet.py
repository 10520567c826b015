"""The one style sheet of the desk says what the sheets said that went into it."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from ggsn.sheets import joined

pytestmark = pytest.mark.no_database


def test_a_browser_reads_the_same_rules_from_the_joined_sheet(browser):
    apart = written_out("ggsn/admin.css")
    page = browser.new_page()

    def rules(sheet):
        page.set_content(f"<style>{sheet}</style>")
        read = page.evaluate("[...document.styleSheets[0].cssRules].map(rule => rule.cssText)")
        return [re.sub(r"\s|\.\./admin/|\.\./", "", rule) for rule in read]

    assert len(rules(apart)) > 400
    assert rules(joined("ggsn/admin.css")) == rules(apart)
    page.close()


def written_out(name):
    """The sheet with every import in its place, and everything else as it was written."""
    text = Path(finders.find(name)).read_text()
    for line, address in re.findall(r"""(@import url\(["'](.+?)["']\);)""", text):
        text = text.replace(line, written_out(f"admin/css/{address.rpartition('/')[2]}"))
    return text
