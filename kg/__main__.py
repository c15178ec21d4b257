"""`python -m kg`: the command line where the script `kg` is not on the path."""

from kg.cli import main

if __name__ == "__main__":
    main()
