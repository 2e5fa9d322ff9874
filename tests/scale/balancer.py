"""What stands before the web processes: each connection goes to the next of them that answers."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from itertools import cycle

OWN = "127.0.0.1"


@contextlib.contextmanager
def balancing(port: int, backends: list[int]) -> Iterator[None]:
    """Listen on ``port`` and pass every connection on, in turn, until the end."""
    loop = asyncio.new_event_loop()
    started = threading.Event()
    thread = threading.Thread(target=_serve, args=(loop, port, backends, started), daemon=True)
    thread.start()
    assert started.wait(10)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


def _serve(loop: asyncio.AbstractEventLoop, port: int, backends: list[int], started: threading.Event) -> None:
    turns = cycle(backends)

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
    server = loop.run_until_complete(asyncio.start_server(accept, OWN, port))
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


async def _pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    try:
        while piece := await source.read(65536):
            target.write(piece)
            await target.drain()
    except OSError:
        return  # one side is gone, and the other is told by the closing
    finally:
        target.close()
