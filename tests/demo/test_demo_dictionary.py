"""The dictionary that ships with the SQLite store is worth having, and not out of date."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import zstandard

from switchbook.demo import train_documents
from switchbook.model import document
from switchbook.stores.contract import ImportedSession


@pytest.fixture(scope="module")
def documents(made: Sequence[ImportedSession]) -> Sequence[bytes]:
    """Documents that the trainer has not seen: their seed is another."""
    return [document.write(one.session, one.log).packed() for one in made[:1_000]]


def compressed_size(documents: Sequence[bytes], body: bytes) -> int:
    """Bytes of all documents, each compressed alone with this dictionary and read back."""
    dictionary = zstandard.ZstdCompressionDict(body)
    compressor = zstandard.ZstdCompressor(level=3, dict_data=dictionary)
    decompressor = zstandard.ZstdDecompressor(dict_data=dictionary)
    compressed = [compressor.compress(one) for one in documents]
    assert [decompressor.decompress(one) for one in compressed] == documents
    return sum(map(len, compressed))


def test_the_shipped_dictionary_makes_documents_a_quarter_of_their_size(documents: Sequence[bytes]) -> None:
    assert compressed_size(documents, train_documents.FILE.read_bytes()) < sum(map(len, documents)) / 4


@pytest.mark.slow
def test_the_shipped_dictionary_is_about_as_good_as_one_trained_today(documents: Sequence[bytes]) -> None:
    shipped = compressed_size(documents, train_documents.FILE.read_bytes())

    assert shipped < 1.1 * compressed_size(documents, train_documents.train())
