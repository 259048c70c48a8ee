"""`python -m app`."""

import sys
import warnings

from app.cli import main

# Of the test client that Connexion imports, and that nothing here uses.
warnings.filterwarnings("ignore", "Using `httpx` with `starlette.testclient`")
sys.exit(main())
