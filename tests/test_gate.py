"""What the gate refuses, each with its code, in real repositories."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from linter.approval.ledger import write_record
from linter.approval.record import read_record
from linter.approval.signature import NAMESPACE, sign
from tests.approving import Bank

if TYPE_CHECKING:
    from pathlib import Path

FILE = "templates/sms/overdue-first-day.j2"
NAME = "sms.overdue.first-day"
PEOPLE = "glossary/approvers.yaml"
POLICY = "glossary/policy.yaml"
KEYGEN = shutil.which("ssh-keygen") or "ssh-keygen"


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    """A bank with a reminder that nobody has approved; no test may change it."""
    return Bank.found(tmp_path_factory.mktemp("bank") / "project", ["sms/overdue-first-day.j2"])


@pytest.fixture(scope="module")
def approved(founded: Bank, tmp_path_factory: pytest.TempPathFactory) -> Bank:
    """The same, approved on main."""
    bank = founded.copy(tmp_path_factory.mktemp("approved") / "project")
    bank.approve(NAME)
    return bank


@pytest.fixture
def fresh(founded: Bank, tmp_path: Path) -> Bank:
    """A copy of the bank without approvals, on a branch."""
    bank = founded.copy(tmp_path / "project")
    bank.branch()
    return bank


@pytest.fixture
def bank(approved: Bank, tmp_path: Path) -> Bank:
    """A copy of the bank with approvals, on a branch."""
    copy = approved.copy(tmp_path / "project")
    copy.branch()
    return copy


def _refused(bank: Bank, person: str, *more: str) -> str:
    status, out, err = bank.run("approve", NAME, "--as", person, "--yes", *more)
    assert (status, err.count("\n")) == (2, 1), out + err
    return err


def test_approval_in_the_change(fresh: Bank) -> None:
    """Text, records and manifest in one change: nothing is refused."""
    fresh.edit(FILE, "尊敬的", "您好，尊敬的")
    fresh.commit()
    fresh.approve(NAME)

    assert fresh.gate() == []
    assert fresh.status(NAME)["status"] == "approved"


def test_nothing_is_left_of_a_refusal(fresh: Bank) -> None:
    """Who may not approve writes no file, also of the others in the same command."""
    assert "APR004" in _refused(fresh, "registrar-1", "--role", "legal")
    assert not (fresh.folder / "templates/approvals").exists()


# Who wrote it


def test_self_approval(fresh: Bank) -> None:
    """Who committed the text may not approve it: not by the command, not by hand."""
    fresh.edit(FILE, "尊敬的", "您好，尊敬的")
    fresh.commit(who="legal-1@bank.example")

    assert "APR005" in _refused(fresh, "legal-1")
    fresh.decide("approve", NAME, "business-1")
    fresh.forge(NAME, "legal-1", "legal")
    fresh.commit(who="legal-1@bank.example")
    assert fresh.refusals() == {"APR005"}
    assert fresh.status(NAME)["status"] == "in-review"


@pytest.mark.parametrize("part", ["committer", "co-author", "case", "partial", "rename", "merge"])
def test_every_part_in_a_text_counts(fresh: Bank, part: str) -> None:
    """Committers, co-authors, other cases of letters, partials, old names, merges by hand."""
    who = "LEGAL-1@Bank.Example" if part == "case" else "legal-1@bank.example"
    target = FILE
    if part == "partial":
        target = "templates/partials/contact.j2"
        fresh.edit(target, "如有疑问", "如您有疑问")
    elif part == "merge":
        fresh.edit(FILE, "尊敬的", "您好，尊敬的")
        fresh.commit()
        fresh.git("switch", "-q", "main")
        fresh.edit(FILE, "title: 逾期", "title: 关于逾期")
        fresh.commit()
        fresh.git("merge", "-q", "--no-commit", "--no-ff", "change", who=who)
        fresh.edit(FILE, "您好，尊敬的", "您好。尊敬的")
    else:
        fresh.edit(FILE, "尊敬的", "您好，尊敬的")
    if part == "committer":
        fresh.git("add", "-A")
        fresh.git("commit", "-q", "-m", "x", "--author", "w <writer@bank.example>", who=who)
    elif part == "co-author":
        fresh.commit("Change\n\nCo-authored-by: Somebody <legal-1@bank.example>")
    else:
        fresh.commit(who=who)
    if part == "rename":
        fresh.git("mv", FILE, "templates/sms/renamed.j2")
        fresh.commit()

    assert "APR005" in _refused(fresh, "legal-1")


def test_author_whom_ci_names(fresh: Bank) -> None:
    """The author of the pull request may not approve it, whatever the commits say."""
    fresh.edit(FILE, "尊敬的", "您好，尊敬的")
    fresh.commit()
    fresh.approve(NAME)

    assert fresh.refusals() == set()
    assert fresh.refusals("--author", "legal-1@bank.example") == {"APR005"}
    assert fresh.refusals("--author", "business-1") == {"APR005"}
    assert fresh.refusals("--author", "writer@bank.example") == set()


def test_authors_before_the_last_approved_meaning(fresh: Bank) -> None:
    """Who wrote what others approved may approve what others wrote since."""
    fresh.edit(FILE, "尊敬的", "您好，尊敬的")
    fresh.commit(who="legal-1@bank.example")
    fresh.edit(PEOPLE, "  consumer-1:\n    roles: [consumer]", "  consumer-1:\n    roles: [legal]")
    fresh.commit()
    for person in ("business-1", "consumer-1"):
        fresh.decide("approve", NAME, person)
    assert fresh.status(NAME)["status"] == "approved"
    assert "APR005" in _refused(fresh, "legal-1")

    fresh.edit(FILE, "您好，尊敬的", "尊敬的")
    fresh.commit()
    fresh.decide("approve", NAME, "business-1")
    fresh.decide("approve", NAME, "legal-1")

    assert fresh.status(NAME)["status"] == "approved"


def test_record_before_the_text(fresh: Bank) -> None:
    """A record that lies ready before its approver commits the text is a self-approval."""
    before = (fresh.folder / FILE).read_text("utf-8")
    fresh.edit(FILE, "尊敬的", "您好，尊敬的")
    after = (fresh.folder / FILE).read_text("utf-8")
    fresh.commit()
    fresh.decide("approve", NAME, "business-1")
    fresh.decide("approve", NAME, "legal-1")
    records = fresh.folder / "templates/approvals"
    kept = fresh.folder.parent / "kept"
    shutil.copytree(records, kept)
    fresh.git("reset", "-q", "--hard", "main")
    shutil.copytree(kept, records)
    fresh.commit("Records first", "legal-1@bank.example")
    fresh.write(FILE, after)
    fresh.commit("Text later", "legal-1@bank.example")

    assert before != after
    assert fresh.refusals() == {"APR005"}
    assert fresh.status(NAME)["missing_roles"] == ["legal"]


def test_one_person_in_two_roles(fresh: Bank) -> None:
    """Two roles are two people."""
    fresh.git("switch", "-q", "main")
    fresh.edit(PEOPLE, "roles: [legal]", "roles: [legal, business]")
    fresh.commit()
    fresh.branch("more")
    fresh.decide("approve", NAME, "legal-1", "--role", "legal")

    assert "APR006" in _refused(fresh, "legal-1", "--role", "business")
    fresh.forge(NAME, "legal-1", "business")
    fresh.commit()
    assert fresh.refusals() == {"APR006"}
    assert fresh.status(NAME)["status"] == "in-review"


def test_four_eyes_can_be_switched_off(fresh: Bank) -> None:
    """A policy may do without; then an author approves, in as many roles as he has."""
    fresh.git("switch", "-q", "main")
    fresh.edit(POLICY, "four_eyes: true", "four_eyes: false")
    fresh.edit(PEOPLE, "roles: [legal]", "roles: [legal, business]")
    fresh.commit(who="legal-1@bank.example")
    fresh.edit(FILE, "尊敬的", "您好，尊敬的")
    fresh.commit(who="legal-1@bank.example")
    for role in ("legal", "business"):
        fresh.decide("approve", NAME, "legal-1", "--role", role)

    assert fresh.status(NAME)["status"] == "approved"


# Evidence


@pytest.mark.parametrize("how", ["edited", "deleted", "renamed"])
@pytest.mark.parametrize("what", ["record", "manifest"])
def test_evidence_only_grows(bank: Bank, what: str, how: str) -> None:
    """A record or manifest that is changed, deleted or renamed is refused."""
    folder = bank.folder / "templates/approvals" / NAME
    file = next(folder.glob("*.manifest.json")) if what == "manifest" else bank.records(NAME)[0]
    if how == "edited":
        old, new = ("示例银行", "示范银行") if what == "manifest" else ("2027-12-01", "2028-12-01")
        file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    elif how == "deleted":
        file.unlink()
    else:
        file.rename(file.with_name(f"x{file.name}"))
    bank.commit()

    assert "APR002" in bank.refusals()
    assert bank.status(NAME)["status"] in ("stale", "draft") or what == "manifest"


def test_same_evidence_with_other_line_ends(bank: Bank) -> None:
    """What git does to line ends changes no record and no manifest."""
    for file in (bank.folder / "templates/approvals" / NAME).iterdir():
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    bank.commit()

    assert bank.refusals() == set()
    assert bank.status(NAME)["status"] == "approved"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"scheme": "hegui-approval/1"}',
        "[" * 100_000,
        '{"a": 1, "a": 1}',
        '{"a": NaN}',
        '{"a": 1e999}',
        '{"a": ' + "9" * 10_000 + "}",
        "\ud800".encode("utf-16", "surrogatepass").decode("latin-1"),
        '"' + "甲" * 70_000 + '"',
    ],
    ids=range(12),
)
def test_hostile_records(bank: Bank, text: str) -> None:
    """Whatever a record holds, it is a finding in one line; nothing is approved beside it."""
    bank.write(
        f"templates/approvals/{NAME}/20261201T000000Z--approve--legal--{'0' * 16}.json", text
    )
    bank.commit()

    assert "APR001" in bank.refusals()
    assert "不可信" in bank.status(NAME)["reason"]
    status, out, err = bank.run("check")
    assert (status, err) == (1, "")
    assert "审批记录读不懂" in out


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("person", "../../etc"),
        ("role", "<script>"),
        ("digest", "0" * 63),
        ("time", "2026-13-01T00:00:00Z"),
        ("expires", "2026-02-30"),
        ("reason", "一行\n两行"),
        ("more", "x"),
        ("previous", ["x"]),
        ("previous", "x"),
        ("decision", "allow"),
        ("time", None),
        ("recorded_by", "registrar-1"),
    ],
    ids=str,
)
def test_records_are_strict(bank: Bank, key: str, value: object) -> None:
    """A key that is unknown, missing or no good makes the record unreadable."""
    file = bank.records(NAME)[0]
    data = json.loads(file.read_text("utf-8"))
    data[key] = value
    if value is None:
        del data[key]
    bank.write(f"templates/approvals/{NAME}/{file.name}x.json", json.dumps(data))
    bank.commit()

    assert bank.refusals() == {"APR001"}
    assert "不可信" in bank.status(NAME)["reason"]


def test_strays(bank: Bank) -> None:
    """Among the records stands nothing else."""
    bank.write(f"templates/approvals/{NAME}/notes.txt", "x")
    bank.write(f"templates/approvals/{NAME}/.left-behind.json.123", "x")
    bank.write("templates/approvals/README", "x")
    (bank.folder / "templates/approvals" / NAME / "link.json").symlink_to("/dev/zero")
    bank.commit()

    assert [code for severity, code, _ in bank.gate() if severity == "error"] == ["APR001"] * 4


def test_record_of_another_template(bank: Bank) -> None:
    """An approval can't be carried over to another template."""
    file = bank.records(NAME)[0]
    bank.write(f"templates/approvals/sms.other/{file.name}", file.read_text("utf-8"))
    bank.commit()

    assert "APR001" in bank.refusals()


