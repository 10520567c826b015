"""The one style sheet of the desk says what the sheets said that went into it, of all that the desk has."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from ggsn.sheets import joined, names_absent

pytestmark = pytest.mark.no_database
# Every rule with one selector of its own, in the order in which the browser goes by them, and under which condition.
READ = """[...document.styleSheets[0].cssRules].flatMap(function each(rule) {
  if (rule.cssRules?.length) return [...rule.cssRules].flatMap(each).map(one => rule.conditionText + one)
  if (!rule.selectorText) return rule.cssText
  const said = rule.cssText.slice(rule.selectorText.length)
  return rule.selectorText.split(/,(?![^(]*[)])/).map(one => one.trim() + said)
})"""


def test_a_browser_reads_the_same_rules_from_the_joined_sheet(browser):
    apart = written_out("ggsn/admin.css")
    page = browser.new_page()

    def rules(sheet):
        page.set_content(f"<style>{sheet}</style>")
        return page.evaluate(READ)

    def tight(rules):
        return [re.sub(r"\s|\.\./admin/|\.\./", "", rule) for rule in rules]

    whole, left = rules(apart), rules(joined("ggsn/admin.css"))
    own = [rule for rule in whole if "--primary: #79aec8" not in rule]  # but for Django's colours
    assert len(own) == len(whole) - 2
    meant = [rule for rule in own if not names_absent(re.sub(r":not\([^)]*\)", "", selector_of(rule)))]
    assert tight(left) == tight(meant)
    assert 500 < len(left) < len(whole)
    page.close()


def selector_of(rule):
    """As the sheet has it: browsers put quotation marks around values."""
    return rule.partition("{")[0].replace('"', "")


def written_out(name):
    """The sheet with every import in its place, and everything else as it was written."""
    text = Path(finders.find(name)).read_text()
    for line, address in re.findall(r"""(@import url\(["'](.+?)["']\);)""", text):
        text = text.replace(line, written_out(f"admin/css/{address.rpartition('/')[2]}"))
    return text
