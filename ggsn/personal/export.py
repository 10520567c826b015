"""What the portal holds about somebody, as they may take it along."""

from ggsn.personal.declarations import DECLARED


def data_of(member):
    """[(what, [{field: value}])] of all that is declared, in the order it is declared in; nothing empty."""
    found = []
    for personal in DECLARED:
        if not personal.shows:
            continue
        rows = [row_of(thing, personal) for thing in personal.to_show(member)]
        if rows:
            found.append((personal, rows))
    return found


def row_of(thing, personal):
    return {name: value_of(thing, name) for name in personal.fields_shown}


def value_of(thing, name):
    """Plain text, numbers and lists: a person is named as others are told of them."""
    field = thing._meta.get_field(name)
    value = getattr(thing, name)
    if field.many_to_many:
        return sorted(str(entry) for entry in value.all())
    if value is not None and field.is_relation:
        return getattr(value, "name_to_show", None) or str(value)
    if field.choices:
        return str(getattr(thing, f"get_{name}_display")())
    return value


def as_json(member):
    """{table: [rows]}; two ties to one table are told apart by their name."""
    return {f"{personal.label}.{personal.tie}": rows for personal, rows in data_of(member)}
