"""The eyes of all journeys see what they are there to see."""

import pytest

pytestmark = pytest.mark.no_database  # what others do with the database, other journeys do on both

FAULTS = {
    "pale words": ("document.querySelector('h1').style.color = '#ffe'", "color-contrast"),
    "a picture without words": ("document.querySelector('main').append(new Image())", "image-alt"),
    "something too wide": ("document.querySelector('h1').style.width = '1500px'", "scrolls sideways"),
    "a script that fails": ("console.error('out of order')", "out of order"),
    "another host": ("fetch('https://example.org/').catch(() => {})", "connect-src https://example.org"),
    "a second title": ("document.querySelector('main').append(document.createElement('h1'))", "one h1"),
    "a wrong language": ("document.documentElement.lang = 'fr'", "'fr'"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_reader_complains_of(reader, fault):
    script, complaint = FAULTS[fault]
    reader.visit_and_check("/en/account/login/code/")

    reader.page.evaluate(f"() => {{ delete window.found; {script} }}")
    reader.page.wait_for_timeout(50)

    with pytest.raises(AssertionError, match=complaint):
        reader.check(with_axe=True)


def test_a_reader_complains_of_another_answer_than_expected(reader):
    with pytest.raises(AssertionError, match="404"):
        reader.visit_and_check("/en/nothing-is-here/")
