"""What Typst has set, shared by the workers of one run: each PDF of the examples is set by one of them alone."""

from __future__ import annotations

import os
from pathlib import Path


class SharedPdfs(dict[bytes, bytes]):
    """PDFs by the digest of all that they depend on, in memory and in a folder of this run."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        folder.mkdir(exist_ok=True)

    def get(self, key: bytes, default: bytes | None = None) -> bytes | None:  # type: ignore[override]
        """The PDF, of whichever worker."""
        path = self._folder / key.hex()
        if key not in self and path.is_file():
            super().__setitem__(key, path.read_bytes())
        return super().get(key, default)

    def __setitem__(self, key: bytes, pdf: bytes) -> None:
        """Keep a PDF, for all; a file is there whole or not at all."""
        super().__setitem__(key, pdf)
        half = self._folder / f"{key.hex()}.{os.getpid()}"
        half.write_bytes(pdf)
        half.replace(self._folder / key.hex())
