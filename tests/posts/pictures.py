"""Pictures for tests, made by Pillow."""

import io
import struct
import zlib

from PIL import Image


def painted(kind="JPEG", size=(1000, 600), mode="RGB", colour=(60, 90, 120), **options) -> bytes:
    """Return a file of one colour in the format `kind`."""
    if mode == "RGBA":
        colour = (*colour, 128)
    file = io.BytesIO()
    Image.new(mode, size, colour).save(file, kind, **options)
    return file.getvalue()


def moving(kind) -> bytes:
    """Return an animation of two colours."""
    file = io.BytesIO()
    second = Image.new("RGB", (100, 100), "red")
    Image.new("RGB", (100, 100)).save(file, kind, save_all=True, append_images=[second])
    return file.getvalue()


def bomb(width=30_000, height=30_000) -> bytes:
    """Return a PNG of a few kilobytes whose header claims enormous dimensions."""

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\x00" * 10_000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )
