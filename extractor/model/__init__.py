"""Ask a model; the only package that knows openai, instructor and tenacity."""

from extractor.model.answer import Answer, Attempt, Usage
from extractor.model.batches import Batch, Batches
from extractor.model.client import Model, prepared
from extractor.model.endpoint import DEFAULT_NAME, OPENAI, Endpoint, affordable, configured, http_client
from extractor.model.exchange import CHARACTERS_A_TOKEN, SEED, TRIES, Due

__all__ = [
    "CHARACTERS_A_TOKEN",
    "DEFAULT_NAME",
    "OPENAI",
    "SEED",
    "TRIES",
    "Answer",
    "Attempt",
    "Batch",
    "Batches",
    "Due",
    "Endpoint",
    "Model",
    "Usage",
    "affordable",
    "configured",
    "http_client",
    "prepared",
]
