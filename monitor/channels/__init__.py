"""The mouth: one folder for each way to speak."""
