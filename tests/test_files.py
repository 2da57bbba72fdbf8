"""Where a file stands, what reports call it, what it holds, and in which order files come."""

from __future__ import annotations

import os
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.engine import check_file
from linter.files import File, template_files
from linter.project import Project
from linter.source import LARGEST_FILE, SourceError
from tests.making import AS_OF, HOTLINE, codes, is_one_line, template, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from linter.files import Files
    from tests.making import Run

    Change = Callable[[Path], None]

OUTSIDE = (False, None)


def _locate(project: Project, path: str | Path) -> File:
    return project.files.locate(path)


def _where(file: File) -> tuple[bool, tuple[str, ...] | None]:
    return file.inside, file.parts


# where a file stands


@pytest.mark.parametrize(
    ("path", "partial", "glossary", "channel"),
    [
        ("templates/sms/a.j2", False, False, "sms"),
        ("templates/sms/deep/er/a.j2", False, False, "sms"),
        ("templates/a.j2", False, False, ""),
        ("templates/partials/a.j2", True, False, "partials"),
        ("templates/partials/deep/a.j2", True, False, "partials"),
        ("templates/partialsx/a.j2", False, False, "partialsx"),
        ("partials/a.j2", False, False, None),
        ("glossary/terms/a.yaml", False, True, None),
        ("glossaries/a.yaml", False, False, None),
        ("a.j2", False, False, None),
    ],
)
def test_folders_say_what_a_file_is(
    project: Project, path: str, partial: bool, glossary: bool, channel: str | None
) -> None:
    """Only whole names of folders count; the file itself needn't be there."""
    file = _locate(project, project.root / path)

    assert (file.shown, _where(file)) == (path, (True, tuple(path.split("/"))))
    assert (file.is_partial, file.is_glossary, file.channel) == (partial, glossary, channel)
    assert file.size is None


