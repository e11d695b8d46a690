"""A slow line to a server: every byte arrives late, none is lost, and bandwidth is no limit."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit


@contextmanager
def slow(url: str, delay: float) -> Iterator[str]:
    """The URL of the same server, ``delay`` seconds away (there and back)."""
    parts = urlsplit(url)
    loop = asyncio.new_event_loop()

    async def serve() -> asyncio.Server:
        async def carry(near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
            far, there = await asyncio.open_connection(parts.hostname, parts.port or 5432)
            await asyncio.gather(_carry(near, there, delay / 2), _carry(far, back, delay / 2))

        return await asyncio.start_server(carry, "127.0.0.1", 0)

    server = loop.run_until_complete(serve())
    port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        account = parts.netloc.rpartition("@")[0]
        yield urlunsplit(parts._replace(netloc=f"{account}@127.0.0.1:{port}"))
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


async def _carry(source: asyncio.StreamReader, target: asyncio.StreamWriter, delay: float) -> None:
    """What is read now is written after the delay; what came later does not wait for it twice."""
    loop = asyncio.get_running_loop()
    waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    async def deliver() -> None:
        while True:
            due, data = await waiting.get()
            await asyncio.sleep(max(0.0, due - loop.time()))
            if not data:
                target.close()
                return
            target.write(data)

    delivering = asyncio.create_task(deliver())
    data = b"-"
    while data:
        try:
            data = await source.read(65_536)
        except ConnectionError:
            data = b""
        await waiting.put((loop.time() + delay, data))
    await delivering
