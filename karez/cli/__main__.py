import sys

from karez.cli import main

sys.exit(main())
