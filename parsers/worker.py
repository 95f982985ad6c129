"""[I/O] The process that parses: one request a frame on standard input, one answer a frame on standard output.

A request is JSON {"path", "name", "pages"}; an answer one byte that says what it is, then a Document (parsers/codec.py) or
JSON. Started by parsers/sandbox.py as `python -m parsers.worker LIMITS`; ends when its standard input does.
"""

import json
import os
import queue
import resource
import sys
import threading
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from parsers.codec import dump_document
from parsers.errors import ParseError, TooLargeError, UnsupportedFormatError
from parsers.frames import DOCUMENT, FAILURE, READY, REFUSAL, read_frame, write_frame
from parsers.isolation import shut_off_network
from parsers.registry import parse

_LARGEST_FILE = 512 * 1024**2  # that the worker or a tool of its may write


def answer(path: str, name: str, pages: Sequence[int], max_output_bytes: int) -> tuple[bytes, bytes]:
    """Parse one file; give the kind of answer and its body."""
    try:
        dumped = dump_document(parse(Path(path).read_bytes(), name, frozenset(pages)))
    except ParseError as error:
        return REFUSAL, _refusal(error)
    except MemoryError:
        return REFUSAL, _refusal(TooLargeError())
    except Exception as error:  # noqa: BLE001 - whatever else happens is our fault, and the parent must hear of it
        return FAILURE, _trace(error).encode()
    if len(dumped) > max_output_bytes:
        return REFUSAL, _refusal(TooLargeError())
    return DOCUMENT, dumped


def _refusal(error: ParseError) -> bytes:
    kind = error.kind if isinstance(error, UnsupportedFormatError) else ""
    return json.dumps({"reason": error.reason, "kind": kind, "message": str(error)}).encode()


def _trace(error: Exception) -> str:
    """Say where an exception came from, but not its message, which may hold words of the document."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    cause = [_trace(error.__cause__)] if isinstance(error.__cause__, Exception) else []
    return "\n".join([*cause, *places, type(error).__name__])


def _limit(memory_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_FILE, _LARGEST_FILE))


def _go_first() -> None:
    """Where memory runs out for all, have the kernel end this process and its tools, not the daemon (Linux)."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def _limit_processor_time(seconds: int) -> None:
    """Allow this many more seconds of processor time; the kernel ends the process after that (SIGXCPU)."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1, hard))


def _listen(stream: BinaryIO, requests: "queue.SimpleQueue[bytes]") -> None:
    """Hand on what comes in. At the end of input the parent is gone: end at once, even amid a file."""
    while (request := read_frame(stream)) is not None:
        requests.put(request)
    os._exit(0)


def main() -> None:
    """Serve requests until standard input ends."""
    limits = json.loads(sys.argv[1])
    _limit(limits["address_space_bytes"])
    _go_first()
    shut_off_network()
    # Whatever a library prints must not get between the frames.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, requests), daemon=True).start()
    write_frame(answers, READY, b"")
    while True:
        request = json.loads(requests.get())
        _limit_processor_time(limits["cpu_seconds"])
        reply = answer(request["path"], request["name"], request["pages"], limits["max_output_bytes"])
        write_frame(answers, *reply)


if __name__ == "__main__":
    main()
