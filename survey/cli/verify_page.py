"""Keep `accord verify-page`: what a sceptic found, in plain words; know no person and no answer."""

import os
from collections.abc import Mapping

import click
import httpx

from survey.cli.sceptic import Verdict, verify
from survey.cli.wording import choose_language, load_words
from survey.errors import BadInput
from survey.store.handover import GREEN, RED, YELLOW

HELP = load_words(choose_language(None, os.environ))
MARKS = {GREEN: "good", YELLOW: "note", RED: "bad"}


@click.command("verify-page", help=HELP["verify.help"])
@click.argument("address")
@click.option("--fingerprint", "code", default="", help=HELP["verify.fingerprint"])
@click.option("--lang", type=click.Choice(["ru", "en"]), help=HELP["main.lang"])
def verify_page_command(address: str, code: str, lang: str | None) -> None:
    """Say what agrees with what was promised; exit code 1 when something does not."""
    words = load_words(choose_language(lang, os.environ))
    try:
        verdict = verify(address, code)
    except (BadInput, httpx.HTTPError, httpx.InvalidURL) as wrong:
        reason = wrong.code if isinstance(wrong, BadInput) else "unreachable"
        click.echo(words[f"verify.{reason}"].format(reason=type(wrong).__name__), err=True)
        raise SystemExit(1) from None
    for finding in verdict.findings:
        state = MARKS[finding.state]
        told = "good" if finding.state == GREEN else "bad"
        click.echo(f"{words[f'verify.mark.{state}']:<12}{words[f'verify.{finding.code}.{told}']}")
    _conclude(verdict, words, compared=bool(code))


def _conclude(verdict: Verdict, words: Mapping[str, str], *, compared: bool) -> None:
    failed = any(finding.state == RED for finding in verdict.findings)
    if not verdict.code:
        click.echo(words["verify.guardian_script"].format(script=verdict.script))
    elif not compared:
        click.echo(words["verify.compare"].format(code=verdict.code))
    failure = "verify.failed" if verdict.code else "verify.failed_guardian"
    click.echo(words[failure if failed else "verify.passed"])
    raise SystemExit(int(failed))
