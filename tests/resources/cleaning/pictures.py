"""Pictures that tell more than they show, made from nothing."""

import io
import struct
import zlib

from PIL import Image, ImageCms, PngImagePlugin

from tests.resources.cleaning.hands import CANARY, HERE

SECRET = CANARY.encode()
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def photo(size=(64, 48), mode="RGB"):
    """Dark above, light below, so that one sees which way is up."""
    image = Image.new(mode, size, {"RGB": (10, 20, 30), "CMYK": (200, 180, 10, 60), "L": 20, "I;16": 500}[mode])
    light = {"RGB": (240, 230, 220), "CMYK": (5, 10, 20, 0), "L": 240, "I;16": 60000}[mode]
    image.paste(light, (0, size[1] // 2, size[0], size[1]))
    return image


def saved(image, form, **options):
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def exif(orientation=None):
    told = Image.Exif()
    told[0x010F], told[0x0110], told[0x013B] = CANARY, CANARY, CANARY
    told.get_ifd(0x8825).update({1: "N", 2: (12.0, 22.0, 7.0), 27: f"ASCII\0\0\0{HERE}".encode()})
    told.get_ifd(0x8769)[0x9286] = f"ASCII\0\0\0{CANARY}".encode()
    if orientation:
        told[0x0112] = orientation
    return told


def jpeg(**options):
    return saved(photo(), "JPEG", icc_profile=PROFILE, **options)


def with_segment(content, marker, payload):
    """A JPEG with one more segment behind its first two bytes."""
    return content[:2] + bytes([0xFF, marker]) + struct.pack(">H", len(payload) + 2) + payload + content[2:]


def with_thumbnail():
    """EXIF that holds a small picture, which itself has a word in it."""
    small = with_segment(saved(photo((16, 12)), "JPEG"), 0xFE, SECRET)
    first = struct.pack(">HHHII", 1, 0x0110, 2, len(SECRET) + 1, 26)
    second_at = 26 + len(SECRET) + 1
    second = struct.pack(">HHHIIHHIII", 2, 0x0201, 4, 1, second_at + 30, 0x0202, 4, 1, len(small), 0)
    told = b"MM\0*\0\0\0\x08" + first + struct.pack(">I", second_at) + SECRET + b"\0" + second + small
    return with_segment(jpeg(), 0xE1, b"Exif\0\0" + told)


XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>{CANARY}</a><b>{HERE}</b></x:xmpmeta>'.encode()


def with_xmp():
    return with_segment(jpeg(), 0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP)


def with_iptc():
    caption = b"\x1c\x02\x78" + struct.pack(">H", len(SECRET)) + SECRET
    block = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(caption)) + caption + b"\0" * (len(caption) % 2)
    return with_segment(jpeg(), 0xED, b"Photoshop 3.0\0" + block)


def png(**options):
    return saved(photo(), "PNG", icc_profile=PROFILE, **options)


def png_with_words():
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", CANARY)
    words.add_text("Comment", CANARY, zip=True)
    words.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return png(pnginfo=words, exif=exif())


def png_of(width, height):
    """The head of a PNG of any size, with nothing much behind it."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    lines = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def gif_of(frames):
    """A GIF of so many frames of one point."""
    frame = b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0"
    return b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff" + frame * frames + b";"


def moving(form):
    frames = [photo((40, 30)), photo((40, 30)).rotate(90), photo((40, 30)).rotate(180)]
    return saved(frames[0], form, save_all=True, append_images=frames[1:], duration=80, loop=0)


def gif_that_is_a_script():
    """Taken for a script by a browser that is told so: the size of the picture opens a comment."""
    content = bytearray(saved(photo((64, 48)).convert("P"), "GIF", comment=SECRET))
    return bytes(content) + b"*/=1;alert('" + SECRET + b"')//"


def webp(**options):
    return saved(photo(), "WEBP", icc_profile=PROFILE, **options)


def tiff():
    return saved(photo(), "TIFF", tiffinfo={270: CANARY, 315: CANARY, 305: CANARY}, icc_profile=PROFILE)


def heic():
    return b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 400 + SECRET
