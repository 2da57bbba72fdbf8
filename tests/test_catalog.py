"""What the catalog publishes, keeps and offers, in real repositories and real builds."""

from __future__ import annotations

import hashlib
import html
import json
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag
from xml.etree.ElementTree import XML

import jsonschema
import pytest
from mkdocs.exceptions import Abort

from linter.catalog.catalog import Catalog
from linter.catalog.machine import index_schema, template_schema
from linter.catalog.site import Site
from linter.meaning import code, digest
from linter.model import iso_day
from linter.project import Project
from tests.approving import DAY, Bank
from tests.cataloguing import Links, built, index, own, rows, visible

if TYPE_CHECKING:
    from pathlib import Path

FILE = "templates/sms/overdue-first-day.j2"
NAME = "sms.overdue.first-day"
LETTER = "letter.overdue.notice"
ATOM = "{http://www.w3.org/2005/Atom}"
_LATER = "2027-12-02"


@pytest.fixture(scope="module")
def approved(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    """A bank with an SMS and a letter that are approved, and an SMS that is not."""
    folder = tmp_path_factory.mktemp("bank") / "project"
    files = ("sms/overdue-first-day.j2", "sms/due-reminder.j2", "letter/overdue-notice.j2")
    bank = Bank.found(folder, files)
    bank.approve(NAME)
    bank.approve(LETTER)
    return bank


@pytest.fixture
def bank(approved: Bank, tmp_path: Path) -> Bank:
    """A copy of it."""
    return approved.copy(tmp_path / "project")


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of this repository."""
    folder = tmp_path_factory.mktemp("own")
    return own(folder / "project", folder / "site")


def test_only_what_is_approved_is_published(bank: Bank, tmp_path: Path) -> None:
    """A draft has neither page nor row nor file; what is approved has all, by id and by digest."""
    site = built(bank.folder, tmp_path / "site")

    assert [each["id"] for each in index(site)] == [LETTER, NAME]
    assert [each["id"] for each in rows(site) if each["kind"] == "模板"] == [LETTER, NAME]
    assert not (site / "t/sms.due-reminder").exists()
    page = (site / "t" / NAME / "index.html").read_text("utf-8")
    meaning = bank.status(NAME)["digest"]
    assert code(meaning) in page
    assert "已批准" in page
    assert (site / "t" / NAME / meaning / "index.html").is_file()


def test_expiry_takes_a_template_out(bank: Bank, tmp_path: Path) -> None:
    """Between two builds an approval ends: the page stays, headed 已失效, and can't be copied."""
    meaning = bank.status(NAME)["digest"]
    before = built(bank.folder, tmp_path / "before")
    after = built(bank.folder, tmp_path / "after", day=_LATER)

    assert [each["id"] for each in index(before)] == [LETTER, NAME]
    assert index(after) == []
    assert not [each for each in rows(after) if each["kind"] == "模板"]
    assert (
        not list((after / "approved/templates").glob("*"))
        if (after / "approved/templates").exists()
        else True
    )
    for path in (f"t/{NAME}/index.html", f"t/{NAME}/{meaning}/index.html"):
        page = (after / path).read_text("utf-8")
        assert "已失效" in page
        assert "尊敬的" in page
        assert "copy" not in page
        assert "noindex" in page


@pytest.mark.parametrize(
    "what", ["edited", "partial", "revoked", "rejected", "stricter", "deleted"]
)
def test_what_ends_an_approval_ends_publication(bank: Bank, tmp_path: Path, what: str) -> None:
    """Whatever ends an approval takes the template out; the page of what was approved stays."""
    meaning = bank.status(NAME)["digest"]
    if what == "edited":
        bank.edit(FILE, "如已还款", "若已还款")
    elif what == "partial":
        bank.edit("glossary/institution.yaml", "hotline: 955XX", "hotline: 956XX")
    elif what in ("revoked", "rejected"):
        bank.decide(
            what.removesuffix("d").removesuffix("e") + "e" * (what == "revoked"),
            NAME,
            "legal-1",
            "--reason",
            "示例理由",
        )
    elif what == "stricter":
        bank.write("glossary/terms/ours.yaml", _ENTRY)
    else:
        (bank.folder / FILE).unlink()

    site = built(bank.folder, tmp_path / "site")

    assert NAME not in [each["id"] for each in index(site)]
    page = (site / f"t/{NAME}/{meaning}/index.html").read_text("utf-8")
    assert "已失效，不能使用" in page
    assert not (site / f"approved/templates/{NAME}.json").exists()


_ENTRY = """\
category: obsolete_term
terms:
  our-word:
    code: TRM001
    match: substring
    forms: [尊敬的]
    severity: error
    why: 示例
    instead: 您好
    basis: []
    good: [您好。, 您好，谢谢。]
    bad: [尊敬的客户。, 尊敬的您。]
"""


def test_history_tells_what_changed(bank: Bank, tmp_path: Path) -> None:
    """A second approval shows what differs from the first, whose page leads to the new one."""
    first = bank.status(NAME)["digest"]
    bank.edit(FILE, "如已还款", "若已还款")
    bank.commit("Say it otherwise")
    bank.approve(NAME, day="2026-12-02")
    site = built(bank.folder, tmp_path / "site", day="2026-12-02")

    page = (site / f"t/{NAME}/index.html").read_text("utf-8")
    assert "<del>如</del><ins>若</ins>" in page
    assert f"{first}/index.html" in page
    old = (site / f"t/{NAME}/{first}/index.html").read_text("utf-8")
    assert "已被后来批准的文字取代" in old
    assert f'href="../../../t/{NAME}/index.html"' in old


def test_files_for_machines(ours: Path) -> None:
    """Index and templates obey their schemas, checksums hold, digests are the manifests'."""
    folder = ours / "approved"
    listed = json.loads((folder / "index.json").read_text("utf-8"))
    jsonschema.validate(listed, index_schema())
    for name in ("index", "template"):
        schema = json.loads((folder / f"{name}.schema.json").read_text("utf-8"))
        assert schema == {"index": index_schema, "template": template_schema}[name]()
    for each in listed["templates"]:
        content = (folder / each["path"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == each["sha256"]
        data = json.loads(content)
        jsonschema.validate(data, template_schema())
        assert digest(data["manifest"]) == data["digest"] == each["digest"]
        assert data["channel"] != "sms" or data["limits"]["segments"]["most"] >= 1
    lines = (folder / "SHA256SUMS").read_text("utf-8").splitlines()
    summed = {line[66:]: line[:64] for line in lines}
    files = {
        each.relative_to(folder).as_posix(): hashlib.sha256(each.read_bytes()).hexdigest()
        for each in folder.rglob("*")
        if each.is_file() and each.name != "SHA256SUMS"
    }
    assert summed == files
    assert len(listed["templates"]) >= 24


def test_feed_of_approvals(bank: Bank, tmp_path: Path) -> None:
    """The feed has every decision that counts, the last first, each with the page that shows it."""
    bank.decide("revoke", NAME, "legal-1", "--reason", "示例理由", day="2026-12-02")
    site = built(bank.folder, tmp_path / "site", day="2026-12-02")

    feed = XML((site / "feed.xml").read_text("utf-8"))
    entries = feed.findall(f"{ATOM}entry")
    assert [each.findtext(f"{ATOM}title") for each in entries][:1] == ["撤销：逾期首日提醒"]
    assert len(entries) == 6
    for each in entries:
        link = each.find(f"{ATOM}link")
        assert link is not None
        assert (site / link.attrib["href"]).is_file()
    assert feed.findtext(f"{ATOM}updated") == entries[0].findtext(f"{ATOM}updated")


def test_two_builds_are_the_same(
    bank: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one day and one SOURCE_DATE_EPOCH every file has the same bytes, whatever is cached."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1796000000")
    found = []
    for name in ("one", "other"):
        monkeypatch.setenv("HEGUI_CACHE_DIR", str(tmp_path / f"cache-{name}"))
        site = built(bank.folder, tmp_path / name)
        files = (each for each in site.rglob("*") if each.is_file())
        found.append({each.relative_to(site): each.read_bytes() for each in files})

    assert found[0] == found[1]
    assert len(found[0]) > 100


def test_preview_offers_records_that_approve(bank: Bank, tmp_path: Path) -> None:
    """Committed as they stand on the page, the offered files approve the template."""
    name = "sms.due-reminder"
    site = tmp_path
    for role in ("业务", "法律合规"):
        site = built(bank.folder, tmp_path / role, preview=True)
        page = (site / f"t/{name}/index.html").read_text("utf-8")
        assert 'name="robots" content="noindex"' in page
        assert "未批准" in page
        offered = re.findall(
            r"<h3>([^<]*)</h3>\n  <p class=\"id\"><code>([^<]*)</code>.*?<pre[^>]*>(.*?)</pre>",
            page,
            re.DOTALL,
        )
        person = ""
        for title, path, text in offered:
            if "存档" in title or f"“{role}”" in title:
                bank.write(path, html.unescape(text))
                person = person if "存档" in title else title.split()[0]
        assert person
        bank.commit("Approve", f"{person}@bank.example")

    assert bank.status(name)["status"] == "approved"
    assert not (site / "approved").exists()
    assert not (site / "feed.xml").exists()
    assert "不得用于发送" in (site / "index.html").read_text("utf-8")


def test_preview_says_why_somebody_may_not(bank: Bank, tmp_path: Path) -> None:
    """Who wrote the words is offered no record."""
    bank.edit("templates/sms/due-reminder.j2", "如已还款", "若已还款")
    bank.commit("Say it otherwise", "legal-1@bank.example")
    assert bank.status("sms.due-reminder")["status"] == "draft"

    site = built(bank.folder, tmp_path / "site", preview=True)

    page = visible((site / "t/sms.due-reminder/index.html").read_text("utf-8"))
    assert "不能这样批准：APR005legal-1改过这段文字" in page


def test_links_lead_somewhere_and_nothing_is_loaded_from_elsewhere(ours: Path) -> None:
    """Every link within the site leads to a file and an anchor that are there, without a server."""
    pages = {each: Links(each.read_text("utf-8")) for each in ours.rglob("*.html")}
    for page, links in pages.items():
        at_root = page.name == "404.html"  # it is shown at any address
        for address in (*links.leading, *links.loaded):
            if address.startswith(("data:", "https://", "?")):
                assert address in links.leading or address == "data:,"
                continue
            path, anchor = urldefrag(address)
            path = path.partition("?")[0]
            folder = ours if at_root else page.parent
            target = (folder / unquote(path).removeprefix("/")).resolve() if path else page
            assert target.is_file(), (page, address)
            if anchor and target.suffix == ".html":
                assert unquote(anchor) in pages[target].anchors, (page, address)
    for file in (*ours.rglob("*.css"), *ours.rglob("*.js")):
        if file.name != "data.js":
            assert "//" not in re.sub(r"(?m)^\s*//.*$", "", file.read_text("utf-8"))


def test_what_is_known_is_not_made_again_and_never_stale(bank: Bank) -> None:
    """A second build makes anew exactly what has another origin, and is what a first would be."""
    day = iso_day(DAY)
    assert day is not None
    first = Site(Catalog(Project.open(bank.folder), day))
    bank.edit("glossary/policy.yaml", "title: 到期前提醒", "title: 到期以前提醒")
    renamed = Site(Catalog(Project.open(bank.folder), day), known=first.known)
    assert not set(first.known) & set(renamed.known)
    again = Site(Catalog(Project.open(bank.folder), day), known=renamed.known)
    assert all(again.known[key] is made for key, made in renamed.known.items())
    bank.edit(FILE, "title: 逾期首日提醒", "title: 逾期头一天提醒")

    changed = Site(Catalog(Project.open(bank.folder), day), known=again.known)

    assert len(set(changed.known) - set(again.known)) == 1
    assert dict(changed.files()) == dict(Site(Catalog(Project.open(bank.folder), day)).files())


_BROKEN = {
    "glossary/policy.yaml": "purposes: [",
    "hegui.toml": "[sms",
    "glossary/approvers.yaml": "people: 1",
}


@pytest.mark.parametrize("path", _BROKEN)
def test_unreadable_project_is_one_line(
    bank: Bank, tmp_path: Path, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    """A project that can't be read ends the build with one line that names the file."""
    bank.write(path, _BROKEN[path])

    line = _refused(bank, tmp_path / "site", caplog)

    assert line.startswith((f"hegui：{path}：", f"hegui：{path}:"))


def test_a_day_that_is_none_is_one_line(
    bank: Bank, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What is no day is named, with what to write."""
    line = _refused(bank, tmp_path / "site", caplog, day="明天")

    assert line == "hegui：as_of 写的是 明天；日期请写成 2026-12-05"


def _refused(bank: Bank, site: Path, caplog: pytest.LogCaptureFixture, day: str = DAY) -> str:
    """The one line with which a build ends."""
    with pytest.raises(Abort):
        built(bank.folder, site, day=day)
    (line,) = [each.getMessage() for each in caplog.records if each.levelname == "ERROR"]
    assert "\n" not in line
    return line


def test_no_page_of_the_guide_stands_for_one_of_the_catalog(bank: Bank, tmp_path: Path) -> None:
    """Whatever the guide is called, the catalog's own page is the one that is built."""
    for name in ("README.md", f"t/{NAME}/README.md", "list/index.md", "reference/rules/THR001.md"):
        bank.write(f"docs/{name}", "# 别的\n\n别的文字")

    site = built(bank.folder, tmp_path / "site")

    for path in ("index", f"t/{NAME}/index", "list/index", "reference/rules/THR001"):
        assert "别的文字" not in (site / f"{path}.html").read_text("utf-8")


def test_incomplete_history_is_no_empty_catalog(
    bank: Bank, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Where git doesn't know who wrote what, nothing is built rather than nothing published."""
    bank.git("clone", "-q", "--depth", "1", f"file://{bank.folder}", str(tmp_path / "shallow"))

    line = _refused(Bank(tmp_path / "shallow"), tmp_path / "site", caplog)

    assert "git 历史不完整" in line


def test_unreadable_archive_is_not_published(
    bank: Bank, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Where what was approved can't be read any more, the build ends and names the file."""
    path = f"templates/approvals/{NAME}/{bank.status(NAME)['digest']}.manifest.json"
    bank.write(path, "{}")

    assert path in _refused(bank, tmp_path / "site", caplog)


def test_odd_characters_stay_out_of_attributes(bank: Bank, tmp_path: Path) -> None:
    """What can't be seen is marked in texts, and never breaks what scripts read."""
    bank.edit(
        "templates/sms/due-reminder.j2", "values: [先生, 女士]", 'values: ["先\\u00a0生", 女士]'
    )
    bank.edit(
        "templates/letter/overdue-notice.j2",
        "values: [先生, 女士]",
        'values: ["先\\u00a0生", 女士]',
    )

    site = built(bank.folder, tmp_path / "site", preview=True)

    page = (site / f"t/{LETTER}/index.html").read_text("utf-8")
    for found in re.findall(r'data-cases="([^"]*)"', page):
        assert isinstance(json.loads(html.unescape(found)), list)
    assert '<bdi class="odd" title="U+00A0">' in page
    assert "<bdi" not in "".join(re.findall(r'="[^"]*"', page))


HOSTILE = (
    """</script><script>window.hurt = 1</script><img src=x onerror="window.hurt = 1">'"`${1}"""
)


def test_what_a_project_holds_stays_text(tmp_path: Path) -> None:
    """Markup in texts, titles, examples, reasons, people and entries is shown, never run."""
    bank = _hostile(tmp_path / "project")
    for preview in (False, True):
        site = built(bank.folder, tmp_path / f"site{preview}", preview=preview)
        shown = 0
        for file in site.rglob("*.html"):
            page = file.read_text("utf-8")
            shown += html.escape("window.hurt = 1") in html.unescape(page)
            assert not re.search(r"<(script|img)[^>]*>\s*window\.hurt|<img", page), file
            assert page.count("<script") == page.count("</script>") <= 3
            assert 'onerror="' not in re.sub("<[^a-z/!][^>]*>", "", page), file
        assert shown > 3
    assert json.loads((tmp_path / "siteFalse/approved/index.json").read_text("utf-8"))["templates"]
    XML((tmp_path / "siteFalse/feed.xml").read_text("utf-8"))


def _hostile(folder: Path) -> Bank:
    """A bank that writes markup wherever it may write anything."""
    bank = Bank.found(folder, ("sms/overdue-first-day.j2", "letter/overdue-notice.j2"))
    quoted = json.dumps(HOSTILE, ensure_ascii=False)
    short = "<script>window.hurt = 1</script>"
    bank.edit(FILE, "title: 逾期首日提醒", f"title: {quoted}")
    bank.edit(FILE, "owner: 信用卡中心贷后管理部", f"owner: {quoted}")
    bank.edit(FILE, "max_length: 20, example: 王小明", "max_length: 20, example: '<img src=x>'")
    letter = "templates/letter/overdue-notice.j2"
    bank.edit(letter, "本函密封寄送", f"{HOSTILE.replace('${1}', '')}本函密封寄送")
    bank.edit("glossary/policy.yaml", "title: 逾期提醒", f"title: {short}")
    bank.edit("glossary/policy.yaml", "    business: 业务", f"    business: {short}")
    bank.edit(
        "glossary/institution.yaml", "agreement: 示例银行信用卡领用合约", f"agreement: {quoted}"
    )
    bank.write(
        "glossary/terms/ours.yaml",
        _ENTRY.replace("why: 示例", f"why: {quoted}")
        .replace("[尊敬的]", "[绝无此词]")
        .replace("尊敬的客户。, 尊敬的您。", "绝无此词。, 说绝无此词。"),
    )
    bank.commit("Write")
    for person in ("business-1", "legal-1"):
        bank.decide("approve", NAME, person, "--evidence", HOSTILE)
    bank.decide("reject", NAME, "legal-1", "--reason", HOSTILE, day="2026-12-01")
    bank.decide("approve", NAME, "legal-1", "--evidence", HOSTILE)
    return bank
