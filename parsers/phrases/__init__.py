"""The language of agencies, whoever wrote the letter: status, promises, fees, exemptions, numbers."""
