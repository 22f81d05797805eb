"""The steps that bring an older ledger up to date; run by models.schema.upgrade, never by hand."""