def test_record_that_fits_nothing(fresh: Bank) -> None:
    """A record of another text than that of the change is refused, and of no template."""
    fresh.decide("approve", NAME, "legal-1")
    fresh.edit(FILE, "尊敬的", "您好，尊敬的")
    fresh.commit()
    assert fresh.refusals() == {"APR003"}

    fresh.git("rm", "-q", FILE)
    fresh.commit()
    assert fresh.refusals() == {"APR003"}


def test_record_without_manifest(fresh: Bank) -> None:
    """What is approved must be kept."""
    fresh.forge(NAME, "legal-1", "legal")
    fresh.commit()

    assert fresh.refusals() == {"APR003"}


def test_false_manifest(fresh: Bank) -> None:
    """A manifest that isn't what its name says proves nothing."""
    record = fresh.forge(NAME, "legal-1", "legal")
    fresh.write(f"templates/approvals/{NAME}/{record.digest}.manifest.json", '{"scheme": "x"}')
    fresh.commit()

    assert fresh.refusals() == {"APR002", "APR003"}


def test_revocation_of_nothing(bank: Bank) -> None:
    """Only what was approved can be revoked."""
    bank.forge(
        NAME, "legal-1", "legal", decision="revoke", expires=None, reason="示例", digest="0" * 64
    )
    bank.commit()

    assert bank.refusals() == {"APR003"}


