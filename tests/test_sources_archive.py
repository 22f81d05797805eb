"""Mail in archives: read as streams, with limits; what is hostile is named, and the rest is read."""

import bz2
import gzip
import io
import tarfile
import tracemalloc
import zipfile
from datetime import UTC, datetime

import pytest
import sources

from ingest import sources_archive
from ingest.sources import messages_in

LETTER = b"From: clerk@city.example\nSubject: %d\n\nYour request was received.\n"
SEPARATOR = b"From clerk@city.example Wed Jul  3 09:00:00 2019\n"
MBOX = b"".join(SEPARATOR + LETTER % number + b"\n" for number in range(3, 6))
MOMENT = datetime(2019, 7, 3, 9, tzinfo=UTC)
FILES = {
    "Mail/a.eml": LETTER % 1,
    "Mail/deep/b.EML": LETTER % 2,
    "Takeout/All mail.mbox": MBOX,
    "Box/cur/1562000001.M1.here:2,S": LETTER % 6,
    "Box/tmp/1562000009.M9.here": LETTER % 9,
    "Mail/notes.txt": b"no mail",
    "__MACOSX/Mail/._a.eml": b"\x00\x05\x16\x07",
    ".hidden/c.eml": LETTER % 9,
}


def zipped(files: dict[str, bytes], path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in files.items():
            archive.writestr(name, raw)


def tarred(files: dict[str, bytes], path, mode: str = "w:gz") -> None:
    with tarfile.open(path, mode) as archive:
        for name, raw in files.items():
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(raw), int(MOMENT.timestamp())
            archive.addfile(info, io.BytesIO(raw))


def read(path) -> tuple[list[bytes], str]:
    """Return the messages of a path, and what was told after them."""
    found, told = sources.read(path)
    return [message.raw for message in found], told


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("mail.zip", zipped),
        ("mail.tar.gz", tarred),
        ("mail.tar", lambda files, path: tarred(files, path, "w")),
        ("mail.tbz2", lambda files, path: tarred(files, path, "w:bz2")),
        ("a name that tells nothing", zipped),
    ],
)
def test_an_archive_holds_what_a_folder_could(tmp_path, name, write):
    path = tmp_path / name
    write(FILES, path)
    expected = [LETTER % number for number in range(1, 7)]
    assert read(path) == read(tmp_path) == (expected, "")


def test_a_message_in_an_archive_has_a_place_that_stays(tmp_path):
    path = tmp_path / "mail.tgz"
    tarred(FILES, path)
    places = [message.place for message in messages_in(path)]
    assert [place.name for place in places] == [
        f"file:{path}!Mail/a.eml",
        f"file:{path}!Mail/deep/b.EML",
        *(f"mbox:{path}!Takeout/All mail.mbox#{number * len(MBOX) // 3}" for number in range(3)),
        f"file:{path}!Box/1562000001.M1.here",
    ]
    assert places[-1].received_at == places[2].received_at == MOMENT


@pytest.mark.parametrize(("name", "pack"), [("old.mbox.gz", gzip.compress), ("old.bz2", bz2.compress)])
def test_an_mbox_may_be_packed_by_itself(tmp_path, name, pack):
    (tmp_path / name).write_bytes(pack(MBOX))
    (tmp_path / "daemon.log.gz").write_bytes(gzip.compress(b"nothing happened\n"))
    assert read(tmp_path) == ([LETTER % 3, LETTER % 4, LETTER % 5], "")


def test_a_spreadsheet_and_an_archive_of_pictures_are_no_mail(tmp_path):
    zipped({"[Content_Types].xml": b"<Types/>", "xl/1.eml": LETTER % 1}, tmp_path / "budget.xlsx")
    zipped({"photo.jpg": b"\xff\xd8\xff"}, tmp_path / "photos.zip")
    assert read(tmp_path) == ([], "")
    raws, told = read(tmp_path / "photos.zip")
    assert raws == []
    assert "photos.zip could not be read (there is no letter, mbox or Maildir in it)" in told


