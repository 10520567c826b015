"""Small parts of the account pages."""

from django import template
from django.utils.html import format_html, json_script
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

register = template.Library()

# What a browser says of itself, the more telling signs first, and what people call it.
SYSTEMS = ["Android", "iPhone", "iPad", "Windows", "Mac", "Linux"]
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}


@register.simple_tag
def on_load(function, **ids):
    """Tells allauth's passkey script which elements are which: a block of data, nothing that runs by itself."""
    data = json_script({"ids": ids})
    return mark_safe(data.replace("<script ", format_html('<script data-allauth-onload="{}" ', function), 1))


@register.simple_tag
def device(user_agent):
    """ "Firefox, Android": enough to know one's own devices by."""
    system = next((name for name in SYSTEMS if name in user_agent), None)
    browser = next((name for sign, name in BROWSERS.items() if sign in user_agent), None)
    return ", ".join(filter(None, [browser, system])) or _("Unknown device")
