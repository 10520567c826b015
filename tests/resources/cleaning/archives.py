"""Archives built to mislead or to burst."""

import io
import stat
import struct
import zipfile

from tests.resources.cleaning import documents


def bomb():
    """Fifty megabytes of nothing in fifty kilobytes."""
    return documents.with_parts(documents.word(), {"word/media/image9.png": b"\0" * 50_000_000})


def crowd(entries=100_000):
    """As many parts as a list has room to claim: the list is written, so that nobody need write the parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    content = out.getvalue()
    at = content.index(b"PK\x01\x02")
    entry, end = content[at : content.index(b"PK\x05\x06")], bytearray(content[content.index(b"PK\x05\x06") :])
    many = min(entries, 0xFFFF)
    struct.pack_into("<HHII", end, 8, many, many, len(entry) * entries, at)
    return content[:at] + entry * entries + bytes(end)


def with_name(name):
    return documents.with_parts(documents.word(), {name: "x"})


def with_symlink():
    out = io.BytesIO(documents.word())
    with zipfile.ZipFile(out, "a") as archive:
        link = zipfile.ZipInfo("word/link.xml")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def with_overlap():
    """Two parts in the list that lie in the same place."""
    content = documents.with_parts(documents.word(), {"word/same-a.xml": "<a/>", "word/same-b.xml": "<a/>"})
    end = content.rindex(b"PK\x05\x06")
    first = content.rindex(b"PK\x01\x02", 0, content.rindex(b"same-a"))
    second = content.rindex(b"PK\x01\x02", 0, content.rindex(b"same-b"))
    place = content[first + 42 : first + 46]
    return content[: second + 42] + place + content[second + 46 : end] + content[end:]


def with_other_name_inside():
    """Called one thing in the list, another where it lies: two programs read two documents."""
    content = documents.with_parts(documents.word(), {"word/twofold.xml": "<a/>"})
    return content.replace(b"word/twofold.xml", b"word/twosome.xml", 1)


def with_archive():
    """Another archive, where a picture should be."""
    inner = documents.with_parts(documents.open_text())
    return documents.related(
        documents.word(), documents.LETTER, "header", "header7.xml", parts={"word/header7.xml": inner}
    )


def with_something_before():
    return b"MZ" + b"\0" * 100 + documents.word()
