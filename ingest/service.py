"""What systemd is told: that the daemon is ready, that it is alive, that it stops (sd_notify(3))."""

import os
import socket


def notify(*lines: str) -> bool:
    """Send lines such as READY=1 to the service manager; return whether there is one that listens."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return False
    if address.startswith("@"):
        address = f"\0{address[1:]}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender:
        try:
            sender.connect(address)
            sender.sendall("\n".join(lines).encode())
        except OSError:
            return False
    return True
