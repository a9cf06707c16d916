# SPDX-License-Identifier: Apache-2.0
"""The version, in one place."""

__version__ = "0.1.0"

#: The release of PySpark whose interface this is: what ``pyspark.__version__`` says after `install_as_pyspark`.
PYSPARK_VERSION = "4.3.0"
