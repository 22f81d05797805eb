"""A bad network, between client and server on loopback: it cuts, resets, delays, or swallows what is sent."""

import random
import select
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field

FAULTS = ("fin", "rst", "hole", "delay")


@dataclass
class Proxy:
    """A port that leads to another. `faults` are dealt to connections at random; without any it is a wire."""

    target: int
    faults: tuple[str, ...] = ()
    share: float = 0.5  # of the connections that meet a fault
    most_bytes: int = 30_000  # before it strikes
    seed: int = 0
    hole: float = 15.0  # seconds that a black hole keeps a connection
    port: int = 0
    dealt: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FAULTS, 0))
    open: set[socket.socket] = field(default_factory=set)
    is_holding: bool = False  # while True, every connection is a black hole

    def cut(self) -> None:
        """Reset every connection there is."""
        for each in list(self.open):
            _reset(each)

    def serve(self, listening: socket.socket) -> None:
        """Take connections until the listening socket is closed."""
        chance = random.Random(self.seed)
        while True:
            try:
                client, _ = listening.accept()
            except OSError:
                return
            fault = chance.choice(self.faults) if self.faults and chance.random() < self.share else ""
            after = chance.randrange(self.most_bytes)
            threading.Thread(target=self._carry, args=(client, fault, after), daemon=True).start()

    def _carry(self, client: socket.socket, fault: str, after: int) -> None:
        """Carry bytes both ways, and let the fault strike once so many have come from the server."""
        try:
            server = socket.create_connection(("127.0.0.1", self.target), 5)
        except OSError:
            client.close()
            return
        pair = {client: server, server: client}
        self.open |= pair.keys()
        try:
            self._pump(pair, server, fault, after)
        except (OSError, ValueError):
            pass  # one side is gone, and so is the other below
        finally:
            self.open -= pair.keys()
            for each in pair:
                each.close()

    def _pump(self, pair: dict[socket.socket, socket.socket], server, fault: str, after: int) -> None:
        carried = 0
        while True:
            ready, _, _ = select.select(list(pair), [], [], 0.5)
            if self.is_holding:
                time.sleep(0.1)
                continue
            for each in ready:
                piece = each.recv(16384)
                if not piece:
                    return
                carried += len(piece) if each is server else 0
                if fault and carried > after:
                    keep = len(piece) - (carried - after) if each is server else len(piece)
                    if self._strike(fault, pair[each], piece[: max(0, keep)]):
                        return
                    fault = ""
                pair[each].sendall(piece)

    def _strike(self, fault: str, to: socket.socket, last: bytes) -> bool:
        """Do what the fault is, and return whether the connection ends with it."""
        self.dealt[fault] += 1
        if fault == "delay":
            time.sleep(0.3)
            return False
        if last:
            to.sendall(last)
        if fault == "hole":
            time.sleep(self.hole)
        if fault == "rst":
            _reset(to)
        return True


def _reset(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.shutdown(socket.SHUT_RD)
        connection.close()


@contextmanager
def proxied(target: int, **more) -> Iterator[Proxy]:
    """Run a proxy to a port of loopback until the end of the block."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        proxy = Proxy(target, port=listening.getsockname()[1], **more)
        thread = threading.Thread(target=proxy.serve, args=(listening,), daemon=True)
        thread.start()
        yield proxy
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        thread.join(5)
        proxy.cut()
