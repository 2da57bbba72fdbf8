"""Signatures of records: OpenSSH's own, made and verified by ``ssh-keygen``."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from linter import cache
from linter.source import HeguiError, SourceError, UsageError, read

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from linter.approval.record import Record
    from linter.glossary.approvers import Person

NAMESPACE = "hegui-approval"
KEYS = "glossary/allowed_signers"
REVOKED = "glossary/revoked_keys"
_KEPT = 16
_REASONS = {
    "incorrect signature": "签名与内容不符",
    "namespace does not match": "签名不是为审批作的",
    "not yet valid": "签名的钥匙那时还没有生效",
    "has expired": "签名的钥匙那时已过期",
    "couldn't parse signature": "签名读不懂",
}
_FOREIGN = "签名的钥匙不是这个人登记的"
_WITHDRAWN = f"签名的钥匙已作废（{REVOKED}）"


def _program() -> str:
    found = shutil.which("ssh-keygen")
    if found is None:
        raise HeguiError("找不到 ssh-keygen；请先安装 OpenSSH（openssh-client）")
    return found


def sign(record: Record, key: Path) -> Record:
    """The record signed with a key: a private one, or a public one that an agent holds.

    Raises `UsageError` where the key can't be used.
    """
    if not key.is_file():
        raise UsageError(f"{key}：没有这个钥匙文件；请检查 --key，或 git config user.signingkey")
    done = subprocess.run(  # noqa: S603 - ssh-keygen itself, no shell
        [_program(), "-q", "-Y", "sign", "-f", str(key), "-n", NAMESPACE],
        input=record.payload,
        capture_output=True,
        check=False,
        env={**os.environ, "LC_ALL": "C"},
    )
    if done.returncode:
        reason = " ".join(done.stderr.decode("utf-8", "replace").split())[:200]
        raise UsageError(f"{key}：签不了名（{reason}）；请检查钥匙和口令")
    return record._replace(signature=done.stdout.decode("ascii"))


class Verifier:
    """Verifies signatures with the keys of a project, at ``root``.

    Results are kept by record, keys and revocation list.
    """

    def __init__(self, root: Path) -> None:
        self._keys = _content(root / KEYS)
        self._revoked = _content(root / REVOKED)
        both = repr((self._keys, self._revoked)).encode()
        self._name = f"signatures-{sha256(both).hexdigest()[:16]}.json"
        self._program = ""

    @cached_property
    def _known(self) -> dict[str, str]:
        return cache.load(self._name, cache.tool_digest()) or {}

    def faults(self, wanted: Iterable[tuple[Record, Person, datetime]]) -> list[str]:
        """Of each record why its signature doesn't prove that a person made it at a time.

        Empty where it does.
        """
        records = list(wanted)
        if not records:
            return []
        keys = [f"{each.hash} {','.join(who.principals)} {at}" for each, who, at in records]
        known = self._known
        unknown = {key: each for key, each in zip(keys, records, strict=True) if key not in known}
        if unknown:
            self._program = _program()
            with (
                tempfile.TemporaryDirectory(prefix="hegui-") as folder,
                ThreadPoolExecutor(os.cpu_count()) as pool,
            ):
                self._write(Path(folder))
                found = pool.map(
                    lambda item: self._fault(Path(folder), *item), enumerate(unknown.values())
                )
                known.update(zip(unknown, found, strict=True))
            cache.store(self._name, cache.tool_digest(), known, _KEPT)
        return [known[key] for key in keys]

    def _write(self, folder: Path) -> None:
        (folder / "keys").write_bytes(self._keys or b"")
        if self._revoked is not None:
            (folder / "revoked").write_bytes(self._revoked)

    def _fault(self, folder: Path, number: int, wanted: tuple[Record, Person, datetime]) -> str:
        record, person, at = wanted
        if not record.signature:
            return "没有签名"
        if self._keys is None:
            return f"没有 {KEYS}，无法核对签名"
        if not person.principals:
            return f"approvers.yaml 没有写 {person.id} 签名用的名字（principals）"
        signature = folder / f"{number}.sig"
        signature.write_text(record.signature, "ascii")
        reason = ""
        for principal in person.principals:
            options = [
                *("-f", str(folder / "keys"), "-I", principal, "-n", NAMESPACE),
                *("-s", str(signature), "-O", f"verify-time={at:%Y%m%d%H%M%S}"),
            ]
            reason = self._verify(options, record.payload)
            if not reason and self._revoked is not None:
                withdrawn = self._verify([*options, "-r", str(folder / "revoked")], record.payload)
                reason = _WITHDRAWN if withdrawn else ""
            if not reason:
                break
        return reason

    def _verify(self, options: list[str], payload: bytes) -> str:
        done = subprocess.run(  # noqa: S603 - ssh-keygen itself, no shell
            [self._program, "-Y", "verify", *options],
            input=payload,
            capture_output=True,
            check=False,
            env={**os.environ, "LC_ALL": "C", "TZ": "UTC"},
        )
        told = (done.stdout + done.stderr).decode("utf-8", "replace").lower()
        words = (words for part, words in _REASONS.items() if part in told)
        return next(words, _FOREIGN) if done.returncode else ""


def _content(file: Path) -> bytes | None:
    """What a file holds; None where there is none. Raises `SourceError`."""
    if not file.exists() and not file.is_symlink():
        return None
    shown = f"glossary/{file.name}"
    if file.is_symlink() or not file.is_file():
        raise SourceError(shown, "应为普通文件，不能是链接或文件夹；请换成普通文件")
    return read(file, shown).text.encode()
