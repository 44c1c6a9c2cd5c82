"""Keep the examination of the folder of private keys; no key is kept or told."""

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from survey.ballots.keys import Keyring
from survey.doctor.grade import grade
from survey.errors import AccordError
from survey.store.campaigns import OPEN, STOPPED, Campaign
from survey.store.handover import Finding


def examine_keys(keys: Path, database: Path | None, backups: Path | None) -> list[Finding]:
    """Look at the key directory; it need not be there yet."""
    copied = [grade("backups_apart", good=is_apart(keys, backups))] if backups else []
    return [
        *copied,
        grade("keys_apart", good=database is None or is_apart(keys, database.parent)),
        grade("keys_private", good=is_private(keys)),
        grade("keys_writable", good=_is_writable(keys)),
    ]


def examine_campaign_keys(keyring: Keyring, campaigns: Iterable[Campaign]) -> Finding:
    """Look whether every open campaign has its keys, and those of its own terms."""
    good = all(_has_keys(keyring, each) for each in campaigns if each.state in (OPEN, STOPPED))
    return grade("campaign_keys", good=good)


def _has_keys(keyring: Keyring, campaign: Campaign) -> bool:
    try:
        keyring.require_terms(campaign.id, campaign.manifest)
        keyring.load_seal_key(campaign.id)
        for department in campaign.departments:
            keyring.load_issue_key(campaign.id, department.code)
    except (AccordError, OSError):
        return False
    return True


def is_apart(keys: Path, data: Path) -> bool:
    """Tell whether neither directory lies in the other: a backup of one must not take both."""
    keys, data = keys.resolve(), data.resolve()
    return not keys.is_relative_to(data) and not data.is_relative_to(keys)


def is_private(keys: Path) -> bool:
    """Tell whether the directory and its files belong to this user and to nobody else."""
    if not keys.exists():
        return True
    entries = [keys, *keys.rglob("*")]
    return all(_is_own(entry.lstat()) for entry in entries)


def _is_own(found: os.stat_result) -> bool:
    shared = found.st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    return found.st_uid == os.geteuid() and not shared and not stat.S_ISLNK(found.st_mode)


def _is_writable(keys: Path) -> bool:
    # The nearest directory that is there: the rest is made when the first key is saved.
    keys = keys.absolute()
    there = next(parent for parent in (keys, *keys.parents) if parent.exists())
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)
