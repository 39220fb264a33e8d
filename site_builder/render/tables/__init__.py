"""The registry as tables: for people in a spreadsheet, for databases and for whatever reads CSV."""