@pytest.mark.parametrize("write", [zipped, tarred])
@pytest.mark.parametrize("name", ["../../etc/cron.d/a.eml", "/etc/a.eml", "a\\..\\..\\b.eml", "C:/a.eml"])
def test_a_name_that_leads_out_of_the_archive_is_told_and_the_rest_is_read(tmp_path, write, name):
    write({name: LETTER % 1, "b.eml": LETTER % 2}, tmp_path / "mail")
    raws, told = read(tmp_path / "mail")
    assert raws == [LETTER % 2]
    assert f"mail!{name} could not be read (its name leads out of the archive" in told


def test_nothing_of_an_archive_is_written_to_disk(tmp_path, monkeypatch):
    (tmp_path / "inside").mkdir()
    monkeypatch.chdir(tmp_path / "inside")
    tarred(FILES, tmp_path / "mail.tgz")
    assert len(read(tmp_path / "mail.tgz")[0]) == 6
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["inside", "mail.tgz"]


def test_links_and_devices_in_a_tar_are_passed_over(tmp_path):
    with tarfile.open(tmp_path / "mail.tar", "w") as archive:
        for name, kind in (
            ("a.eml", tarfile.SYMTYPE),
            ("b.eml", tarfile.LNKTYPE),
            ("c.eml", tarfile.CHRTYPE),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    assert read(tmp_path) == ([], "")


def test_an_archive_in_an_archive_is_told(tmp_path):
    zipped({"a.eml": LETTER % 1}, tmp_path / "inner.zip")
    inner = (tmp_path / "inner.zip").read_bytes()
    tarred({"inner.zip": inner, "b.eml": LETTER % 2}, tmp_path / "outer.tgz")
    raws, told = read(tmp_path / "outer.tgz")
    assert raws == [LETTER % 2]
    assert "outer.tgz!inner.zip could not be read (it is an archive in an archive: unpack it" in told


def test_an_encrypted_file_is_told_and_the_others_are_read(tmp_path):
    path = tmp_path / "mail.zip"
    zipped({"a.eml": LETTER % 1, "b.eml": LETTER % 2}, path)
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1  # the first file's flags in the directory
    path.write_bytes(raw)
    raws, told = read(path)
    assert raws == [LETTER % 2]
    assert "mail.zip!a.eml could not be read (it is encrypted: unpack it and name what comes out)" in told


def test_a_bomb_is_told_and_what_stands_beside_it_is_read(tmp_path):
    bomb = bytes(40_000_000)
    zipped({"a.eml": LETTER % 1, "bomb.eml": bomb, "z.eml": LETTER % 2}, tmp_path / "mail.zip")
    raws, told = read(tmp_path / "mail.zip")
    assert raws == [LETTER % 1, LETTER % 2]
    assert "mail.zip!bomb.eml could not be read (it unpacks to more than 100 times its size" in told


def test_a_bomb_that_is_an_mbox_is_told(tmp_path):
    zipped({"bomb.mbox": SEPARATOR + LETTER % 1 + bytes(40_000_000)}, tmp_path / "mail.zip")
    raws, told = read(tmp_path / "mail.zip")
    assert raws == []
    assert "bomb.mbox could not be read (it unpacks to more than" in told


def test_a_packed_bomb_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(sources_archive, "SLACK_IN_ALL", 1_000_000)
    tarred({"a.eml": LETTER % 1, "bomb.eml": bytes(20_000_000)}, tmp_path / "mail.tar.gz")
    raws, told = read(tmp_path / "mail.tar.gz")
    assert raws == [LETTER % 1]
    assert "mail.tar.gz!bomb.eml could not be read (it and what follows it are left out" in told


def test_an_archive_is_read_to_a_limit_in_all(tmp_path, monkeypatch):
    monkeypatch.setattr(sources_archive, "MOST_UNPACKED", 200)
    zipped({f"{number}.eml": LETTER % number for number in range(1, 9)}, tmp_path / "mail.zip")
    raws, told = read(tmp_path / "mail.zip")
    assert raws == [LETTER % 1, LETTER % 2, LETTER % 3]
    assert "mail.zip!4.eml could not be read (it and what follows it are left out" in told


@pytest.mark.parametrize(("name", "write"), [("mail.zip", zipped), ("mail.tar.gz", tarred)])
def test_an_archive_that_is_cut_short_is_told(tmp_path, name, write):
    path = tmp_path / name
    write({f"{number}.eml": LETTER % number * 400 for number in range(1, 40)}, path)
    path.write_bytes(path.read_bytes()[:-400])
    raws, told = read(path)
    assert raws == [LETTER % number * 400 for number in range(1, len(raws) + 1)]
    assert f"{name} could not be read (it is damaged or cut short: fetch it once more)" in told


def test_a_damaged_file_in_a_zip_is_told_and_the_others_are_read(tmp_path):
    path = tmp_path / "mail.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for number in (1, 2, 3):
            archive.writestr(f"{number}.eml", LETTER % number)
    path.write_bytes(path.read_bytes().replace(b"Subject: 2", b"Subject: 7"))  # its sum no longer fits
    raws, told = read(path)
    assert raws == [LETTER % 1, LETTER % 3]
    assert "mail.zip!2.eml could not be read (it is damaged or cut short" in told


def test_an_archive_of_another_kind_is_told_where_it_is_named(tmp_path):
    (tmp_path / "mail.rar").write_bytes(b"Rar!\x1a\x07\x00 and so on")
    assert read(tmp_path) == ([], "")
    assert "of a kind that is not opened here: unpack it" in read(tmp_path / "mail.rar")[1]


def test_a_name_with_control_characters_is_told_without_them(tmp_path):
    tarred({"a\n\x1b[2J\udcff.eml": LETTER % 1}, tmp_path / "mail.tar", "w")
    (message,) = messages_in(tmp_path / "mail.tar")
    assert message.place.name == f"file:{tmp_path}/mail.tar!a��[2J�.eml"


def test_a_zip_that_lists_too_many_files_is_told_before_the_list_is_read(tmp_path, monkeypatch):
    path = tmp_path / "mail.zip"
    zipped({f"{number}.eml": LETTER % number for number in range(9)}, path)
    assert len(read(path)[0]) == 9
    monkeypatch.setattr(sources_archive, "MOST_LISTED", 400)
    assert "it lists more files than can be looked at together: unpack it" in read(path)[1]
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = b"PK\x05\x06 is no end here"
    assert "it lists more files than can be looked at together: unpack it" in read(path)[1]


def test_a_zip_of_the_large_form_is_read_and_its_list_is_measured(tmp_path, monkeypatch):
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 2)  # from here on it writes the large form
    path = tmp_path / "mail.zip"
    zipped({f"{number}.eml": LETTER % number for number in range(9)}, path)
    assert b"PK\x06\x06" in path.read_bytes()
    assert len(read(path)[0]) == 9
    monkeypatch.setattr(sources_archive, "MOST_LISTED", 400)
    assert "it lists more files than can be looked at together" in read(path)[1]


