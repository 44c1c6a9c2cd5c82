"""Make the script that participants load: answer.js and ballot.js joined, with short names.

The result is committed, so that a server needs no minifier and everybody can compare the bytes:
`make script` writes it, `--check` says whether it is what its sources make.
"""

import re
import sys
from pathlib import Path

import minify

FOLDER = Path(__file__).parents[2] / "survey" / "web" / "static"
RESULT = FOLDER / "participant.js"


def join_scripts() -> str:
    """Join both modules into one scope, in which every name can be shortened."""
    ballot = (FOLDER / "ballot.js").read_text(encoding="utf-8")
    answer = (FOLDER / "answer.js").read_text(encoding="utf-8")
    ballot = re.sub(r"^export ", "", ballot, flags=re.MULTILINE)
    answer, imports = re.subn(
        r"^import .* from \"\./ballot\.js\";$", "", answer, flags=re.MULTILINE
    )
    if imports != 1 or re.search(r"^(import|export) ", ballot + answer, flags=re.MULTILINE):
        sys.exit("answer.js imports ballot.js in one line, and nothing else")
    # A name that both use would be a mistake here, and the minifier says so.
    return f"(() => {{{ballot}{answer}}})()"


def main() -> None:
    """Write the joined script, or compare it."""
    made = minify.string("application/javascript", join_scripts()) + "\n"
    if "--check" not in sys.argv:
        RESULT.write_text(made, encoding="utf-8")
    elif RESULT.read_text(encoding="utf-8") != made:
        sys.exit("participant.js is older than its sources: run `make script`")


if __name__ == "__main__":
    main()
