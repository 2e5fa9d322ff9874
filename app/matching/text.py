"""Interests as TF-IDF of character n-grams, in whole numbers, so that a similarity is the same in any order."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .arrays import Floats, Ints

SCALE = 1024
_TABLE_LIMIT = 16_000_000
_ROWS = 512
_DENSE_LIMIT = 2_000_000
_CACHE_LIMIT = 500_000
_FEATURES = 2**18
_grams: dict[str, tuple[Ints, Ints]] = {}  # text: n-gram hashes and their counts; the text alone decides them


@dataclass(frozen=True)
class Documents:
    """Inverse document frequency of the pool, frozen with the plan."""

    total: int
    grams: Ints  # hashes of n-grams, ascending
    counts: Ints  # in how many texts each occurs


@dataclass(frozen=True)
class Interests:
    """Similarities of volunteers and children; `left` and `right` are sparse rows of unit length times SCALE."""

    left: Any
    right: Any
    left_of: Ints
    right_of: Ints
    table: npt.NDArray[np.int32] | None  # (left texts, right texts) dot products, where that is small

    def similarity(self, rows: Ints, columns: Ints) -> Ints:
        """Cosine times SCALE squared, for equally long lists of volunteers and children."""
        if self.table is not None:
            return self.table[self.left_of[rows], self.right_of[columns]].astype(np.int64)
        out = np.empty(len(rows), dtype=np.int64)
        for start in range(0, len(rows), 100_000):
            part = slice(start, start + 100_000)
            product = self.left[self.left_of[rows[part]]].multiply(self.right[self.right_of[columns[part]]])
            out[part] = np.asarray(product.sum(axis=1)).ravel()
        return out


def count_documents(texts: tuple[str, ...]) -> Documents:
    """In how many texts of the pool each n-gram occurs."""
    said = Counter(texts)
    _analyse(said)
    told = [(_grams[text][0], count) for text, count in said.items() if text]
    if not told:
        return Documents(len(texts), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    grams, which = np.unique(np.concatenate([row for row, _ in told]), return_inverse=True)
    counts = np.bincount(which, weights=np.repeat([count for _, count in told], [len(row) for row, _ in told]))
    return Documents(len(texts), grams, counts.astype(np.int64))


def compare(left: tuple[str, ...], right: tuple[str, ...], documents: Documents) -> Interests | None:
    """Prepare the similarities; None where one side says nothing."""
    if not any(left) or not any(right):
        return None
    left_rows, left_of = _distinct(left)
    right_rows, right_of = _distinct(right)
    _analyse(left_rows + right_rows)
    both = _vectors(left_rows + right_rows, documents)
    first, second = both[: len(left_rows)], both[len(left_rows) :]
    table = None
    if len(left_rows) * len(right_rows) <= _TABLE_LIMIT:
        table = _products(first, second)
    return Interests(left=first, right=second, left_of=left_of, right_of=right_of, table=table)


def _products(first: Any, second: Any) -> npt.NDArray[np.int32]:
    """All dot products of whole numbers: dense where both sides share few n-grams, else a few rows at a time."""
    shared = np.intersect1d(first.indices, second.indices)
    if len(shared) * (first.shape[0] + second.shape[0]) <= _DENSE_LIMIT:
        # Sums of products of numbers below 2^11 are exact in float64.
        product = _dense(first, shared) @ _dense(second, shared).T
        return product.astype(np.int32)
    table = np.zeros((first.shape[0], second.shape[0]), dtype=np.int32)
    turned = second.T.tocsr()
    for start in range(0, len(table), _ROWS):
        table[start : start + _ROWS] = (first[start : start + _ROWS] @ turned).toarray()
    return table


def _dense(texts: Any, grams: Ints) -> Floats:
    """The columns of some n-grams of sparse rows."""
    place = np.searchsorted(grams, texts.indices)
    known = grams[np.minimum(place, len(grams) - 1)] == texts.indices if len(grams) else np.zeros(0, dtype=bool)
    rows = np.repeat(np.arange(texts.shape[0]), np.diff(texts.indptr))
    table = np.zeros((texts.shape[0], len(grams)))
    if len(grams):
        table[rows[known], place[known]] = texts.data[known]
    return table


def _distinct(texts: tuple[str, ...]) -> tuple[list[str], Ints]:
    rows: dict[str, int] = {}
    index = np.array([rows.setdefault(text, len(rows)) for text in texts], dtype=np.int64)
    return list(rows), index


def _analyse(texts: Iterable[str]) -> None:
    """Fill the cache of n-gram counts."""
    texts = list(texts)
    missing = list(dict.fromkeys(text for text in texts if text and text not in _grams))
    if not missing:
        return
    from sklearn.feature_extraction.text import HashingVectorizer

    if len(_grams) + len(missing) > _CACHE_LIMIT:
        _grams.clear()
        missing = list(dict.fromkeys(text for text in texts if text))
    vectorizer = HashingVectorizer(
        analyzer="char", ngram_range=(1, 2), n_features=_FEATURES, norm=None, alternate_sign=False, dtype=np.float32
    )
    counts = vectorizer.transform(missing).tocsr()
    counts.sort_indices()
    for row, text in enumerate(missing):
        part = slice(counts.indptr[row], counts.indptr[row + 1])
        _grams[text] = (counts.indices[part].astype(np.int64), counts.data[part].astype(np.int64))


def _vectors(texts: list[str], documents: Documents) -> Any:
    from scipy.sparse import csr_array

    empty = np.zeros(0, dtype=np.int64)
    rows = [_grams.get(text, (empty, empty)) for text in texts]
    sizes = np.array([len(indices) for indices, _ in rows], dtype=np.int64)
    indptr = np.concatenate([[0], np.cumsum(sizes)])
    indices = np.concatenate([indices for indices, _ in rows])
    counts = np.concatenate([counts for _, counts in rows])
    grams, where = np.unique(indices, return_inverse=True)
    seen = np.zeros(len(grams))
    known = np.isin(grams, documents.grams, assume_unique=True)
    seen[known] = documents.counts[np.searchsorted(documents.grams, grams[known])]
    weights = counts * (np.log((1 + documents.total) / (1 + seen)) + 1.0)[where]
    owner = np.repeat(np.arange(len(rows)), sizes)
    length = np.sqrt(np.bincount(owner, weights=weights * weights, minlength=len(rows)))
    units = np.rint(SCALE * weights / np.maximum(length[owner], 1e-300)).astype(np.int64)
    return csr_array((units, indices, indptr), shape=(len(rows), _FEATURES))


def forget_texts() -> None:
    """Empty the cache of n-grams, for a cold start."""
    _grams.clear()
