# SPDX-License-Identifier: Apache-2.0
"""Puts the helpers of these tests and the package on the path."""

import sys
from pathlib import Path

here = Path(__file__).resolve().parent
sys.path[:0] = [str(here), str(here.parents[1])]
