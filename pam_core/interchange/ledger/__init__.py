"""The ledger's files: bank statements come in (CSV, OFX, QFX), all of it goes out (CSV)."""
