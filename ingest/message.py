"""Message: raw bytes and where they were found. Its name is the sha256 of its bytes."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message was found: a mailbox folder's UID, or a path (and the byte it starts at, in an mbox).

    `name` is unique for a place and the same on every run: taking it in twice is one arrival.
    """

    name: str
    mailbox: str | None = None
    folder: str | None = None
    uidvalidity: int | None = None
    uid: int | None = None
    path: str | None = None
    received_at: datetime | None = None  # INTERNALDATE or mbox separator; aware
    holds_sent: bool = False  # the folder keeps the user's own sent mail

    @classmethod
    def in_folder(
        cls,
        mailbox: str,
        folder: str,
        uidvalidity: int,
        uid: int,
        received_at: datetime | None,
        *,
        holds_sent: bool = False,
    ) -> "Place":
        """Return the place of one UID of one epoch of a folder (RFC 9051, section 2.3.1.1)."""
        name = f"imap:{mailbox}/{folder};{uidvalidity}/{uid}"
        return cls(name, mailbox, folder, uidvalidity, uid, None, received_at, holds_sent)

    @classmethod
    def in_path(cls, path: str, offset: int | None = None, received_at: datetime | None = None) -> "Place":
        """Return the place of a file, or of the message that starts at `offset` of an mbox.

        The bytes of a name that is no UTF-8 are written as `\\udcff`, since no database takes them.
        """
        path = path.encode("utf-8", "backslashreplace").decode("utf-8")
        name = f"file:{path}" if offset is None else f"mbox:{path}#{offset}"
        return cls(name, path=path, received_at=received_at)


@dataclass(frozen=True, slots=True)
class Kept:
    """A message whose bytes are in the vault already: their sha256 and count; what of it was left out."""

    digest: str
    size: int
    left_out: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """The bytes of one message, as they came; of a `kept` one, which is too large to hold, an extract."""

    raw: bytes = field(repr=False)
    place: Place
    kept: Kept | None = None
    _digest: list[str] = field(default_factory=list, init=False, compare=False, repr=False)

    @property
    def digest(self) -> str:
        """The sha256 of the bytes, in hex: the name of the message in the vault and the ledger."""
        if not self._digest:
            self._digest.append(self.kept.digest if self.kept else sha256(self.raw).hexdigest())
        return self._digest[0]

    @property
    def size(self) -> int:
        """How many bytes the message has."""
        return self.kept.size if self.kept else len(self.raw)


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a folder has been filed: every UID of this epoch up to `last_uid`, inclusive."""

    mailbox: str
    folder: str
    uidvalidity: int
    last_uid: int

    @property
    def epoch(self) -> "Epoch":
        """The epoch it counts in."""
        return Epoch(self.mailbox, self.folder, self.uidvalidity)


@dataclass(frozen=True, slots=True)
class Epoch:
    """One numbering of a folder: within it a UID names one message for ever (RFC 9051, section 2.3.1.1)."""

    mailbox: str
    folder: str
    uidvalidity: int

    def at(self, uid: int) -> Cursor:
        """Return the cursor that stands at a UID."""
        return Cursor(self.mailbox, self.folder, self.uidvalidity, uid)
