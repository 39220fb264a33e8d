"""The registry as a workbook that people change: out, and back in as splices of the files."""