# Who and when


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"person": "nobody-1"}, "APR004"),
        ({"role": "consumer"}, "APR004"),
        ({"role": "chief"}, "APR004"),
        ({"time": datetime(2026, 12, 2, tzinfo=UTC)}, "APR007"),
        ({"time": datetime(2025, 12, 1, tzinfo=UTC)}, "APR004"),
        ({"expires": date(2027, 12, 2)}, "APR007"),
        ({"expires": date(2026, 11, 30)}, "APR007"),
        ({"recorded_by": "business-1", "evidence": "OA-1"}, "APR009"),
        ({"recorded_by": "nobody-1", "evidence": "OA-1"}, "APR009"),
    ],
    ids=str,
)
def test_who_and_when(fresh: Bank, changes: dict[str, object], code: str) -> None:
    """People, roles, terms of office and days are those of the policy, or the record is refused."""
    fresh.decide("approve", NAME, "business-1", day="2026-11-30")
    fresh.forge(NAME, **{"person": "legal-1", "role": "legal", **changes})  # type: ignore[arg-type]
    fresh.commit()

    assert code in fresh.refusals()
    assert fresh.status(NAME)["status"] == "in-review"


def test_record_before_the_one_it_knows(fresh: Bank) -> None:
    """No record is older than one that it names."""
    fresh.decide("approve", NAME, "business-1")
    fresh.forge(NAME, "legal-1", "legal", time=datetime(2026, 11, 30, tzinfo=UTC))
    fresh.commit()

    assert fresh.refusals() == {"APR007"}


