"""How the sections of a text are laid out, told by their anchors."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    """One strip of the front page: its kind, the section it shows, and the one beside it."""

    kind: str
    section: object = None
    beside: object = None


def on_the_front_page(sections):
    """The front page strip by strip: those before the next meeting, and those after.

    Steps have their neighbour beside them; the next meeting comes before the commitments.

    Sections with other anchors are ordinary prose, so that a network may write another front page.
    """
    shapes, rest = [], list(sections)
    while rest:
        section = rest.pop(0)
        if section.id == "doors":
            shapes.append(Shape("doors", section))
        elif section.id == "for-you":
            shapes.append(Shape("two", section))
        elif section.id == "commitments":
            shapes.append(Shape("giant", section))
        elif section.is_steps:
            shapes.append(Shape("steps", section, rest.pop(0) if rest else None))
        else:
            shapes.append(Shape("prose", section))
    at = next((index for index, shape in enumerate(shapes) if shape.kind in ("giant", "steps")), len(shapes))
    return shapes[:at], shapes[at:]