def test_a_relative_path_is_the_same_file(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Inside the project a report never depends on where the command was called."""
    monkeypatch.chdir(project.templates_folder)

    for path in ("sms/a.j2", "./sms/a.j2", "../templates/sms/a.j2", Path("sms", "a.j2")):
        file = _locate(project, path)
        assert (file.shown, file.channel) == ("templates/sms/a.j2", "sms")


def test_a_file_outside_is_shown_as_given(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has no channel and is no partial, whatever its folders are called."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "templates" / "partials"
    folder.mkdir(parents=True)
    (folder / "a.j2").write_text("字", "utf-8")

    for path in (folder / "a.j2", Path("templates/partials/a.j2")):
        file = _locate(project, path)
        assert (file.shown, _where(file), file.size) == (path.as_posix(), OUTSIDE, 3)
        assert (file.is_partial, file.is_glossary, file.channel) == (False, False, None)


@pytest.mark.parametrize("path", ["templates/../../a.j2", "../a.j2", "../project-2/a.j2"])
def test_dots_lead_out(project: Project, path: str) -> None:
    """A path that begins in the project's folder may end outside."""
    (project.root.parent / "project-2").mkdir()

    assert _where(_locate(project, project.root / path)) == OUTSIDE


@pytest.mark.parametrize("path", ["templates/sms/../email/a.j2", "./templates//email/./a.j2"])
def test_dots_inside_are_undone(folder: Path, project: Project, path: str) -> None:
    """A report has the shortest name."""
    file = _locate(project, os.path.join(folder, path))  # noqa: PTH118 - `Path` undoes dots

    assert (file.shown, file.channel) == ("templates/email/a.j2", "email")


def test_a_trailing_slash_changes_nothing_but_the_name(folder: Path, project: Project) -> None:
    """A folder given as a file is where it is, has no size, and isn't read."""
    path = str(folder / "templates" / "sms")

    for given_path in (path, f"{path}/", f"{path}/."):
        file = _locate(project, given_path)
        assert (_where(file), file.size) == ((True, ("templates", "sms")), None)
        with pytest.raises(SourceError, match="不是普通文件；请检查路径"):
            project.files.source(file)


@pytest.mark.parametrize("path", ["templates/sms/a\0.j2", "templates/s\0s/a.j2", "\0"])
def test_no_file_has_nul_in_its_name(project: Project, path: str) -> None:
    """Such a path is where nothing can be read, and no traceback."""
    file = _locate(project, f"{project.root}/{path}")

    assert file.size is None
    with pytest.raises(SourceError, match="请检查"):
        project.files.source(file)


# links


def test_a_link_to_another_file_has_its_own_name(folder: Path, project: Project) -> None:
    """It is what the file is to which it leads: here a partial."""
    link = folder / "templates" / "sms" / "link.j2"
    link.symlink_to("../partials/contact.j2")

    file = _locate(project, link)

    assert (file.shown, file.inside, file.size) == ("templates/sms/link.j2", True, None)
    assert file.parts == ("templates", "partials", "contact.j2")
    assert file.is_partial
    assert project.files.source(file).path == "templates/sms/link.j2"


def test_a_link_out_of_the_project_is_refused(folder: Path, project: Project) -> None:
    """The finding names the link, and what it leads to isn't read."""
    outside = folder.parent / "outside.j2"
    outside.write_text(template(HOTLINE), "utf-8")
    link = folder / "templates" / "sms" / "link.j2"
    link.symlink_to(outside)

    file = _locate(project, link)

    assert (file.shown, _where(file)) == ("templates/sms/link.j2", (True, None))
    assert (file.is_partial, file.channel) == (False, None)
    with pytest.raises(SourceError, match=r"^templates/sms/link\.j2：符号链接指向项目之外"):
        project.files.source(file)


def test_a_link_into_the_project_is_the_file(folder: Path, project: Project) -> None:
    """From outside, a linked file and a file in a linked folder are where they really are."""
    write(folder, template(HOTLINE), "a")
    (folder.parent / "b.j2").symlink_to(folder / "templates" / "sms" / "a.j2")
    (folder.parent / "linked").symlink_to(folder / "templates" / "sms")

    for path in ("b.j2", "linked/a.j2"):
        file = _locate(project, folder.parent / path)
        assert (file.shown, file.channel) == ("templates/sms/a.j2", "sms")
        assert project.files.source(file).text == template(HOTLINE)


def test_a_file_behind_a_linked_folder_is_where_it_really_is(
    folder: Path, project: Project
) -> None:
    """Out of the project, and shown as given; or in another folder of it."""
    outside = folder.parent / "elsewhere"
    outside.mkdir()
    (outside / "a.j2").write_text("字", "utf-8")
    (folder / "templates" / "out").symlink_to(outside)
    (folder / "templates" / "in").symlink_to("partials")

    out = _locate(project, folder / "templates" / "out" / "a.j2")
    inner = _locate(project, folder / "templates" / "in" / "contact.j2")

    assert (out.shown, _where(out)) == (out.path, OUTSIDE)
    assert (inner.shown, inner.is_partial) == ("templates/partials/contact.j2", True)


@pytest.mark.parametrize("target", ["loop.j2", "none.j2", "none/none.j2"])
def test_a_link_that_leads_nowhere_has_its_own_name(
    folder: Path, project: Project, target: str
) -> None:
    """A loop or a missing target ends in one finding with what to do."""
    link = folder / "templates" / "sms" / "loop.j2"
    link.symlink_to(target)

    (finding,) = check_file(project, _locate(project, link), AS_OF).findings

    assert (finding.code, finding.place.source.path) == ("META011", "templates/sms/loop.j2")
    assert "请检查" in finding.message


# what a file holds


def _grow(file: Path) -> None:
    file.write_text("字" * 10, "utf-8")


def _shrink(file: Path) -> None:
    file.write_text("字", "utf-8")


@pytest.mark.parametrize("change", [_grow, _shrink])
def test_a_file_that_changes_meanwhile_is_read_as_it_is(
    folder: Path, project: Project, change: Change
) -> None:
    """What was located with another size is read whole, not cut."""
    path = folder / write(folder, "字字字")
    file = _locate(project, path)
    change(path)

    assert project.files.bytes_of(file) is None
    assert project.files.source(file).text == path.read_text("utf-8")


def _remove(file: Path) -> None:
    file.unlink()


def _make_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def _link_out(file: Path) -> None:
    outside = file.parents[3] / "outside.j2"
    file.replace(outside)
    file.symlink_to(outside)


def _grow_beyond(file: Path) -> None:
    file.write_bytes(b"a" * (LARGEST_FILE + 1))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_remove, "文件不存在；请检查路径"),
        (_make_folder, "不是普通文件；请检查路径"),
        (_link_out, "符号链接指向项目之外"),
        (_grow_beyond, "1 MiB"),
    ],
)
@pytest.mark.parametrize("before", [True, False], ids=["located-before", "located-after"])
def test_what_is_wrong_with_a_file_is_said(
    folder: Path, project: Project, change: Change, words: str, before: bool
) -> None:
    """It makes no difference whether it became so before or after it was located."""
    path = folder / write(folder, "字字字")
    file = _locate(project, path)
    change(path)
    file = file if before else _locate(project, path)

    assert project.files.bytes_of(file) is None
    with pytest.raises(SourceError, match=words):
        project.files.source(file)


