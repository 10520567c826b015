"""Two texts side by side: what changed, line by line, and word by word inside changed lines."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

_PIECES = re.compile(r"\s+|\w+|[^\w\s]")
_CONTEXT = 2
# Beyond this a comparison word by word costs too much: the texts are shown whole, beside each other.
_MOST_LINES, _MOST_LETTERS = 3000, 4000


@dataclass(frozen=True)
class Row:
    """A line before and after, as pieces [(is it new or gone, text)]; None where there is no such line."""

    before: list | None
    after: list | None
    is_gap: bool = False


def rows(old, new):
    """The lines of two texts beside each other; long stretches without change are left out, as a gap."""
    old, new = old.split("\n") if old else [], new.split("\n") if new else []
    if len(old) + len(new) > _MOST_LINES:
        yield from (_row(before, after) for before, after in zip_longest(old, new))
        return
    for tag, i, i_end, j, j_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from _same(old[i:i_end], is_first=i == 0, is_last=i_end == len(old))
        else:
            yield from (_row(before, after) for before, after in zip_longest(old[i:i_end], new[j:j_end]))


def _same(lines, is_first, is_last):
    """A stretch without change: its ends, so that one sees where one is. Empty lines say nothing there."""
    lines = [line for line in lines if line.strip()]
    head = [] if is_first else lines[:_CONTEXT]
    tail = [] if is_last else lines[max(len(head), len(lines) - _CONTEXT) :]
    for line in head:
        yield Row([(False, line)], [(False, line)])
    if len(head) + len(tail) < len(lines):
        yield Row(None, None, is_gap=True)
    for line in tail:
        yield Row([(False, line)], [(False, line)])


def _row(before, after):
    if before is None or after is None or len(before) + len(after) > _MOST_LETTERS:
        return Row(None if before is None else [(True, before)], None if after is None else [(True, after)])
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    left, right = [], []
    for tag, i, i_end, j, j_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        left.append((tag != "equal", "".join(old[i:i_end])))
        right.append((tag != "equal", "".join(new[j:j_end])))
    return Row([piece for piece in left if piece[1]], [piece for piece in right if piece[1]])
