"""What cleaning says, in words: one sentence for each code, in the language of whoever reads it."""

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

# Why a file is not taken, and what to do instead.
REFUSALS = {
    "name_empty": _("This file has no name. Give it one, with its ending, and send it again."),
    "name_unreadable": _("The name of this file cannot be read. Rename it on your device, and send it again."),
    "name_misleading": _(
        "The name of this file holds marks that make it read backwards, so that it looks like another kind of file. "
        "Rename it on your device, and send it again."
    ),
    "name_without_ending": _(
        "The name of this file has no ending that says what it is, such as .pdf or .docx. Add it."
    ),
    "empty": _("This file is empty. Was it saved, and is it the right one?"),
    "next_to_nothing": _("There is next to nothing in this file. Was it saved, and is it the right one?"),
    "too_large": _(
        "This file is larger than %(megabytes)s MB. Make it smaller, divide it, or put it elsewhere and give the link."
    ),
    "text_too_large": _("This text is larger than %(megabytes)s MB. Divide it into several files."),
    "no_room": _("There is no room for files at this moment. Nothing of it was kept."),
    "too_heavy": _(
        "This file takes too much work to open safely. Make it simpler or smaller (fewer pages, smaller pictures), or "
        "divide it."
    ),
    "broken": _(
        "This file cannot be opened whole: it is damaged, or built in an unusual way. Open it on your device, save it "
        "under a new name, and send that."
    ),
    "other_content": _(
        "The name ends in .%(ending)s, but what is inside is something else. Open it on your device, save it as the "
        "kind it should be, and send that."
    ),
    "unknown_kind": _(
        "We cannot clean files that end in .%(ending)s, so we do not take them. Save it as PDF, as an Office or "
        "OpenDocument file, as a picture or as plain text."
    ),
    "heic": _("We cannot clean HEIC or AVIF pictures. Save this one as JPEG or PNG, and send that."),
    "drawing": _(
        "Drawings of this kind can hold programs and links to elsewhere. Save this one as PNG or PDF, and send that."
    ),
    "web_page": _(
        "Web pages and programs in scripts are not taken. Print the page into a PDF, or give its address as a link."
    ),
    "letter": _(
        "Letters carry the addresses of those who wrote and received them, so we do not take them. Copy what matters "
        "into a text, without names."
    ),
    "shortcut": _("This is only a shortcut. Send the file it leads to, or give the address as a link."),
    "archive": _("Archives are not taken, because nobody sees what is in them. Add their files one by one."),
    "program": _("This is a program. Programs are not taken."),
    "macros": _(
        "This document holds macros: programs that could harm whoever opens it. Save it without macros, as .docx, "
        ".xlsx, .pptx or OpenDocument, and send that."
    ),
    "old_office": _(
        "We cannot clean files that end in .%(ending)s. Save it as .docx, .xlsx or .pptx, as OpenDocument or as PDF, "
        "and send that."
    ),
    "other_media": _(
        "We cannot clean files that end in .%(ending)s. Save sound as MP3, OGG or FLAC, and films as MP4 or WebM."
    ),
    "other_codec": _("This recording is encoded in a way we cannot clean. Save it as MP3 or MP4, and send that."),
    "old_film": _(
        "This film is of an old kind of MP4 (MPEG-4 part 2), where words can lie between the images and we cannot take "
        "them out. Save it anew on your device as MP4 with H.264, or as WebM, and send that."
    ),
    "media_not_here": _(
        "Sound and films cannot be cleaned on this portal, so we do not take them. Put the recording where it can be "
        "heard or seen, and give the link."
    ),
    "picture_too_large": _(
        "This picture has more than %(megapixels)s million points. Make it smaller on your device, and send that."
    ),
    "too_many_frames": _(
        "This picture moves for too long (more than %(frames)s images, or large ones). Make it shorter, or send it as "
        "a film."
    ),
    "pdf_locked": _(
        "This PDF is locked or encrypted, so it cannot be cleaned. Save it without a password or any restriction, and "
        "send that."
    ),
    "pdf_script": _("This PDF holds scripts. Print it into a new PDF, and send that."),
    "pdf_launch": _("This PDF can start programs or load files. Print it into a new PDF, and send that."),
    "pdf_sends": _("This PDF sends what one writes into its form to somebody. Print it into a new PDF, and send that."),
    "pdf_attachment": _(
        "Other files are hidden in this PDF. Take them out, and add them one by one if you want them here."
    ),
    "pdf_media": _("This PDF plays sound or films. Print it into a new PDF, and add the recordings one by one."),
    "pdf_other_file": _("This PDF leads to files on a device. Take these links out, or print it into a new PDF."),
    "locked_office": _("This document is locked with a password. Save it without one, and send that."),
    "entities": _(
        "This document tries to load something from elsewhere while it is read. Open it on your device, save it under "
        "a new name, and send that."
    ),
    "template_outside": _(
        "This document fetches its template from elsewhere, which tells others who opens it. Attach it to an ordinary "
        "template, save it, and send that."
    ),
    "outside_link": _(
        "This document fetches figures, texts or pictures from elsewhere when it is opened. Replace these links by "
        "what they show, save it, and send that."
    ),
    "unsafe_link": _(
        "A link in this document leads to a file on a device, or starts something. Take it out, or replace it by a web "
        "address, and send it again."
    ),
    "keyed_link": _(
        "A link in this document carries the key of an encrypted document: whoever has the link can open it. Take it "
        "out, name the folder instead, and send it again."
    ),
    "embedded": _(
        "Other documents are hidden in this one. Replace them by pictures of what they show, save it, and send that."
    ),
    "media_inside": _("Sound or films are inside this document. Take them out, and add them as files of their own."),
    "picture_inside": _(
        "A picture inside this document is of a kind we cannot clean. Replace it by a JPEG or PNG, and send it again."
    ),
    "shared_workbook": _(
        "This workbook keeps a record of who changed what. Stop sharing it, save it under a new name, and send that."
    ),
    "unknown_part": _(
        "Something in this document is unknown to us, so we cannot clean it. Save it as PDF, or copy it into a new "
        "document, and send that."
    ),
    "not_text": _("This is not plain text, or damaged. Save it as text in UTF-8, and send that."),
    "letters": _("The letters of this file could not be read for certain. Save it as text in UTF-8, and send that."),
    "archive_bomb": _("This document unpacks to far more than it seems to be. It was not opened."),
    "archive_nested": _("There are archives or programs inside this document. Take them out, and send it again."),
    "archive_path": _("Parts of this document point to places outside it. It was not opened."),
    "archive_overlap": _("This document is built so that programs read different things in it. It was not opened."),
    "infected": _("The virus scanner knows this file as harmful. Check your device, and do not pass the file on."),
    "scanner_away": _("The virus scanner could not check this file just now. Nothing was kept: try again in an hour."),
}

