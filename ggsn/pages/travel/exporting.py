"""Write all pages and published terms as files that load back to the same."""

from pathlib import Path

from ggsn.pages.travel.files import write
from ggsn.pages.travel.kinds import KINDS


def export(directory):
    """Write into `directory` (made where there is none) and return the paths. Files of other names stay as they are."""
    paths = []
    for kind in KINDS:
        folder = Path(directory) / kind.name
        folder.mkdir(parents=True, exist_ok=True)
        for key, thing in kind.exported().items():
            said = kind.said(thing)
            for language, text in said.texts.items():
                path = folder / f"{key}.{language}.md"
                path.write_text(write({**text, **said.shared}, kind.fields, text[kind.body]), encoding="utf-8")
                paths.append(path)
    return paths
