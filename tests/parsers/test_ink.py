"""Ink and paper of a piece of a page."""

import numpy as np
import pytest

from parsers.ink import brightness_of, inked


@pytest.mark.parametrize("seed", range(40))
def test_brightness_is_the_quantile(seed: int) -> None:
    """Whatever the pixels are, the histogram gives what numpy's quantiles are."""
    chance = np.random.default_rng(seed)
    middle, spread = chance.integers(0, 255), chance.integers(1, 90)
    size = int(chance.integers(1, 9)), int(chance.integers(1, 60))
    grey = chance.normal(middle, spread, size).clip(0, 255).astype(np.uint8)
    shares = [0.0, 0.02, float(chance.random()), 0.9, 1.0]
    assert brightness_of(grey, *shares) == pytest.approx(np.quantile(grey, shares), abs=1e-9)


def test_ink_is_darker_than_its_paper() -> None:
    """Grey print on grey paper is ink all the same."""
    piece = np.full((10, 40, 3), 120, np.uint8)
    piece[4:6, 10:20] = 60
    assert inked(piece).sum() == 20