def test_a_pipe_is_no_template(folder: Path, project: Project) -> None:
    """It isn't opened: that would wait for ever."""
    pipe = folder / "templates" / "sms" / "pipe.j2"
    os.mkfifo(pipe)
    file = _locate(project, pipe)

    assert project.files.bytes_of(file) is None
    with pytest.raises(SourceError, match="不是普通文件"):
        project.files.source(file)


@given(st.binary(max_size=300).map(lambda data: data.replace(b"\0", b"")))
def test_bytes_are_those_of_the_file(data: bytes) -> None:
    """The quick way and the slow one read the same."""
    with TemporaryDirectory() as name:
        (Path(name) / "hegui.toml").touch()
        (Path(name) / "a.j2").write_bytes(data)
        files = Project.open(Path(name)).files
        file = files.locate(Path(name) / "a.j2")

        assert files.bytes_of(file) == data
        assert _read(files, file) == _read(files, file._replace(size=None))


def _read(files: Files, file: File) -> str:
    try:
        return files.source(file).text
    except SourceError as error:
        return str(error)


# which files, in which order

_NAMES = st.sampled_from(
    ["a", "b", "a.j2", "b.j2", "a-b", "a-b.j2", "a b.j2", "B.j2", "字", "字.j2", ".j2", "a.txt"]
)
_TREES = st.sets(st.lists(_NAMES, min_size=1, max_size=3).map(tuple), max_size=12)


@given(_TREES)
def test_files_come_sorted_by_their_parts(paths: set[tuple[str, ...]]) -> None:
    """Every file and folder that ends in .j2, folders before what is in them."""
    folders = {path[:end] for path in paths for end in range(1, len(path))}
    with TemporaryDirectory() as name:
        root = Path(name)
        for path in folders:
            root.joinpath(*path).mkdir(parents=True, exist_ok=True)
        for path in paths - folders:
            root.joinpath(*path).touch()

        found = [Path(file).relative_to(root).parts for file in template_files(root)]

        assert found == sorted(path for path in paths | folders if path[-1].endswith(".j2"))


def test_a_linked_folder_stands_for_itself(folder: Path, project: Project) -> None:
    """It isn't entered, wherever it leads; a link to something else is a template by its name."""
    outside = folder.parent / "elsewhere"
    outside.mkdir()
    (outside / "a.j2").write_text(template(HOTLINE), "utf-8")
    sms = folder / "templates" / "sms"
    (sms / "out").symlink_to(outside)
    (sms / "in").symlink_to("../partials")
    (sms / "up").symlink_to("..")
    (sms / "file.txt").symlink_to(outside / "a.j2")
    (sms / "file.j2").symlink_to(outside / "a.j2")
    (sms / "none").symlink_to("nowhere")

    files = [_locate(project, path) for path in template_files(sms)]

    assert [file.shown.rpartition("/")[2] for file in files] == ["file.j2", "in", "out", "up"]
    assert all(
        codes(list(check_file(project, file, AS_OF).findings)) == ["META011"] for file in files
    )


@pytest.mark.parametrize("while_reading", [False, True])
@pytest.mark.parametrize("arguments", [["check"], ["check", "templates"], ["cases", "sms.none"]])
def test_an_unreadable_folder_stops_the_run(
    run: Run,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    while_reading: bool,
) -> None:
    """One line names the folder and the remedy: what can't be looked at isn't said to be clean."""
    write(folder, template(HOTLINE))
    scandir = os.scandir

    def fail(_: str) -> os.DirEntry[str]:
        raise OSError(5, "Input/output error")

    def refusing(path: Any) -> Any:
        if os.fspath(path).endswith("sms"):
            if while_reading:
                return nullcontext(map(fail, ["a.j2"]))
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)

    status, out, err = run(*arguments)

    assert (status, out) == (2, "")
    assert is_one_line(err)
    assert "templates/sms：文件夹无法读取（" in err
    assert "请检查权限" in err
