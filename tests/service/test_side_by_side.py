"""Several things at a time, results in order, never many ahead."""

import threading

import pytest

from service.side_by_side import in_order


def test_results_come_in_the_order_of_the_things() -> None:
    """The first waits for the second to have begun: they are worked on together."""
    second = threading.Event()

    def work(number: int) -> int:
        if number == 0:
            assert second.wait(10)
        if number == 1:
            second.set()
        return number * 10

    assert list(in_order(work, range(5), 2)) == [0, 10, 20, 30, 40]


def test_few_are_begun_ahead() -> None:
    """Whoever takes the first result has not paid for all."""
    begun: list[int] = []

    def work(number: int) -> int:
        begun.append(number)
        return number

    results = in_order(work, range(100), 2)
    assert next(results) == 0
    assert len(begun) <= 6


def test_what_the_work_raises_is_raised_in_its_turn() -> None:
    """The results before it have been given."""

    def work(number: int) -> int:
        if number == 1:
            raise ZeroDivisionError
        return number

    results = in_order(work, range(3), 2)
    assert next(results) == 0
    with pytest.raises(ZeroDivisionError):
        next(results)
