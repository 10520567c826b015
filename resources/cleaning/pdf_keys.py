"""What the parts of a PDF are kept for, by the names the standard gives: programs note more beside, and that goes.

Of notes, fields, structure, layers and the tables within fonts there is no list: their words are shown, or read aloud.
"""

from pikepdf import Stream


def _keys(names):
    return {f"/{name}" for name in names.split()}


# All that a document needs besides its pages, and a table of where its objects lie.
TRAILER = _keys("Root Size ID Prev XRefStm Type W Index Filter Length DecodeParms")
ROOT = _keys("Type Pages Version PageLabels Names Dests ViewerPreferences PageLayout PageMode Outlines AcroForm")
ROOT |= _keys("StructTreeRoot MarkInfo Lang OutputIntents OCProperties")
NAMES = {"/Dests"}
PAPER = _keys("Type S OutputConditionIdentifier OutputCondition RegistryName DestOutputProfile")
_STREAM = _keys("Length Filter DecodeParms")
# What draws: pages, forms, patterns, letters, and how notes look.
DRAWS = _STREAM | _keys("Type Subtype FormType BBox Matrix Resources Group StructParent StructParents OC")
DRAWS |= _keys("PatternType PaintType TilingType XStep YStep")
_PICTURE = _STREAM | _keys("Type Subtype Width Height ColorSpace BitsPerComponent Intent ImageMask Mask Decode")
_PICTURE |= _keys("Interpolate SMask SMaskInData Matte StructParent OC")
_PAGE = _keys(
    "Type Parent Resources MediaBox CropBox BleedBox TrimBox ArtBox Contents Annots Tabs StructParents Rotate"
)
_PAGE |= _keys("Group UserUnit Dur Trans PZ")
_FONT = _keys("Type Subtype Name BaseFont FirstChar LastChar Widths FontDescriptor Encoding ToUnicode FontBBox")
_FONT |= _keys("FontMatrix CharProcs Resources DescendantFonts CIDSystemInfo DW W DW2 W2 CIDToGIDMap")
_DESCRIBES_FONT = _keys("Type FontName FontFamily FontStretch FontWeight Flags FontBBox ItalicAngle Ascent Descent")
_DESCRIBES_FONT |= _keys("Leading CapHeight XHeight StemV StemH AvgWidth MaxWidth MissingWidth FontFile FontFile2")
_DESCRIBES_FONT |= _keys("FontFile3 CharSet Style Lang FD CIDSet")
_BY_KIND = {
    "/Page": _PAGE,
    "/Template": _PAGE,
    "/Pages": _keys("Type Parent Kids Count Resources MediaBox CropBox Rotate"),
    "/Font": _FONT,
    "/FontDescriptor": _DESCRIBES_FONT,
}


def kept_of(thing, kind, subtype):
    """The keys to keep of it; None if all of them are."""
    if isinstance(thing, Stream):
        return _PICTURE if subtype == "/Image" else None
    return _BY_KIND.get(kind)
