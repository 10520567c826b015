"""The form of one file: front matter in YAML between two lines of ---, then Markdown.

Mistakes are named by their line.
"""

import json
import re
from dataclasses import dataclass, field

import yaml

from ggsn.pages.models import tidy

_FENCE = "---"
_UNWRITABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff\U0001fffe-\U0001ffff]"
)


class Mistake(Exception):
    """Something in a file that cannot be loaded."""

    def __init__(self, path, line, sentence):
        super().__init__(f"{path}, line {line}: {sentence}")


@dataclass(frozen=True)
class Field:
    """What may stand in the front matter under one name."""

    kind: str = "text"  # text, slug, address, number, yes or no, list
    choices: tuple = ()
    is_shared: bool = False  # the same in every language
    is_required: bool = False  # must say something
    max_length: int | None = None

    @property
    def empty(self):
        return {"list": (), "yes or no": False, "number": 0}.get(self.kind, "")


@dataclass
class Written:
    """One file as it was read."""

    path: str
    key: str
    language: str
    values: dict = field(default_factory=dict)
    lines: dict = field(default_factory=dict)  # of each name, and of "body"

    def mistake(self, name, sentence):
        return Mistake(self.path, self.lines.get(name, 1), sentence)


def read(path, key, language, fields, body_name):
    """The file at `path`. Raises Mistake."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise Mistake(path, line, "this is not UTF-8. Save the file as UTF-8.") from None
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines[0].rstrip() != _FENCE:
        raise Mistake(path, 1, "the file must begin with a line of ---, the front matter, and a second line of ---.")
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE), None)
    if end is None:
        raise Mistake(path, 1, "the front matter that begins here has no end: a second line of --- is missing.")
    written = Written(str(path), key, language)
    for name, node in _entries(path, "\n".join(lines[1:end])):
        line = node.start_mark.line + 2
        if name not in fields:
            raise Mistake(path, line, f"“{name}” is not known here. Known are: {', '.join(fields)}.")
        if name in written.values:
            raise Mistake(path, line, f"“{name}” stands here a second time.")
        written.lines[name] = line
        written.values[name] = _value(path, line, name, node, fields[name])
    for name in fields:
        if name not in written.values:
            raise Mistake(path, end + 1, f"“{name}” is missing in the front matter.")
    body = "\n".join(lines[end + 1 :])
    written.lines[body_name] = end + 2 + (len(body) - len(body.lstrip("\n")))
    written.values[body_name] = tidy(body)
    return written


def _entries(path, front):
    try:
        root = yaml.compose(front, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Mistake(path, (mark.line if mark else 0) + 2, f"YAML error: {error.problem}.") from None
    except yaml.YAMLError as error:
        position = getattr(error, "position", 0)
        raise Mistake(path, front[:position].count("\n") + 2, f"YAML error: {error}.") from None
    if not isinstance(root, yaml.MappingNode):
        raise Mistake(path, 2, "the front matter must be lines of “name: value”.")
    for name, node in root.value:
        if not isinstance(name, yaml.ScalarNode):
            raise Mistake(path, name.start_mark.line + 2, "a name must be one word.")
        node.start_mark = name.start_mark
        yield name.value, node


def _value(path, line, name, node, rule):
    if rule.kind == "list":
        if isinstance(node, yaml.ScalarNode) and _scalar(node) == "":
            return ()
        if not isinstance(node, yaml.SequenceNode) or not all(isinstance(i, yaml.ScalarNode) for i in node.value):
            raise Mistake(path, line, f"“{name}” must be a list, one entry a line, each after a dash.")
        return tuple(filter(None, (_scalar(item).strip() for item in node.value)))
    if not isinstance(node, yaml.ScalarNode):
        raise Mistake(path, line, f"“{name}” must be one text. Put it between double quotes.")
    value = tidy(_scalar(node)) if rule.kind == "text" and not rule.choices else _scalar(node).strip()
    if rule.kind == "number":
        if not re.fullmatch(r"\d{1,5}", value):
            raise Mistake(path, line, f"“{name}” must be a whole number, not “{value}”.")
        return int(value)
    if rule.kind == "yes or no":
        if value not in ("true", "false"):
            raise Mistake(path, line, f"“{name}” must be true or false, not “{value}”.")
        return value == "true"
    if rule.is_required and not value.strip():
        raise Mistake(path, line, f"“{name}” is empty.")
    if rule.choices and value not in rule.choices:
        raise Mistake(path, line, f"“{name}” must be one of {', '.join(rule.choices)}, not “{value}”.")
    if rule.kind == "slug" and not re.fullmatch(r"[a-z0-9]+(?:-+[a-z0-9]+)*", value):
        raise Mistake(path, line, f"“{name}” may hold small letters, figures and hyphens, not “{value}”.")
    if rule.kind == "address" and value and not re.fullmatch(r"https?://[^\s/\\]+\S*", value):
        raise Mistake(path, line, f"“{name}” must be an https address, not “{value}”.")
    if rule.max_length and len(value) > rule.max_length:
        raise Mistake(path, line, f"“{name}” is longer than {rule.max_length} characters.")
    return value


def _scalar(node):
    return "" if node.tag == "tag:yaml.org,2002:null" else node.value


def write(values, fields, body):
    """The text of a file that reads back to the same values."""
    lines = [_FENCE]
    for name, rule in fields.items():
        value = values[name]
        if rule.kind == "list":
            lines += [f"{name}:", *(f"  - {_quoted(item)}" for item in value)] if value else [f"{name}: []"]
        elif rule.kind == "yes or no":
            lines.append(f"{name}: {'true' if value else 'false'}")
        elif rule.kind == "number" or (value and (rule.choices or rule.kind == "slug")):
            lines.append(f"{name}: {value}")
        else:
            lines.append(f"{name}: {_quoted(value)}")
    return "\n".join([*lines, _FENCE, "", body, ""])


def _quoted(text):
    """JSON strings are YAML, once the few characters are escaped that YAML would not read as they stand."""
    return _UNWRITABLE.sub(lambda found: _escape(ord(found[0])), json.dumps(text, ensure_ascii=False))


def _escape(number):
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