def test_who_has_left(fresh: Bank) -> None:
    """An approval lasts when its approver leaves; afterwards none can be added for then."""
    fresh.git("switch", "-q", "main")
    fresh.decide("approve", NAME, "business-1", day="2026-11-30")
    fresh.edit(
        PEOPLE,
        'principals: [legal-1@bank.example]\n    from: "2026-01-01"\n    to: "2027-12-31"',
        'principals: [legal-1@bank.example]\n    from: "2026-01-01"\n    to: "2026-11-30"',
    )
    fresh.commit()
    fresh.branch("late")
    fresh.forge(NAME, "legal-1", "legal", time=datetime(2026, 11, 30, 9, tzinfo=UTC))
    fresh.commit()
    assert fresh.refusals() == {"APR004"}

    fresh.git("switch", "-q", "main")
    fresh.git("merge", "-q", "late")
    assert fresh.status(NAME)["status"] == "approved"


def test_on_behalf(fresh: Bank) -> None:
    """Who may record writes down what was decided elsewhere, with its number."""
    err = _refused(fresh, "registrar-1", "--on-behalf-of", "legal-1")
    assert "--evidence" in err
    more = ("--on-behalf-of", "legal-1", "--evidence", "OA-2026-0001")
    assert "APR009" in _refused(fresh, "business-1", *more)
    status, out, err = fresh.run("approve", NAME, "--as", "registrar-1", *more, "--yes")
    assert (status, err) == (0, "")
    assert "registrar-1 代录" in out
    fresh.commit()

    assert fresh.refusals() == set()
    (record,) = fresh.status(NAME)["approvals"]
    assert (record["person"], record["recorded_by"], record["evidence"]) == (
        "legal-1",
        "registrar-1",
        "OA-2026-0001",
    )


# The rules of the version before


def test_people_added_in_the_same_change(fresh: Bank) -> None:
    """Who adds himself to the list can't approve in the same change."""
    fresh.edit(
        PEOPLE,
        "people:\n",
        "people:\n  legal-2:\n    roles: [legal]\n    emails: [legal-2@bank.example]\n"
        '    from: "2026-01-01"\n    to: "2027-12-31"\n',
    )
    fresh.commit()
    fresh.decide("approve", NAME, "legal-2")

    assert fresh.refusals() == {"APR004", "APR010"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("roles: [business, legal]", "roles: [business]"),
        ("days: 365", "days: 3000"),
        ("four_eyes: true", "four_eyes: false"),
        ("on_behalf_of: [registrar]", "on_behalf_of: [registrar, legal]"),
    ],
)
def test_policy_weakened_in_the_same_change(fresh: Bank, old: str, new: str) -> None:
    """The policy of the version before holds, and the change of both is refused."""
    fresh.edit(POLICY, old, new)
    fresh.edit(FILE, "尊敬的", "您好，尊敬的")
    fresh.commit()

    assert fresh.refusals() == {"APR010"}


