"""``python -m linter``."""

import sys

from linter.cli.main import main

sys.exit(main())
