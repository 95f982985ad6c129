"""Pictures that are small as files and vast as pixels, and forged sizes."""

import io
import struct
import zlib

from PIL import Image

from tests.hostile.hostile_file import PARTIAL, READ, REFUSED, TOO_LARGE, HostileFile


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))


def png_of(width: int, height: int, data: bytes, extra: bytes = b"") -> bytes:
    """A PNG, one bit a pixel, of that size and packed data (ISO 15948)."""
    head = _chunk(b"IHDR", struct.pack(">LLBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + extra + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def vast_png(side: int = 20_000) -> bytes:
    """400 megapixels of nothing, in 49 KB."""
    return png_of(side, side, zlib.compress(bytes((side // 8 + 1) * side), 9))


def below_the_bound() -> bytes:
    """The largest picture that is let in, in colour: 200 megapixels."""
    buffer = io.BytesIO()
    Image.new("P", (14_142, 14_142), 1).save(buffer, "PNG")
    return buffer.getvalue()


def png_with_forged_size() -> bytes:
    """It says four thousand million rows, and has one."""
    return png_of(8, 0x7FFFFFFF, zlib.compress(b"\0\0"))


def png_with_text_bomb(mebibytes: int = 200) -> bytes:
    """A compressed text chunk that unpacks to so much."""
    text = b"Comment\0\0" + zlib.compress(bytes(mebibytes * 1024**2), 9)
    return png_of(8, 8, zlib.compress(b"\0\0" * 8), _chunk(b"zTXt", text))


def tiff_of_frames(frames: int = 600) -> bytes:
    """So many small frames."""
    buffer = io.BytesIO()
    frame = Image.new("1", (8, 8))
    frame.save(buffer, "TIFF", save_all=True, append_images=[frame] * (frames - 1))
    return buffer.getvalue()


def tiff_loop() -> bytes:
    """A directory that is followed by itself (TIFF 6.0, section 2)."""
    entries = ((256, 3, 8), (257, 3, 8), (258, 3, 1), (259, 3, 1), (262, 3, 0), (273, 4, 200), (278, 3, 8))
    fields = b"".join(struct.pack("<HHLL", tag, kind, 1, value) for tag, kind, value in entries)
    directory = struct.pack("<H", len(entries)) + fields + struct.pack("<L", 8)
    return (b"II*\0" + struct.pack("<L", 8) + directory).ljust(300, b"\0")


def tiff_bomb(side: int = 14_000) -> bytes:
    """196 megapixels in colour, packed with Deflate: below the bound of pixels, 588 MB as bytes."""
    buffer = io.BytesIO()
    Image.new("RGB", (side, side)).save(buffer, "TIFF", compression="tiff_adobe_deflate")
    return buffer.getvalue()


def jpeg_of_claims() -> bytes:
    """A JPEG that claims 65,000 pixels a side, and ends there (ISO 10918-1)."""
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, 65_000, 65_000, 1) + b"\x01\x11\x00"
    return b"\xff\xd8" + frame + b"\xff\xda" + struct.pack(">HB", 8, 1) + b"\x01\x00\x00\x3f\x00"


def jpeg2000_of_claims() -> bytes:
    """A JPEG 2000 code stream that claims a thousand million pixels a side."""
    size = struct.pack(">HHLLLLLLLLHBBB", 41, 0, 2**30, 2**30, 0, 0, 2**30, 2**30, 0, 0, 1, 7, 1, 1)
    return b"\xff\x4f\xff\x51" + size + b"\xff\x52" + bytes(20)


def gif_of_claims() -> bytes:
    """A GIF that claims 65,535 pixels a side."""
    side = 65_535
    screen, frame = struct.pack("<HHBBB", side, side, 0, 0, 0), struct.pack("<HHHHB", 0, 0, side, side, 0)
    return b"GIF89a" + screen + b"," + frame + b"\x02\x02L\x01\x00;"


def bmp_of_claims() -> bytes:
    """A bitmap with run lengths that claims more than there is."""
    head = struct.pack("<LllHHLLllLL", 40, 100_000, 100_000, 1, 8, 1, 0, 0, 0, 2, 0)
    return b"BM" + struct.pack("<LHHL", 100, 0, 0, 62) + head + bytes(8) + b"\xff\x00" * 10


def webp_of_claims() -> bytes:
    """A WebP that claims 16,384 pixels a side and holds no picture."""
    frame = b"VP8L" + struct.pack("<L", 10) + b"\x2f" + b"\xff" * 9
    return b"RIFF" + struct.pack("<L", 4 + len(frame)) + b"WEBP" + frame


_ANY = REFUSED | {READ, PARTIAL}
PICTURES = (
    HostileFile("四亿.png", vast_png, frozenset({TOO_LARGE})),
    HostileFile("两亿.png", below_the_bound, _ANY),
    HostileFile("假高.png", png_with_forged_size, REFUSED),
    HostileFile("注释.png", png_with_text_bomb, _ANY),
    HostileFile("六百幅.tif", tiff_of_frames, _ANY),
    HostileFile("环.tif", tiff_loop, _ANY),
    HostileFile("炸弹.tif", tiff_bomb, _ANY),
    HostileFile("假大.jpg", jpeg_of_claims, REFUSED),
    HostileFile("假大.jp2", jpeg2000_of_claims, REFUSED | {"unsupported"}),
    HostileFile("假大.gif", gif_of_claims, REFUSED),
    HostileFile("假大.bmp", bmp_of_claims, REFUSED),
    HostileFile("假大.webp", webp_of_claims, REFUSED),
)
