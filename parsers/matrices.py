"""Matrices that place what is drawn, as PDF (ISO 32000-1, 8.3.3) and OFD (GB/T 33190-2016, CTM) write them: a b c d e f."""

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def placed(matrix: Matrix, across: float, down: float) -> tuple[float, float]:
    """Where a point comes to lie."""
    a, b, c, d, e, f = matrix
    return a * across + c * down + e, b * across + d * down + f


def times(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix that maps by `inner` first and by `outer` then."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u
