"""What stands before the web processes: each connection goes to the next of them that answers."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from itertools import cycle

OWN = "127.0.0.1"


@contextlib.contextmanager
def balancing(port: int, backends: list[int], *, doubled: bool = False) -> Iterator[None]:
    """Listen on ``port`` and pass every connection on, in turn, until the end.

    ``doubled``: to all of them at once, as a line does that delivers twice; the first one's answer is passed back.
    """
    loop = asyncio.new_event_loop()
    started = threading.Event()
    thread = threading.Thread(target=_serve, args=(loop, port, backends, started, doubled), daemon=True)
    thread.start()
    assert started.wait(10)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


def _serve(
    loop: asyncio.AbstractEventLoop, port: int, backends: list[int], started: threading.Event, doubled: bool
) -> None:
    turns = cycle(backends)

    async def accept_twice(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        pairs = [await asyncio.open_connection(OWN, each) for each in backends]
        nobody = [asyncio.create_task(_pass_on(there, None)) for there, _back in pairs[1:]]
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(_pass_on(reader, *[back for _there, back in pairs]), _pass_on(pairs[0][0], writer))
            await asyncio.gather(*nobody)

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in backends:
            try:
                there, back = await asyncio.open_connection(OWN, next(turns))
            except OSError:
                continue  # this one is gone: the next
            with contextlib.suppress(asyncio.CancelledError):  # the end, with a connection open
                await asyncio.gather(_pass_on(reader, back), _pass_on(there, writer))
            return
        writer.close()

    asyncio.set_event_loop(loop)
    server = loop.run_until_complete(asyncio.start_server(accept_twice if doubled else accept, OWN, port))
    started.set()
    loop.run_forever()
    server.close()
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(_settle())
    loop.close()


async def _settle() -> None:
    """Let what was cancelled close its connections."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.sleep(0)


async def _pass_on(source: asyncio.StreamReader, *targets: asyncio.StreamWriter | None) -> None:
    """Everything from ``source`` to all ``targets``; None is nobody, who takes it too."""
    there = [target for target in targets if target is not None]
    try:
        while piece := await source.read(65536):
            for target in there:
                target.write(piece)
                await target.drain()
    except OSError:
        return  # one side is gone, and the other is told by the closing
    finally:
        for target in there:
            target.close()