def test_glossary_weakened_in_the_same_change(fresh: Bank) -> None:
    """An entry that is deleted while templates change is refused."""
    entries = "glossary/terms/insult.yaml"
    fresh.edit(entries, "forms: [老赖, 赖账, 耍赖]", "forms: [老赖, 赖账]")
    fresh.edit(entries, "      - 别再耍赖了，今天就把钱存进卡里。\n", "")
    fresh.edit(FILE, "尊敬的", "您好，尊敬的")
    fresh.commit()

    assert "CHG001" in fresh.refusals()


def test_rules_alone(fresh: Bank) -> None:
    """A change of the rules alone is nobody's fault here: people review it."""
    fresh.edit(POLICY, "days: 365", "days: 3000")
    fresh.commit()

    assert fresh.refusals() == set()


def test_no_rule_matches(fresh: Bank) -> None:
    """Where no rule matches, nothing is approved."""
    fresh.git("switch", "-q", "main")
    fresh.edit(POLICY, "    - roles: [business, legal]\n", "")
    fresh.commit()

    assert "没有适用于" in _refused(fresh, "legal-1")
    assert fresh.status(NAME)["reason"] == "policy.yaml 没有适用的审批规则，不能算批准"


def test_shallow_history(bank: Bank, tmp_path: Path) -> None:
    """Without the history nobody knows who wrote what: nothing is approved, and it is said."""
    bank.git("switch", "-q", "main")
    bank.git("clone", "-q", "--depth", "1", f"file://{bank.folder}", str(tmp_path / "shallow"))
    found = Bank(tmp_path / "shallow").status(NAME)

    assert found["status"] == "draft"
    assert "git fetch --unshallow" in found["reason"]


def test_no_repository(bank: Bank, tmp_path: Path) -> None:
    """The same where there is no repository."""
    folder = tmp_path / "plain"
    shutil.copytree(bank.folder, folder, ignore=shutil.ignore_patterns(".git"))

    found = Bank(folder).status(NAME)
    assert found["status"] == "draft"
    assert "查不到作者" in found["reason"]


def test_uncommitted_text(fresh: Bank) -> None:
    """What is not committed has no author that could be known: it can't be approved."""
    fresh.edit(FILE, "尊敬的", "您好，尊敬的")

    assert "还没有提交" in _refused(fresh, "legal-1")


# Signatures


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys of two people, and one that nobody knows."""
    folder = tmp_path_factory.mktemp("keys")
    for name in ("legal-1", "business-1", "foreign"):
        subprocess.run(
            [KEYGEN, "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(folder / name)],
            check=True,
        )
    return folder


def _signing(bank: Bank, keys: Path, *, policy: str = "required", valid: str = "") -> None:
    """Have main demand signatures, with the keys of two people."""
    bank.git("switch", "-q", "main")
    bank.edit(POLICY, 'signature: "off"', f"signature: {policy}")
    lines = []
    for name in ("legal-1", "business-1"):
        public = (keys / f"{name}.pub").read_text("ascii").strip()
        lines.append(f'{name}@bank.example namespaces="{NAMESPACE}"{valid} {public}\n')
    bank.write("glossary/allowed_signers", "".join(lines))
    bank.commit()
    bank.branch("signed")


def test_signed(fresh: Bank, keys: Path) -> None:
    """Each approver signs with his own key; the second run asks ssh-keygen nothing."""
    _signing(fresh, keys)
    for person in ("legal-1", "business-1"):
        fresh.decide("approve", NAME, person, "--key", str(keys / person))

    assert fresh.refusals() == set()
    found = fresh.status(NAME)
    assert found["status"] == "approved"
    assert {each["signature_valid"] for each in found["approvals"]} == {True}
    assert "仅台账" not in fresh.run("status")[1]


def test_missing_signature(fresh: Bank, keys: Path) -> None:
    """The command refuses to write what wouldn't count; by hand it is refused by the gate."""
    _signing(fresh, keys)
    assert "要求签名" in _refused(fresh, "legal-1")
    assert "签不了名" in _refused(fresh, "legal-1", "--key", str(fresh.folder / FILE))
    fresh.decide("approve", NAME, "business-1", "--key", str(keys / "business-1"))
    fresh.forge(NAME, "legal-1", "legal")
    fresh.commit()

    assert fresh.refusals() == {"APR008"}
    assert fresh.status(NAME)["status"] == "in-review"


