"""The workbook that people change: out, and in again."""
