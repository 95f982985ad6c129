"""How far folders were read, and where mails lie in them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from service.ledger.base import Part, select_fields
from service.ledger.tables import locations, marks, messages
from service.records import FolderMark, KnownMail, Location

_MARK = select_fields(FolderMark, marks).where(marks.c.folder == bindparam("name"))
_MOVE_MARK = update(marks).where(marks.c.folder == bindparam("name"))
_KNOWN = select(locations.c.uid).where(
    locations.c.folder == bindparam("folder"), locations.c.uidvalidity == bindparam("uidvalidity")
)
_PLACES = select(locations.c.uid, locations.c.message).where(
    locations.c.folder == bindparam("folder"), locations.c.uidvalidity == bindparam("uidvalidity")
)
_KNOWN_MAILS = (
    select(locations.c.uid, locations.c.stamp, messages.c.size, messages.c.message_id)
    .join(messages, messages.c.id == locations.c.message)
    .where(locations.c.folder == bindparam("folder"), locations.c.uidvalidity == bindparam("uidvalidity"))
)
_SET_STAMP = (
    update(locations)
    .where(
        locations.c.folder == bindparam("of_folder"),
        locations.c.uidvalidity == bindparam("of_uidvalidity"),
        locations.c.uid == bindparam("of_uid"),
    )
    .values(stamp=bindparam("said"))
)
_FORGET_LOCATION = delete(locations).where(
    locations.c.folder == bindparam("folder"),
    locations.c.uidvalidity == bindparam("uidvalidity"),
    locations.c.uid == bindparam("uid"),
)
_LOCATIONS = (
    select_fields(Location, locations)
    .where(locations.c.message == bindparam("row"))
    .order_by(locations.c.folder, locations.c.uidvalidity, locations.c.uid)
)


class Folders(Part):
    """Folders and where mails lie (service/ports.py says what each verb means)."""

    def mark(self, folder: str) -> FolderMark | None:
        """How far the folder was read, None where it never was."""
        row = self._connection.execute(_MARK, {"name": folder}).one_or_none()
        return None if row is None else FolderMark(*row)

    def set_mark(self, mark: FolderMark) -> None:
        """Remember how far the folder was read."""
        self._hold(f"folder {mark.folder}")
        values = {"uidvalidity": mark.uidvalidity, "mark": mark.mark}
        if self._connection.execute(_MOVE_MARK, {"name": mark.folder, **values}).rowcount == 0:
            self._connection.execute(insert(marks), {"folder": mark.folder, **values})

    def known_uids(self, folder: str, uidvalidity: int) -> frozenset[int]:
        """UIDs of that folder and validity whose mail has a row."""
        values = {"folder": folder, "uidvalidity": uidvalidity}
        return frozenset(self._connection.execute(_KNOWN, values).scalars())

    def places(self, folder: str, uidvalidity: int) -> dict[int, int]:
        """Whose mail each known UID of that folder and validity is: UID -> id of the row."""
        values = {"folder": folder, "uidvalidity": uidvalidity}
        return {row.uid: row.message for row in self._connection.execute(_PLACES, values)}

    def known_mails(self, folder: str, uidvalidity: int) -> dict[int, KnownMail]:
        """The mails of known_uids by UID, with what tells whether the UID is still theirs."""
        rows = self._connection.execute(_KNOWN_MAILS, {"folder": folder, "uidvalidity": uidvalidity})
        return {uid: KnownMail(*rest) for uid, *rest in rows}

    def set_stamps(self, folder: str, uidvalidity: int, stamps: Mapping[int, str]) -> None:
        """Remember what the server says of the mails at these UIDs."""
        place = {"of_folder": folder, "of_uidvalidity": uidvalidity}
        if stamps:
            self._connection.execute(
                _SET_STAMP, [{**place, "of_uid": uid, "said": stamp} for uid, stamp in stamps.items()]
            )

    def add_location(self, location: Location, message: int, stamp: str | None = None) -> None:
        """Remember where the mail lies; an address that was another mail's becomes this one's."""
        self._hold(f"folder {location.folder}")
        address: dict[str, Any] = {
            "folder": location.folder,
            "uidvalidity": location.uidvalidity,
            "uid": location.uid,
        }
        self._connection.execute(_FORGET_LOCATION, address)
        self._connection.execute(insert(locations), {**address, "message": message, "stamp": stamp})

    def locations(self, message: int) -> tuple[Location, ...]:
        """Where the mail is known to lie."""
        return tuple(Location(*row) for row in self._connection.execute(_LOCATIONS, {"row": message}))
