"""Slow work on many things, several at a time, the results in the order of the things."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

_Thing = TypeVar("_Thing")
_Result = TypeVar("_Result")


def in_order(work: Callable[[_Thing], _Result], things: Iterable[_Thing], at_once: int) -> Iterator[_Result]:
    """Give the results in order, `at_once` things being worked on in threads.

    Few are begun ahead, so that of thousands of results no more than a handful are in memory. What the work raises is
    raised when its turn comes.
    """
    begun: deque[Future[_Result]] = deque()
    with ThreadPoolExecutor(at_once) as threads:
        for thing in things:
            begun.append(threads.submit(work, thing))
            if len(begun) > 2 * at_once:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()
