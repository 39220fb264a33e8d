"""The version of this program: that of the package, and named in each manifest."""

VERSION = "0.1.0"