def test_a_tar_may_not_take_the_memory_with_what_it_says_before_a_file(tmp_path):
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 50_000_000
    (tmp_path / "mail.tar").write_bytes(info.tobuf(tarfile.GNU_FORMAT) + bytes(10240))
    assert "a header in it is larger than any is" in read(tmp_path / "mail.tar")[1]


def test_a_sparse_file_of_a_tar_is_a_bomb_too(tmp_path, monkeypatch):
    monkeypatch.setattr(sources_archive, "SLACK_IN_ALL", 1_000_000)
    header = tarfile.TarInfo("a.eml")
    header.type, header.size = tarfile.GNUTYPE_SPARSE, 512
    raw = bytearray(header.tobuf(tarfile.GNU_FORMAT))
    raw[386:410] = b"%011o\x00%011o\x00" % (0, 512)  # the one piece that is there
    raw[483:495] = b"%011o\x00" % 6_000_000_000  # and how long it says that it is
    raw[148:156] = b"%06o\x00 " % (sum(raw[:148]) + 256 + sum(raw[156:512]))
    path = tmp_path / "mail.tar"
    path.write_bytes(raw + (LETTER % 1).ljust(512, b"\n") + bytes(10240))
    tracemalloc.start()
    raws, told = read(path)
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()
    assert raws == []
    assert "a.eml could not be read (it and what follows it are left out" in told
