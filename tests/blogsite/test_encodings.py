"""The encoding of a response: the best that the reader accepts."""

import pytest

from blogsite.pagecache.encodings import COMPRESS, DECOMPRESS, encoding_for

BROWSERS = "gzip, deflate, br, zstd"


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        (BROWSERS, "br"),
        ("gzip, deflate", "gzip"),
        ("GZIP", "gzip"),
        ("", ""),
        ("identity", ""),
        ("deflate, zstd", ""),
        ("gzip;q=0", ""),
        ("gzip; q=0.000, br;q=0", ""),
        ("br;q=1.0, *;q=0", "br"),
        ("br;q=0, *;q=0.1", "gzip"),
        ("br;q=0.5,gzip;q=1.0", "gzip"),
        ("br;q=0.5, gzip;q=0.5", "br"),
        ("*", "br"),
        ("*;q=0", ""),
        ("identity;q=0.5, gzip;q=0.3", ""),
        ("identity;q=0", ""),
        ("brotli, xgzip, gzip2", ""),
        ("gzip;q=none", ""),
        ("gzip;q=", ""),
        (";,;q=1,,", ""),
        ("gzip," * 10_000, ""),
    ],
)
def test_a_reader_gets_the_preferred_encoding_and_none_refused(accepted, encoding):
    assert encoding_for(accepted) == encoding


@pytest.mark.parametrize("encoding", COMPRESS)
def test_a_compressed_page_is_the_same_page_each_time(encoding):
    body = b"<p>Frost on the window.</p>" * 1000
    packed = COMPRESS[encoding](body)
    assert len(packed) < len(body) / 20 and packed == COMPRESS[encoding](body)
    assert DECOMPRESS[encoding](packed) == body
