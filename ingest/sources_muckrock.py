"""Requests as MuckRock's API gives them (v1 `foia`, v2 `requests` and `communications`), as messages.

v1 has the communications within the request, with times of New York without their offset; v2 has them in
lists of their own, with offsets. Both come alone, as a list, or as one page of many (`results`).
"""

import json
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from ingest.message import Message
from ingest.muckrock_mail import RELAY, Asked, Turn, head_of, message_of
from ingest.source_kinds import TELLING
from ingest.source_trouble import NotRead, Unread

API_ZONE = ZoneInfo("America/New_York")
MOST_JSON = 128 * 1024 * 1024  # bytes; a request has a few kB
HOW = "save what api_v1/foia/NUMBER/ or api_v2/communications/?foia=NUMBER answers"


def is_muckrock(raw: bytes) -> bool:
    """Say whether a JSON file speaks of communications at all, as no other that lies about does."""
    return any(word in raw for word in TELLING)


def messages_of_json(where: str, raw: bytes, unread: Unread) -> Iterator[Message]:
    """Yield each communication of each request, in the order of the file.

    What has not the shape is told in `unread`, and the others are read. Raises NotRead where nothing has.
    """
    try:
        told = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise NotRead(f"it is no proper JSON, or was cut short: {HOW}") from error
    for place, item in enumerate(_items(told)):
        try:
            yield from _of_item(item, where)
        except NotRead as wrong:
            unread.append((f"{where}[{place}]", str(wrong)))


def _items(told: Any) -> list[Any]:
    if isinstance(told, dict) and isinstance(told.get("results"), list):
        return list(told["results"])
    return told if isinstance(told, list) else [told]


def _of_item(item: Any, where: str) -> Iterator[Message]:
    """Yield the messages of a request, or of one communication."""
    if not isinstance(item, dict):
        raise NotRead(f"it is no request of MuckRock's: {HOW}")
    if isinstance(item.get("communications"), list):
        yield from _of_request(item, where)
    elif isinstance(item.get("communication"), str):
        yield message_of(_asked({}, item.get("foia")), _turn(item), where)
    elif "requested_docs" in item or "tracking_id" in item:
        raise NotRead(f"it is a request without its communications: {HOW}")
    else:
        raise NotRead(f"it is no request of MuckRock's: {HOW}")


def _of_request(item: dict[str, Any], where: str) -> Iterator[Message]:
    asked = _asked(item, item.get("id"))
    wrong = 0
    if number := _text(item.get("tracking_id")).strip():
        text = f"MuckRock's request {item.get('id')}, {asked.title}.\n\nTracking number: {number}\n"
        yield head_of(
            asked, text, where, _moment(item.get("datetime_submitted") or item.get("date_submitted"))
        )
    for each in item["communications"]:
        if isinstance(each, dict) and isinstance(each.get("communication"), str):
            yield message_of(asked, _turn(each), where)
        else:
            wrong += 1
    if wrong:
        raise NotRead(f"{wrong} of its communications are no texts: {HOW}")


def _asked(item: dict[str, Any], number: Any) -> Asked:
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number < 10**9:
        raise NotRead(f"nothing says which request it is: {HOW}")
    agency = item.get("agency")
    name = agency.get("name") if isinstance(agency, dict) else agency
    return Asked(
        relay=RELAY.format(request=number),
        requester=_text(item.get("username")),
        agency=f"Agency {name} at MuckRock" if isinstance(name, int) else _text(name),
        title=_text(item.get("title")),
    )


def _turn(each: dict[str, Any]) -> Turn:
    """Return a communication, by what both versions of the API tell of it in the same way."""
    sent_at = _moment(each.get("datetime") or each.get("date"))
    text, subject = each["communication"], _text(each.get("subject"))
    told = f"{sent_at}\n{each.get('response')}\n{subject}\n{text}"
    return Turn(
        key=sha256(told.encode("utf-8", "replace")).hexdigest()[:16],
        is_response=bool(each.get("response")),
        text=text,
        subject=subject,
        sent_at=sent_at,
        is_html=bool(each.get("full_html")),
        files=tuple(_files(each.get("files"))),
    )


def _files(files: Any) -> Iterator[tuple[str, str]]:
    """Yield title and address of each file; v2 gives its number only, by which the API tells the rest."""
    for each in files if isinstance(files, list) else []:
        if isinstance(each, dict) and _text(each.get("ffile")):
            yield " ".join(_text(each.get("title")).split()), "".join(_text(each.get("ffile")).split())
        elif isinstance(each, int):
            yield "", f"https://www.muckrock.com/api_v2/files/{each}/"


def _moment(value: Any) -> datetime | None:
    """Return a moment in New York's time, to the second; None for what is none."""
    try:
        told = datetime.fromisoformat(_text(value))
        local = told.replace(tzinfo=API_ZONE) if told.tzinfo is None else told.astimezone(API_ZONE)
    except (ValueError, OverflowError):
        return None
    return local.replace(microsecond=0) if local.year >= 1900 else None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
