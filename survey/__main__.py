"""Keep the start of `accord` and `python -m survey`."""

from survey.cli.command import main

if __name__ == "__main__":
    main()
