"""Links inside the texts of a directory, checked against the directory and what there is here besides.

A heading or a page counts when a file has it, even where somebody has removed it here since: the files are right then,
and on the portal such a link is plain text.
"""

from urllib.parse import unquote

from ggsn.pages.addresses import ROOMS
from ggsn.pages.links import destination
from ggsn.pages.markdown import anchors_in, links_in
from ggsn.pages.travel.kinds import LANGUAGES, Pages, Terms


def broken_references(steps):
    """A Mistake for each link of the files that leads nowhere."""
    there = {kind: {key: [kind.said(thing).texts] for key, thing in kind.all().items()} for kind in (Pages, Terms)}
    for step in steps:
        texts = {language: file.values for language, file in step.files.items()}
        there[step.kind].setdefault(step.key, []).append(texts)
    anchors = {}
    for step in steps:
        for language, file in step.files.items():
            body = file.values[step.kind.body]
            own = anchors_in(body)
            for address, line in links_in(body):
                if problem := _problem(address, language, there, anchors, own):
                    file.lines["link"] = file.lines[step.kind.body] + line
                    yield file.mistake("link", problem)
            yield from _of_the_term(step, file, language, there, anchors)


def _of_the_term(step, file, language, there, anchors):
    if step.kind is not Terms:
        return
    for other in file.values["see_also"]:
        if other not in there[Terms] or other == step.key:
            yield file.mistake("see_also", f"there is no other term “{other}”.")
    section = file.values["section"]
    if section and not any(
        _problem(f"page:{section}", code, there, anchors, set()) is None for code in (language, *LANGUAGES)
    ):
        yield file.mistake("section", _problem(f"page:{section}", language, there, anchors, set()))


def _problem(address, language, there, anchors, own):
    """What is wrong with this link, or None."""
    address = unquote(address)
    kind, _colon, rest = address.partition(":")
    name, hash_, anchor = rest.partition("#")
    if kind == "page":
        if name not in there[Pages]:
            return f"“{address}”: there is no page “{name}”."
        if hash_ and anchor not in _anchors(name, language, there, anchors):
            return f"“{address}”: the page “{name}” has no heading with the anchor “{anchor}”."
    elif kind == "term":
        if name not in there[Terms]:
            return f"“{address}”: there is no term “{name}”."
    elif kind == "room":
        if name not in ROOMS:
            return f"“{address}”: there is no room “{name}”. There are: {', '.join(ROOMS)}."
    elif address.startswith("#"):
        if address[1:] not in own:
            return f"“{address}”: this text has no heading with that anchor."
    elif address.lower().startswith("http:"):
        return f"“{address}”: links to other sites must be https."
    elif destination(address) is None:
        return f"“{address}”: write https://…, page:…, term:… or room:…"
    return None


def _anchors(key, language, there, anchors):
    if (key, language) not in anchors:
        said = [texts.get(language) or next(iter(texts.values()), None) for texts in there[Pages][key]]
        anchors[key, language] = set().union(*(anchors_in(text["body"]) for text in said if text))
    return anchors[key, language]
