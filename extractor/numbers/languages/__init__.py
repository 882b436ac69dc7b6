"""The languages beside English: one file of data each, and what reads them."""