# What was found in a file, and is no longer in it.
FOUND = {
    "place": _("Where it was taken or recorded."),
    "camera": _("Which camera or telephone took it, when, and with which settings."),
    "thumbnail": _("A small preview, which may show what was cut away later."),
    "picture_texts": _("Titles, comments or other words hidden in pictures."),
    "picture_data": _("Hidden data in pictures."),
    "added_data": _("Something hidden after the end of a picture."),
    "turned": _("A note on which way is up: the picture itself was turned upright."),
    "made_smaller": _("More points than anybody sees: the picture was made smaller."),
    "invisible_letters": ngettext_lazy(
        "%(count)s invisible letter, of the kind that can mark a copy.",
        "%(count)s invisible letters, of the kind that can mark a copy.",
        "count",
    ),
    "properties": _("Properties: who made it, when, with which program, under which title."),
    "older_versions": _("Earlier versions of it, kept inside."),
    "actions": _("What was to happen by itself when it is opened."),
    "signatures": _("Electronic signatures, which name who signed."),
    "comment_words": ngettext_lazy(
        "%(count)s comment, with all that it said.", "%(count)s comments, with all that they said.", "count"
    ),
    "comment_authors": _("Who wrote comments, and when."),
    "change_authors": _("Who made changes that are still marked, and when."),
    "printer": _("Which printer was used."),
    "template": _("Where it lay on somebody’s device."),
    "building_blocks": _("Blocks of text and shortcuts that came with its template."),
    "fonts": _("Fonts that came with it: it opens in those of whoever reads it, and may look different."),
    "chart_data": _("The whole table behind a chart. The chart keeps what it shows."),
    "media_tags": _("Titles, names, dates or devices noted in the recording."),
    "chapters": _("Names of chapters."),
    "cover": _("Cover pictures."),
    "captions": _("Captions, because cameras note places in them. Add them as a text file if people should have them."),
    "data_tracks": _("Hidden tracks of data."),
}

# What is still in it, and only a person can judge: first what its readers meet anyway.
SEEN = {
    "faces": _("Faces, clothes, places, signs and screens in pictures: look at each as a stranger would."),
    "voices": _("Voices and what is said, and the sounds of a place."),
    "packed": _(
        "What somebody hid on purpose inside the packed images or sounds themselves: we do not unpack them, so that "
        "they stay as good as they are."
    ),
    "words": _("Names, places and dates in the text itself."),
    "covered": _("What is covered by a bar or a box: it can still be copied from under it."),
}
# And what they do not see at once. Nobody takes the file before its contributor has said yes to that.
HIDDEN = {
    "comments": ngettext_lazy(
        "%(count)s comment: its words are still there.",
        "%(count)s comments: their words are still there.",
        "count",
    ),
    "changes": ngettext_lazy(
        "%(count)s marked change: what was deleted can still be read.",
        "%(count)s marked changes: what was deleted can still be read.",
        "count",
    ),
    "hidden_sheets": ngettext_lazy(
        "%(count)s hidden sheet: anybody can show it.", "%(count)s hidden sheets: anybody can show them.", "count"
    ),
    "hidden_rows": _("Hidden rows or columns: anybody can show them."),
    "hidden_slides": ngettext_lazy(
        "%(count)s hidden slide: anybody can show it.", "%(count)s hidden slides: anybody can show them.", "count"
    ),
    "speaker_notes": ngettext_lazy(
        "Notes for whoever speaks, on %(count)s slide.", "Notes for whoever speaks, on %(count)s slides.", "count"
    ),
    "hidden_layers": _("Hidden layers: anybody can show them."),
    "pivot": _("The whole table behind a summary (pivot table), even what the summary does not show."),
    "hidden_text": _("Hidden text: anybody can show it."),
    "cropped": _("Pictures or pages that were cropped in the document: what was cut away is still inside."),
}
REMAINS = SEEN | HIDDEN

SENTENCES = REFUSALS | FOUND | REMAINS


def _say(code, params):
    return str(SENTENCES[code] % params)


sentence = lazy(_say, str)