@pytest.mark.parametrize("what", ["forged", "foreign", "other", "namespace", "expired", "revoked"])
def test_worthless_signatures(fresh: Bank, keys: Path, what: str) -> None:
    """A changed record, an unknown or another's key, one for git, an old or a revoked one."""
    valid = ',valid-before="20261130"' if what == "expired" else ""
    _signing(fresh, keys, valid=valid)
    if what == "revoked":
        fresh.git("switch", "-q", "main")
        fresh.write("glossary/revoked_keys", (keys / "legal-1.pub").read_text("ascii"))
        fresh.commit()
        fresh.branch("later")
    unsigned = fresh.forge(NAME, "legal-1", "legal")
    fresh.git("clean", "-fdq")
    key = {"foreign": "foreign", "other": "business-1"}.get(what, "legal-1")
    record = sign(unsigned, keys / key)
    if what == "forged":
        record = record._replace(expires=date(2027, 11, 1))
    if what == "namespace":
        done = subprocess.run(
            [KEYGEN, "-q", "-Y", "sign", "-f", str(keys / key), "-n", "git"],
            input=unsigned.payload,
            capture_output=True,
            check=True,
        )
        record = record._replace(signature=done.stdout.decode())
    write_record(fresh.folder, record)
    fresh.commit()

    reasons = {
        "forged": "签名与内容不符",
        "foreign": "不是这个人登记的",
        "other": "不是这个人登记的",
        "namespace": "不是为审批作的",
        "expired": "已过期",
        "revoked": "已作废",
    }
    assert "APR008" in fresh.refusals()
    assert reasons[what] in fresh.run("check", "--approvals", "--base", "main")[1]
    assert fresh.status(NAME)["missing_roles"] == ["business", "legal"]


def test_key_that_was_valid_then(fresh: Bank, keys: Path) -> None:
    """A signature of a day on which the key was valid stays good; none can be added afterwards."""
    _signing(fresh, keys, valid=',valid-before="20261201"')
    day = "2026-11-30"
    for person in ("legal-1", "business-1"):
        fresh.decide("approve", NAME, person, "--key", str(keys / person), day=day)
    assert fresh.refusals(day=day) == set()
    assert fresh.status(NAME, day="2027-03-01")["status"] == "approved"
    assert fresh.refusals(day="2027-03-01") == {"APR008"}


def test_signatures_that_warn(fresh: Bank, keys: Path) -> None:
    """With ``warn`` an approval counts without a signature, and that is told."""
    _signing(fresh, keys, policy="warn")
    fresh.decide("approve", NAME, "legal-1", "--key", str(keys / "legal-1"))
    status, _, err = fresh.run("approve", NAME, "--as", "business-1", "--yes")
    assert status == 0
    assert "不会签名" in err
    fresh.commit()

    assert fresh.status(NAME)["status"] == "approved"
    assert fresh.gate() == [("warning", "APR008", NAME)]


def test_verified_once(
    fresh: Bank, keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was verified is kept by record, keys and revocations; ssh-keygen is not asked again."""
    monkeypatch.setenv("HEGUI_CACHE_DIR", str(tmp_path / "cache"))
    _signing(fresh, keys)
    for person in ("legal-1", "business-1"):
        fresh.decide("approve", NAME, person, "--key", str(keys / person))
    assert fresh.status(NAME)["status"] == "approved"

    def refuse() -> str:
        raise AssertionError

    monkeypatch.setattr("linter.approval.signature._program", refuse)
    assert fresh.status(NAME)["status"] == "approved"
    fresh.write("glossary/revoked_keys", "")
    with pytest.raises(AssertionError):
        fresh.status(NAME)


def test_record_file_is_what_is_signed(fresh: Bank, keys: Path) -> None:
    """What a record's file holds, read back, has the same hash and the same payload."""
    record = sign(fresh.forge(NAME, "legal-1", "legal"), keys / "legal-1")

    again = read_record(record.text())
    assert (again, again.hash, again.payload) == (record, record.hash, record.payload)
