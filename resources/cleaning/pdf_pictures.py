"""Pictures and colours in a PDF, cleaned where they lie in it."""

import zlib

import pikepdf
from pikepdf import Array, Name, Stream

from resources.cleaning import segments
from resources.cleaning.profiles import profile_in
from resources.cleaning.report import Refused, Report

LARGEST_PICTURE = 60 * 1024 * 1024  # bytes of one picture, as packed by its own format
_SHORT_NAMES = {
    "/DCT": "/DCTDecode",
    "/Fl": "/FlateDecode",
    "/LZW": "/LZWDecode",
    "/A85": "/ASCII85Decode",
    "/AHx": "/ASCIIHexDecode",
    "/RL": "/RunLengthDecode",
    "/CCF": "/CCITTFaxDecode",
}
_ONLY_POINTS = {*_SHORT_NAMES.values(), "/JBIG2Decode"} - {"/DCTDecode"}  # and no room for words beside them


def filters_of(said):
    """How something is packed, the outermost first, by the full names."""
    names = [] if said is None else said if isinstance(said, Array) else [said]
    return [_SHORT_NAMES.get(str(each), str(each)) if isinstance(each, Name) else "" for each in names]


def holds_points_only(filters):
    return _ONLY_POINTS.issuperset(filters)


def unpacked(stream):
    if not isinstance(stream, Stream):
        raise Refused("broken")
    return stream.read_bytes(pikepdf.StreamDecodeLevel.specialized)


def clean_picture(picture, report):
    """Whatever says of itself to be packed as a picture, or in a way that only others know."""
    filters = filters_of(picture.get("/Filter"))
    if holds_points_only(filters):
        return
    kind = {"/DCTDecode": "jpeg", "/JPXDecode": "jp2"}.get(filters[-1])
    if kind is None or filters[:-1] not in ([], ["/FlateDecode"]):
        raise Refused("picture_inside")
    raw = picture.read_raw_bytes()
    if len(filters) > 1:
        raw = zlib.decompressobj().decompress(raw, LARGEST_PICTURE)
    if segments.kind_of(raw) not in {kind, "j2k" if kind == "jp2" else kind}:
        raise Refused("broken")
    stripped = segments.strip(raw, report)
    if stripped != raw or len(filters) > 1:
        parameters = picture.get("/DecodeParms")
        if isinstance(parameters, Array):
            parameters = parameters[-1] if len(parameters) else None
        picture.write(stripped, filter=Name(filters[-1]), decode_parms=parameters)


_DEVICE = {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}
_MEASURED = {Name.CalGray, Name.CalRGB, Name.Lab}
_OF_PROFILES = set("/Length /Filter /DecodeParms /N /Alternate /Range".split())


class Colours:
    """Profiles of colours, each of which many pages may share."""

    def __init__(self, report):
        self.report = report
        self._kept = {}

    def clean_space(self, space):
        """[/ICCBased profile]; where nothing is left of the profile, what the file or its kind says to take instead."""
        if len(space) < 2 or space[0] != Name.ICCBased or not isinstance(space[1], Stream):
            return
        profile = space[1]
        if not self.keep(profile):
            instead = profile.get("/Alternate")
            if isinstance(instead, Array) and len(instead) and instead[0] in _MEASURED:
                instead = list(instead)
            elif isinstance(instead, Name) and instead in _DEVICE.values():
                instead = [instead]
            elif profile.get("/N") in _DEVICE:
                instead = [_DEVICE[profile.N]]
            else:
                raise Refused("broken")
            while len(space):
                del space[0]
            space.extend(instead)

    def keep(self, profile):
        """Writes the profile anew; whether anything of it was left."""
        if profile.objgen not in self._kept:
            told, said = Report("profile"), unpacked(profile)
            anew = profile_in(said, told)
            others = set(profile.keys()) - _OF_PROFILES
            if told.as_answer()["found"] or others or not anew:
                self.report.found("properties")
            for key in others:
                del profile[key]
            if anew and anew != said:
                profile.write(anew)
            self._kept[profile.objgen] = bool(anew)
        return self._kept[profile.objgen]
